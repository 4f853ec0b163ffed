import { z } from 'zod';
import type { Seed } from './seed.ts';

const object = z.record(z.string(), z.unknown());
const names = z.array(z.string());

/** What is accepted as a seed; `Seed` says what it means. */
export const seedSchema: z.ZodType<Seed> = z.strictObject({
  version: z.literal(1),
  org: object.optional(),
  userAttributes: z.record(z.string(), object).optional(),
  groups: z
    .array(z.strictObject({ name: z.string(), description: z.string().nullish(), roles: names.optional() }))
    .optional(),
  users: z
    .array(
      z.strictObject({
        profile: object,
        password: z.string().optional(),
        passwordHash: z.string().optional(),
        status: z.enum(['STAGED', 'PROVISIONED', 'ACTIVE', 'SUSPENDED', 'DEPROVISIONED']).optional(),
        groups: names.optional(),
        roles: names.optional(),
      }),
    )
    .optional(),
  groupRules: z
    .array(
      z.strictObject({
        name: z.string(),
        expression: z.string(),
        groups: names,
        status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
      }),
    )
    .optional(),
  apps: z
    .array(
      z.strictObject({
        app: object,
        status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
        attributes: z.record(z.string(), object).optional(),
        groups: z
          .array(
            z.strictObject({
              group: z.string(),
              priority: z.number().int().optional(),
              profile: object.optional(),
            }),
          )
          .optional(),
        users: z.array(z.strictObject({ login: z.string(), profile: object.optional() })).optional(),
        grants: names.optional(),
      }),
    )
    .optional(),
  authorizationServers: z
    .array(
      z.strictObject({
        server: object,
        scopes: z.array(object).optional(),
        claims: z.array(object).optional(),
        policies: z
          .array(
            z.strictObject({
              name: z.string(),
              description: z.string(),
              clients: names,
              rules: z
                .array(
                  z.strictObject({
                    name: z.string(),
                    grantTypes: names,
                    scopes: names,
                    groups: names.optional(),
                    users: names.optional(),
                    token: object.optional(),
                  }),
                )
                .optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  trustedOrigins: z.array(object).optional(),
  eventHooks: z.array(object).optional(),
});
