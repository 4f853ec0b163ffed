import { people } from './tools.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken about the shop’s authorization server. */
export const serverDamages = (
  of: Sick,
  { server, named, change, policyNamed, ruleNamed, reactivate }: Tools,
): Row[] => [
  {
    id: 'auth-server',
    what: 'another audience',
    damage: () => change(server(), (present) => ({ ...present, audiences: ['https://api.example.com'] })),
    says: /https:\/\/api\.example\.com/,
    remedy: /Audience: http/,
  },
  {
    id: 'scopes',
    what: 'no consent on orders:read:user',
    damage: async () => {
      const scope = named(await of.patient.api.list(`${server()}/scopes`), 'orders:read:user');
      return change(`${server()}/scopes/${scope.id as string}`, (present) => ({
        ...present,
        consent: 'IMPLICIT',
      }));
    },
    says: /orders:read:user is IMPLICIT/,
    remedy: /User consent Require/,
  },
  {
    id: 'claims',
    what: 'a claim with another expression',
    damage: async () => {
      const claim = named(await of.patient.api.list(`${server()}/claims`), 'role');
      return change(`${server()}/claims/${claim.id as string}`, (present) => ({
        ...present,
        value: 'user.login',
      }));
    },
    says: /role is user\.login/,
    remedy: /value appuser\.app_permissions/,
  },
  {
    id: 'policies',
    what: 'a policy that is switched off',
    damage: async () => reactivate(await policyNamed('Client credentials')),
    says: /“Client credentials” is inactive/,
    remedy: /Client credentials > Activate/,
    fixed: true,
  },
  {
    id: 'rules',
    what: 'Default before Admin',
    damage: async () => change(await ruleNamed(people, 'Default'), (rule) => ({ ...rule, priority: 1 })),
    says: /Default, then Admin/,
    remedy: /drag Admin above/,
    fixed: true,
  },
  {
    id: 'lifetimes',
    what: 'tokens for five minutes and no refresh tokens',
    damage: async () => ({
      env: { OKTA_SCOPES: 'openid,profile,email,products:read,orders:create' },
    }),
    says: /offline_access/,
    remedy: /Add offline_access to OKTA_SCOPES/,
  },
  {
    id: 'drift',
    what: 'a description that someone has changed',
    damage: async () => change(server(), (present) => ({ ...present, description: 'Something else' })),
    says: /okta_auth_server\.shop differs from its declaration/,
    remedy: /multidemo init/,
  },
];
