import { evaluateExpression, ExpressionError } from '../org/expression/expression.ts';
import type { ExpressionScope } from '../org/expression/scope.ts';
import { appUserName } from '../org/apps/app-user-name.ts';
import { mappedProfile } from '../org/apps/app-profile.ts';
import { expressionPerson } from '../org/people/expression-person.ts';
import type { App } from '../org/apps/model.ts';
import type { Claim, Group, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { systemClaims } from '../org/servers/default-authorization.ts';
import { javaPattern } from '../org/expression/java-pattern.ts';
import { OAuthError } from './okta-errors.ts';

/** What claims are computed from. Without a person it is the client that asks for itself. */
export interface ClaimContext {
  readonly serverId: string;
  readonly app: App;
  readonly user?: User | undefined;
  /** Granted scopes. */
  readonly scopes: readonly string[];
  /** Whether the token goes through the browser's address (implicit, hybrid): then its groups are limited. */
  readonly isInAddress?: boolean;
}

type Claims = Record<string, unknown>;

/**
 * The claims that an administrator has added to a token, by type: RESOURCE for the access token, IDENTITY for the
 * ID token and userinfo. A claim with scopes is there only when one of them was granted; one without a value never.
 * https://developer.okta.com/docs/guides/customize-tokens-returned-from-okta/
 */
export function customClaims(
  org: Org,
  context: ClaimContext,
  type: Claim['claimType'],
  onlyAlwaysIncluded: boolean,
): Claims {
  let scope: ExpressionScope | undefined;
  const claims: Claims = {};
  for (const claim of org.authorizationServers.claims(context.serverId)) {
    if (claim.claimType !== type || claim.status !== 'ACTIVE' || claim.valueType === 'SYSTEM') continue;
    if (onlyAlwaysIncluded && !claim.alwaysIncludeInToken) continue;
    if (claim.scopes.length > 0 && !claim.scopes.some((name) => context.scopes.includes(name))) continue;
    const value =
      claim.valueType === 'GROUPS'
        ? limited(filterGroups(groupsOf(org, context), claim), context)
        : valueOf(claim.name, claim.value, (scope ??= expressionScope(org, context)));
    if (value != null && !isEmptyList(value)) claims[claim.name] = value;
  }
  return claims;
}

/** The claims that an administrator added to the app, for its ID tokens from any server. */
export function federatedClaims(org: Org, context: ClaimContext & { readonly user: User }): Claims {
  const own = org.federatedClaims.all().filter(({ appId }) => appId === context.app.id);
  if (own.length === 0) return {};
  const scope = expressionScope(org, context);
  const values = own.map(({ name, expression }) => [name, valueOf(name, expression, scope)] as const);
  return Object.fromEntries(values.filter(([, value]) => value != null && !isEmptyList(value)));
}

/** The value of an expression; undefined if it has none. @throws OAuthError if it cannot be evaluated */
export function expressionClaim(org: Org, context: ClaimContext, name: string, expression: string): unknown {
  const value = valueOf(name, expression, expressionScope(org, context));
  return value == null || isEmptyList(value) ? undefined : value;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** @throws OAuthError when the expression has no value for this person */
function valueOf(name: string, expression: string, scope: ExpressionScope): unknown {
  try {
    return evaluateExpression(expression, scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new OAuthError('server_error', `The '${name}' user claim could not be evaluated.`);
  }
}

/** How many groups a token in an address may hold. */
const maxGroupsInAddress = 100;

/** @throws OAuthError when an address would become too long */
export function limited(
  names: readonly string[] | undefined,
  { isInAddress = false }: Pick<ClaimContext, 'isInAddress'>,
): readonly string[] | undefined {
  if (!isInAddress || names === undefined || names.length <= maxGroupsInAddress) return names;
  throw new OAuthError(
    'server_error',
    'The groups claim matched too many groups and must be configured to match fewer groups.',
  );
}

/** The names of groups that pass the filter; nothing for a client that asks for itself. */
export function filterGroups(
  groups: readonly Group[],
  filter: Pick<Claim, 'value' | 'groupFilterType'>,
): string[] | undefined {
  const matching = groups.map((group) => group.profile.name).filter(matcherOf(filter));
  return matching.length > 0 ? matching : undefined;
}

const groupsOf = (org: Org, { user }: ClaimContext): readonly Group[] =>
  user ? org.groups.ofUser(user.id) : [];

function matcherOf({
  value,
  groupFilterType,
}: Pick<Claim, 'value' | 'groupFilterType'>): (name: string) => boolean {
  switch (groupFilterType) {
    case 'STARTS_WITH':
      return (name) => name.startsWith(value);
    case 'EQUALS':
      return (name) => name === value;
    case 'CONTAINS':
      return (name) => name.includes(value);
    case 'REGEX': {
      const pattern = javaPattern(value);
      return (name) => pattern?.test(name) ?? false;
    }
    default:
      return () => false;
  }
}

function expressionScope(org: Org, { app, user, scopes }: ClaimContext): ExpressionScope {
  // People are assigned to the app through which they sign in to an agent.
  const own = org.apps.get(org.agents.get(app.id)?.appId ?? '') ?? app;
  const assignment = user && org.apps.assignmentOf(own.id, user.id);
  const person = user && expressionPerson(org, user, { ...identityEngineProperties(user), id: user.id });
  return {
    names: {
      user: person ?? null,
      appuser: assignment
        ? { ...mappedProfile(own, user), ...assignment.profile, userName: appUserName(org, own, user) }
        : null,
      app: {
        clientId: app.oauth?.clientId,
        ...{ id: app.id, name: app.name, label: app.label, profile: app.rest.profile ?? null },
      },
      org: { name: org.name, id: org.id, subDomain: org.subdomain, subdomain: org.subdomain },
      access: { scope: scopes },
    },
    person,
    now: org.clock(),
  };
}

const identityEngineProperties = (user: User) => ({
  status: user.status,
  created: user.created,
  lastUpdated: user.lastUpdated,
  passwordChanged: user.passwordChanged,
  lastLogin: user.lastLogin,
  profile: user.profile,
});

/**
 * The standard claims of OpenID Connect (Core 1.0, section 5.1) from the person's profile, as the server's own claims
 * release them: by scope, and into an ID token issued with an access token only if a claim is always included.
 * @param thin true for such an ID token: the rest is at the userinfo endpoint
 */
export function standardClaims(
  org: Org,
  serverId: string,
  { user, scopes, thin }: { readonly user: User; readonly scopes: readonly string[]; readonly thin: boolean },
): Claims {
  const rules = serverId === 'org' ? systemClaims : org.authorizationServers.claims(serverId);
  const released = new Set(
    rules
      .filter(({ valueType, status }) => valueType === 'SYSTEM' && status === 'ACTIVE')
      .filter(({ alwaysIncludeInToken }) => alwaysIncludeInToken || !thin)
      .filter((rule) => rule.scopes.length === 0 || rule.scopes.some((name) => scopes.includes(name)))
      .map(({ name }) => name),
  );
  const values = Object.entries(standardValues(user));
  const kept = values.filter(([name, value]) => value != null && released.has(name));
  return { sub: user.id, ...Object.fromEntries(kept) };
}

const standardValues = (user: User): Claims => {
  const { profile } = user;
  return {
    name: [profile.firstName, profile.lastName].filter(Boolean).join(' '),
    preferred_username: profile.login,
    given_name: profile.firstName,
    middle_name: profile.middleName,
    family_name: profile.lastName,
    nickname: profile.nickName,
    profile: profile.profileUrl,
    locale: profile.locale ?? 'en-US',
    zoneinfo: profile.timezone ?? 'America/Los_Angeles',
    updated_at: Math.floor(Date.parse(user.lastUpdated) / 1000),
    email: profile.email,
    email_verified: true,
    phone_number: profile.primaryPhone,
    address: addressOf(user),
  };
};

function addressOf({ profile }: User): Claims | undefined {
  const address = Object.entries({
    street_address: profile.streetAddress,
    locality: profile.city,
    region: profile.state,
    postal_code: profile.zipCode,
    country: profile.countryCode,
  }).filter(([, value]) => value != null);
  return address.length > 0 ? Object.fromEntries(address) : undefined;
}
