import { merge } from '../../../../cli/provision/value.ts';
import { people } from './tools.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken about event and token hooks. */
export const hooksDamages = (of: Sick, { env, change, ruleNamed, reactivate }: Tools): Row[] => [
  {
    id: 'event-hook',
    what: 'a hook that is switched off',
    damage: () => reactivate(`/api/v1/eventHooks/${env('FF_EVENTS_HOOK_ID')}`),
    says: /It is inactive/,
    remedy: /Workflow > Event Hooks > .* > Activate/,
    fixed: true,
  },
  {
    id: 'hook-delivery',
    what: 'another secret in .env than the shop has',
    damage: async () => ({ env: { OKTA_EVENT_HOOK_SECRET: 'another-secret-than-the-shop-has' } }),
    says: /401/,
    remedy: /Restart it/,
  },
  {
    id: 'token-hook',
    what: 'a hook that is switched off',
    damage: async () => {
      const [hook] = await of.patient.api.list('/api/v1/inlineHooks');
      return reactivate(`/api/v1/inlineHooks/${hook!.id as string}`);
    },
    says: /It is inactive/,
    remedy: /Workflow > Inline Hooks > .* > Activate/,
    fixed: true,
  },
  {
    id: 'token-hook',
    what: 'a rule that does not use it',
    damage: async () => {
      const rule = await ruleNamed(people, 'Default');
      return change(rule, (present) => merge(present, { actions: { token: { inlineHook: null } } }));
    },
    says: /does not use the hook/,
    remedy: /Use this inline hook/,
  },
  {
    id: 'token-hook',
    what: 'another secret in .env than the shop has',
    damage: async () => ({ env: { OKTA_TOKEN_HOOK_SECRET: 'another-secret-than-the-shop-has' } }),
    says: /responds with 401/,
    remedy: /restart it/i,
  },
];
