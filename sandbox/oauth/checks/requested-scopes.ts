import type { AuthorizationRequest } from './authorization-request.ts';
import { listOf } from './authorization-request.ts';
import type { ServerView } from '../authorization-server.ts';
import type { Org } from '../../org/org.ts';
import { OAuthError } from '../okta-errors.ts';

/** The scope of a sign-in that may open other apps: Native to Web SSO. */
const interclientAccess = 'interclient_access';

/** Scopes of OpenID Connect, which are about a person. */
const personScopes: readonly string[] = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
  'device_sso',
  interclientAccess,
];

/** Scopes that are granted only together with others. */
const companions: Readonly<Record<string, readonly string[]>> = {
  device_sso: ['openid', 'offline_access'],
  [interclientAccess]: ['openid'],
};

/** Scopes for claims (OpenID Connect Core, section 5.4), which require `openid`. */
const claimScopes: readonly string[] = ['profile', 'email', 'address', 'phone'];

const invalidScope = (description: string): OAuthError => new OAuthError('invalid_scope', description);

/** Sets the scopes of an authorization request to what the app may have of them. */
export function checkScopes(request: AuthorizationRequest): OAuthError | undefined {
  const { org, server, parameters, client } = request;
  try {
    if (parameters.interclient_token !== undefined && listOf(parameters.scope).includes(interclientAccess))
      return invalidScope(`The following scopes are not allowed for this request: [${interclientAccess}].`);
    const scopes = signInScopes(org, server, client?.app.id, parameters.scope);
    if (parameters.response_type?.includes('id_token') === true && !scopes.includes('openid'))
      return openidRequired();
    parameters.scope = scopes.join(' ');
    return undefined;
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
}

const openidRequired = (): OAuthError =>
  invalidScope("Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.");

/**
 * The requested scopes that an app may get when it signs in a user.
 * @throws OAuthError in Okta's words
 */
export function signInScopes(
  org: Org,
  server: ServerView,
  appId: string | undefined,
  asked: string | undefined,
): string[] {
  const scopes = allowedScopes(org, server, appId, asked);
  if (!scopes.includes('openid') && scopes.some((scope) => claimScopes.includes(scope)))
    throw openidRequired();
  return scopes;
}

/** Whether any of the scopes is one of OpenID Connect. */
export const isAboutPerson = (asked: string | undefined): boolean =>
  listOf(asked).some((scope) => personScopes.includes(scope));

/**
 * The scopes that a client that asks for itself may have.
 * @throws OAuthError in Okta's words
 */
export function clientScopes(
  org: Org,
  server: ServerView,
  appId: string,
  asked: string | undefined,
): string[] {
  if (isAboutPerson(asked)) throw invalidScope("Cannot request 'openid' scopes using client credentials.");
  return allowedScopes(org, server, appId, asked);
}

/**
 * The requested scopes that the app may get. All must belong to the server. Okta API scopes that are not granted to the app are
 * dropped, as long as one remains. If no scopes are requested, the server's default scopes are used.
 * @see https://developer.okta.com/docs/guides/implement-oauth-for-okta/main/#define-allowed-scopes
 * @throws OAuthError in Okta's words
 */
export function allowedScopes(
  org: Org,
  server: ServerView,
  appId: string | undefined,
  text: string | undefined,
): string[] {
  if (text !== undefined && !/^[\u{21}\u{23}-\u{5b}\u{5d}-\u{7e} ]*$/u.test(text))
    throw invalidScope(
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    );
  const asked = listOf(text);
  if (asked.length === 0) return defaultScopes(server);
  const known = new Set(server.scopes.map(({ name }) => name));
  if (!asked.every((scope) => known.has(scope)))
    throw invalidScope('One or more scopes are not configured for the authorization server resource.');
  requireCompanions(asked);
  if (server.id !== 'org') return asked;
  if (asked.includes(interclientAccess) && org.interclient.ofAllowed(appId ?? '').length === 0)
    throw invalidScope(
      "The 'interclient_access' scope can only be granted to clients with a configured trust relationship.",
    );
  const granted = new Set(appId === undefined ? [] : org.apps.grants(appId).map(({ scopeId }) => scopeId));
  const allowed = asked.filter((scope) => !scope.startsWith('okta.') || granted.has(scope));
  if (allowed.length === 0)
    throw new OAuthError('consent_required', 'You are not allowed any of the requested scopes.');
  return allowed;
}

/** @throws OAuthError for a scope that is requested without those that it requires */
function requireCompanions(asked: readonly string[]): void {
  for (const scope of asked) {
    const others = companions[scope] ?? [];
    if (others.some((other) => !asked.includes(other)))
      throw invalidScope(
        `The following scopes: [${scope}] must be requested together with [${others.join(', ')}].`,
      );
  }
}

function defaultScopes(server: ServerView): string[] {
  if (server.id === 'org') throw invalidScope('No scopes were requested.');
  const defaults = server.scopes.filter((scope) => scope.default).map(({ name }) => name);
  if (defaults.length === 0)
    throw invalidScope(
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    );
  return defaults;
}

/** A server issues tokens for its own audience alone. Naming it changes nothing; naming another is refused. */
export function checkResource(request: AuthorizationRequest): OAuthError | undefined {
  const { server, parameters, repeated } = request;
  if (repeated.includes('resource'))
    return new OAuthError(
      'invalid_target',
      "Too many 'resource' parameters in the request; maximum allowed is 1.",
    );
  const { resource } = parameters;
  delete parameters.resource;
  return resource === undefined ? undefined : foreignResource(server, resource);
}

/** The refusal of a resource that is not the server's. */
export function foreignResource(server: ServerView, resource: string): OAuthError | undefined {
  const plain = (text: string): string => text.replace(/\/$/, '');
  return plain(resource) === plain(server.audience)
    ? undefined
    : new OAuthError(
        'invalid_target',
        `The authorization server has rejected the 'resource' parameter: ${resource}`,
      );
}
