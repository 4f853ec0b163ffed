import { evaluateExpression, ExpressionError } from '../org/expression/expression.ts';
import type { ExpressionScope } from '../org/expression/scope.ts';
import { mappedProfile } from '../org/apps/app-profile.ts';
import type { App } from '../org/apps/model.ts';
import type { Claim, Group, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { javaPattern } from '../org/expression/java-pattern.ts';
import { OAuthError } from './okta-errors.ts';

/** What claims are computed from. Without a person it is the client that asks for itself. */
export interface ClaimContext {
  readonly serverId: string;
  readonly app: App;
  readonly user?: User | undefined;
  /** Granted scopes. */
  readonly scopes: readonly string[];
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
  const groups = context.user ? org.groups.ofUser(context.user.id) : [];
  const scope = expressionScope(org, context, groups);
  const claims: Claims = {};
  for (const claim of org.authorizationServers.claims(context.serverId)) {
    if (claim.claimType !== type || claim.status !== 'ACTIVE' || claim.valueType === 'SYSTEM') continue;
    if (onlyAlwaysIncluded && !claim.alwaysIncludeInToken) continue;
    if (claim.scopes.length > 0 && !claim.scopes.some((name) => context.scopes.includes(name))) continue;
    const value =
      claim.valueType === 'GROUPS' ? filterGroups(groups, claim) : valueOf(claim.name, claim.value, scope);
    if (value != null) claims[claim.name] = value;
  }
  return claims;
}

/** What an administrator has added to the app itself, for its ID tokens of whatever server. */
export function federatedClaims(org: Org, context: ClaimContext & { readonly user: User }): Claims {
  const own = org.federatedClaims.all().filter(({ appId }) => appId === context.app.id);
  if (own.length === 0) return {};
  const scope = expressionScope(org, context, org.groups.ofUser(context.user.id));
  const values = own.map(({ name, expression }) => [name, valueOf(name, expression, scope)] as const);
  return Object.fromEntries(values.filter(([, value]) => value != null));
}

/** @throws OAuthError when the expression has no value for this person */
function valueOf(name: string, expression: string, scope: ExpressionScope): unknown {
  try {
    return evaluateExpression(expression, scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new OAuthError('server_error', `The '${name}' user claim could not be evaluated.`);
  }
}

/** The names of groups that pass the filter; nothing for a client that asks for itself. */
export function filterGroups(
  groups: readonly Group[],
  filter: Pick<Claim, 'value' | 'groupFilterType'>,
): string[] | undefined {
  const names = groups.map((group) => group.profile.name);
  const pattern = filter.groupFilterType === 'REGEX' ? javaPattern(filter.value) : undefined;
  const matching = names.filter((name) => pattern?.test(name) ?? matches(name, filter));
  return matching.length > 0 ? matching : undefined;
}

function matches(
  name: string,
  { value, groupFilterType }: Pick<Claim, 'value' | 'groupFilterType'>,
): boolean {
  switch (groupFilterType) {
    case 'STARTS_WITH':
      return name.startsWith(value);
    case 'EQUALS':
      return name === value;
    case 'CONTAINS':
      return name.includes(value);
    default:
      return false;
  }
}

function expressionScope(org: Org, { app, user }: ClaimContext, groups: readonly Group[]): ExpressionScope {
  const assignment = user && org.apps.assignmentOf(app.id, user.id);
  return {
    names: {
      user: user ? { ...user.profile, id: user.id, status: user.status, profile: user.profile } : null,
      appuser: assignment
        ? { ...mappedProfile(app, user), ...assignment.profile, userName: user.profile.login }
        : null,
      app: { clientId: app.oauth?.clientId, id: app.id, name: app.name, label: app.label },
      org: { name: org.name, id: org.id, subDomain: org.subdomain },
    },
    groups: groups.map((group) => ({ id: group.id, name: group.profile.name })),
  };
}

/**
 * The standard claims of OpenID Connect that the scopes release (Core 1.0, section 5.4), from the person's profile.
 * @param thin true for an ID token that comes with an access token: the rest is at the userinfo endpoint
 */
export function standardClaims(user: User, scopes: readonly string[], thin: boolean): Claims {
  const { profile } = user;
  const claims: Claims = { sub: user.id };
  if (scopes.includes('profile')) {
    Object.assign(claims, {
      name: [profile.firstName, profile.lastName].filter(Boolean).join(' '),
      preferred_username: profile.login,
      ...(!thin && {
        given_name: profile.firstName,
        middle_name: profile.middleName,
        family_name: profile.lastName,
        nickname: profile.nickName,
        profile: profile.profileUrl,
        locale: profile.locale ?? 'en-US',
        zoneinfo: profile.timezone ?? 'America/Los_Angeles',
        updated_at: Math.floor(Date.parse(user.lastUpdated) / 1000),
      }),
    });
  }
  if (scopes.includes('email'))
    Object.assign(claims, { email: profile.email, ...(!thin && { email_verified: true }) });
  if (scopes.includes('phone') && !thin) claims.phone_number = profile.primaryPhone;
  if (scopes.includes('address') && !thin) claims.address = addressOf(user);
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value != null));
}

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
