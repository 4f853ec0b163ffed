import { z } from 'zod';

const object = z.record(z.string(), z.unknown());
const names = z.array(z.string());

/** A seed: what an org holds beyond what every new org has. People, groups and apps are named, not numbered. */
export const seedSchema = z.strictObject({
  /** The format. */
  version: z.literal(1),
  /** As in POST /api/v1/org. */
  org: object.optional(),
  /** Attribute name → JSON Schema of the attribute: custom attributes of people. */
  userAttributes: z.record(z.string(), object).optional(),
  groups: z
    .array(z.strictObject({ name: z.string(), description: z.string().nullish(), roles: names.optional() }))
    .optional(),
  users: z
    .array(
      z.strictObject({
        profile: object,
        password: z.string().optional(),
        /** As `export` writes it. */
        passwordHash: z.string().optional(),
        status: z.enum(['STAGED', 'PROVISIONED', 'ACTIVE', 'SUSPENDED', 'DEPROVISIONED']).optional(),
        /** Names of groups. */
        groups: names.optional(),
        /** Admin roles such as SUPER_ADMIN. */
        roles: names.optional(),
      }),
    )
    .optional(),
  apps: z
    .array(
      z.strictObject({
        /** As in POST /api/v1/apps. */
        app: object,
        status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
        /** Custom attributes of the app's users. */
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
        /** Scopes of Okta's APIs. */
        grants: names.optional(),
      }),
    )
    .optional(),
  authorizationServers: z
    .array(
      z.strictObject({
        /** As in POST /api/v1/authorizationServers; with the name `default`, what there is besides. */
        server: object,
        scopes: z.array(object).optional(),
        claims: z.array(object).optional(),
        policies: z
          .array(
            z.strictObject({
              name: z.string(),
              description: z.string(),
              /** Labels of apps, or ALL_CLIENTS. */
              clients: names,
              rules: z
                .array(
                  z.strictObject({
                    name: z.string(),
                    grantTypes: names,
                    scopes: names,
                    /** Names of groups. */
                    groups: names.optional(),
                    /** Logins. */
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

export type Seed = z.output<typeof seedSchema>;
