import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { AuthorizationPolicy, AuthorizationRule } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import type { ApiRequest } from '../kernel/route.ts';
import { grantsOfUsers } from '../../org/servers/authorization-servers.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';
import { isUser } from '../settings/references.ts';

const people = optional(
  z.object({ include: optional(z.array(z.string())), exclude: optional(z.array(z.string())) }),
);
const minutes = (maximum: number): z.ZodNumber => z.number().int().min(0).max(maximum);
const fiveYears = 2_628_000;

const ruleSchema = z.object({
  type: optional(z.literal('RESOURCE_ACCESS')),
  name: text(50),
  status: optional(status),
  priority: optional(z.number().int()),
  conditions: z.object({
    people: optional(z.object({ users: people, groups: people })),
    grantTypes: z.object({ include: z.array(z.string()).min(1) }),
    scopes: optional(z.object({ include: optional(z.array(z.string())) })),
  }),
  actions: optional(
    z.object({
      token: optional(
        z.object({
          accessTokenLifetimeMinutes: optional(minutes(1440).min(5)),
          refreshTokenLifetimeMinutes: optional(minutes(fiveYears)),
          refreshTokenWindowMinutes: optional(minutes(fiveYears)),
          inlineHook: optional(z.object({ id: z.string() })),
        }),
      ),
    }),
  ),
});

/** What a rule can allow: the grants that Okta has, those that the sandbox does not implement too. */
const grants: readonly string[] = [
  ...['authorization_code', 'client_credentials', 'implicit', 'interaction_code', 'password'],
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:openid:params:grant-type:ciba',
  'urn:okta:params:oauth:grant-type:oob',
  'urn:okta:params:oauth:grant-type:otp',
  'urn:okta:params:oauth:grant-type:webauthn',
  'http://auth0.com/oauth/grant-type/mfa-oob',
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'urn:okta:params:oauth:grant-type:mfa-webauthn',
];

function checkConditions(
  org: Org,
  serverId: string,
  { people, grantTypes, scopes }: z.infer<typeof ruleSchema>['conditions'],
): void {
  const { users, groups } = people ?? {};
  // Okta takes the word for the group of that name.
  for (const id of both(groups)) if (id !== 'EVERYONE') org.groups.require(id);
  for (const id of both(users)) isUser(org, id, 'conditions.people.users');
  const unknown = grantTypes.include.filter((grant) => !grants.includes(grant));
  if (unknown.length > 0)
    throw invalid(
      'conditions.grantTypes.include',
      unknown.map((grant) => `conditions.grantTypes.include: '${grant}' is not a grant type.`),
    );
  const nobody = (users?.include ?? []).length + (groups?.include ?? []).length === 0;
  if (nobody && grantTypes.include.some((grant) => grantsOfUsers.includes(grant)))
    throw invalid('conditions.people', [
      `conditions.people: At least one of 'conditions.people.users.include' or 'conditions.people.groups.include' must contain a valid user or group when 'conditions.grantTypes' contains one or more of [${grantsOfUsers.join(', ')}].`,
    ]);
  checkScopes(org, serverId, 'conditions.scopes.include', scopes?.include);
}

const both = (selection?: {
  readonly include?: string[] | undefined;
  readonly exclude?: string[] | undefined;
}) => [...(selection?.include ?? []), ...(selection?.exclude ?? [])];

/** @throws OktaError 400 for scopes that the server does not have */
export function checkScopes(org: Org, serverId: string, field: string, wanted: readonly string[] = []): void {
  const known = new Set(org.authorizationServers.scopes(serverId).map(({ name }) => name));
  const unknown = wanted.filter((name) => name !== '*' && !known.has(name));
  if (unknown.length > 0)
    throw invalid(
      field,
      unknown.map((name) => `${field}: The scope '${name}' is not defined for the authorization server.`),
    );
}

type RuleInput = Omit<
  AuthorizationRule,
  'id' | 'created' | 'lastUpdated' | 'policyId' | 'priority' | 'system'
>;

/** @throws OktaError 400 or 404 when it names what the server or the org does not have */
export function parseRule(
  org: Org,
  request: ApiRequest,
  policy: AuthorizationPolicy,
  current?: AuthorizationRule,
): RuleInput & { readonly priority: number | undefined } {
  const { conditions, actions, ...input } = parseBody(ruleSchema, request.body, 'policyRule');
  const namesake = org.authorizationServers.rules(policy.id).find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  const { users, groups } = conditions.people ?? {};
  checkConditions(org, policy.serverId, conditions);
  const token = actions?.token;
  if (token?.inlineHook)
    org.inlineHooks.requireOfType(token.inlineHook.id, 'com.okta.oauth2.tokens.transform');
  return {
    name: input.name,
    status: input.status ?? current?.status ?? 'ACTIVE',
    priority: input.priority,
    users: { include: users?.include ?? [], exclude: users?.exclude ?? [] },
    groups: { include: groups?.include ?? [], exclude: groups?.exclude ?? [] },
    grantTypes: conditions.grantTypes.include,
    scopes: conditions.scopes ? (conditions.scopes.include ?? []) : ['*'],
    accessTokenLifetimeMinutes: token?.accessTokenLifetimeMinutes ?? 60,
    refreshTokenLifetimeMinutes: token?.refreshTokenLifetimeMinutes ?? 0,
    refreshTokenWindowMinutes: token?.refreshTokenWindowMinutes ?? 10_080,
    ...(token?.inlineHook && { inlineHookId: token.inlineHook.id }),
  };
}
