import { z } from 'zod';
import type { Value } from '../value.ts';
import { collectionKind } from './kind.ts';

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/, type ACCESS_POLICY */
export const appSignonPolicy = collectionKind({
  attributes: z.strictObject({ name: z.string(), description: z.string() }),
  collection: () => '/api/v1/policies',
  query: () => '?type=ACCESS_POLICY',
  isSame: (present, { name }) => present.name === name,
  body: ({ name, description }) => ({ type: 'ACCESS_POLICY', name, description, status: 'ACTIVE' }),
});

export const appSignonPolicyRule = collectionKind({
  attributes: z.strictObject({
    policy_id: z.string(),
    name: z.string(),
    priority: z.number(),
    access: z.string(),
    factor_mode: z.string(),
    type: z.string(),
    re_authentication_frequency: z.string(),
    inactivity_period: z.string(),
    constraints: z.array(z.string()),
  }),
  collection: ({ policy_id }) => `/api/v1/policies/${policy_id}/rules`,
  isSame: (present, { name }) => present.name === name,
  body: (rule) => ({
    type: 'ACCESS_POLICY',
    name: rule.name,
    status: 'ACTIVE',
    priority: rule.priority,
    conditions: { network: { connection: 'ANYWHERE' } },
    actions: {
      appSignOn: {
        access: rule.access,
        verificationMethod: {
          factorMode: rule.factor_mode,
          type: rule.type,
          reauthenticateIn: rule.re_authentication_frequency,
          inactivityPeriod: rule.inactivity_period,
          constraints: rule.constraints.map((constraint) => JSON.parse(constraint) as Value),
        },
      },
    },
  }),
});
