import { merge } from '../../../../cli/provision/value.ts';
import type { Fields } from '../../../../cli/provision/value.ts';
import { person } from '../../demo.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken about people, their groups, and how they sign in. */
export const peopleDamages = (of: Sick, { change, enroll }: Tools): Row[] => [
  {
    id: 'people',
    what: 'someone who is locked out',
    damage: async () => {
      const { login } = person('premium');
      for (let attempt = 0; attempt < 10; attempt++)
        await fetch(`${of.patient.demo.org}/api/v1/authn`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: login, password: 'wrong' }),
        });
      return async () => undefined;
    },
    says: /grace@example\.com is locked out/,
    remedy: /Directory > People > grace@example\.com: Unlock/,
    fixed: true,
  },
  {
    id: 'groups',
    what: 'a group that someone has renamed',
    damage: async () => {
      const [group] = await of.patient.api.list('/api/v1/groups?q=Premium');
      const undo = await change(`/api/v1/groups/${group!.id as string}`, () => ({
        profile: { name: 'Gold' },
      }));
      return async () => {
        // Another of that name may have been made in the meantime.
        for (const { id } of await of.patient.api.list('/api/v1/groups?q=Premium'))
          await of.patient.api.delete(`/api/v1/groups/${id as string}`);
        return undo();
      };
    },
    says: /There is no group Premium/,
    remedy: /Add group: Premium/,
    fixed: 'offered',
  },
  {
    id: 'admins',
    what: 'a group Admin that is empty',
    damage: async () => {
      const [group] = await of.patient.api.list('/api/v1/groups?q=Admin');
      const path = `/api/v1/groups/${group!.id as string}/users/${of.linusId}`;
      await of.patient.api.delete(path);
      return () => of.patient.api.put(path);
    },
    says: /The group Admin has no members/,
    remedy: /Groups > Admin > Assign people/,
  },
  {
    id: 'tokens',
    what: 'a password that someone has changed',
    damage: async () => {
      const set = (value: string) =>
        of.patient.api.post(`/api/v1/users/${person('basic').login}`, {
          credentials: { password: { value } },
        });
      await set('Something-Else-2026');
      return () => set(person('basic').password);
    },
    says: /ada@example\.com: signing in fails \(the password is wrong\)/,
    remedy: /Reset password/,
  },
  {
    id: 'step-up',
    what: 'an admin without a second factor',
    damage: async () => {
      // Signing in may have added the e-mail address, which the org has sent a code to.
      for (const factor of await of.patient.api.list(`/api/v1/users/${of.linusId}/factors`))
        await of.patient.api.delete(`/api/v1/users/${of.linusId}/factors/${factor.id as string}`);
      return () => enroll(of.linusId);
    },
    says: /linus@example\.com: Orders cannot be approved: no second factor is enrolled/,
    remedy: /Security Methods/,
  },
  {
    id: 'sign-in-steps',
    what: 'a global session policy that lets nobody in',
    damage: async () => {
      const [policy] = await of.patient.api.list('/api/v1/policies?type=OKTA_SIGN_ON');
      const rules = `/api/v1/policies/${policy!.id as string}/rules`;
      const [rule] = await of.patient.api.list(rules);
      return change(`${rules}/${rule!.id as string}`, (present) =>
        merge(present, { actions: { signon: { access: 'DENY' } } }),
      );
    },
    says: /linus@example\.com: denied by the global session policy/,
    remedy: /Security > Global Session Policy/,
  },
  {
    id: 'sign-in-steps',
    what: 'an authenticator that everyone must set up',
    damage: async () => {
      const [policy] = await of.patient.api.list('/api/v1/policies?type=MFA_ENROLL');
      return change(`/api/v1/policies/${policy!.id as string}`, (present) => ({
        ...present,
        settings: {
          ...(present.settings as Fields),
          authenticators: [{ key: 'webauthn', enroll: { self: 'REQUIRED' } }],
        },
      }));
    },
    says: /ada@example\.com: password, and must set up Security Key or Biometric/,
    remedy: /Sign in once as each of them/,
  },
  {
    id: 'zones',
    what: 'a network that the org blocks',
    damage: async () => {
      const zone = await of.patient.api.post('/api/v1/zones', {
        type: 'IP',
        name: 'Conference',
        status: 'ACTIVE',
        usage: 'BLOCKLIST',
        gateways: [{ type: 'CIDR', value: '203.0.113.0/24' }],
      });
      const path = `/api/v1/zones/${zone.id as string}`;
      return async () => {
        await of.patient.api.post(`${path}/lifecycle/deactivate`);
        await of.patient.api.delete(path);
      };
    },
    says: /Conference: 203\.0\.113\.0\/24/,
    remedy: /Security > Networks/,
  },
];
