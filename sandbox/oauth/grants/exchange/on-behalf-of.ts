import type { Org } from '../../../org/org.ts';
import type { ServerView } from '../../authorization-server.ts';
import { allowedScopes, isAboutPerson } from '../../checks/requested-scopes.ts';
import { OAuthError } from '../../okta-errors.ts';
import { refuseUnconsented } from '../consent.ts';
import type { ClientRequest, Proven } from '../grant.ts';
import {
  invalidAudience,
  invalidPair,
  invalidSubject,
  invalidSubjectType,
  issuerOf,
  tokenType,
  verified,
} from './subject.ts';

/**
 * An API that was called with a person's access token gets another one for the next API: same person, other audience.
 * @see https://developer.okta.com/docs/guides/set-up-token-exchange/main/
 */
export async function onBehalfOf(request: ClientRequest): Promise<Proven> {
  const { org, server, app, oauth, artifacts, form } = request;
  if (server.id === 'org') throw invalidSubjectType();
  if (form.has('actor_token')) throw invalidPair(form.get('actor_token_type') ?? '');
  if (oauth.applicationType !== 'service')
    throw new OAuthError('invalid_request', 'Only service clients may use on-behalf token exchange.');
  if (form.get('audience') !== server.audience) throw invalidAudience();
  const scope = form.get('scope') ?? undefined;
  if (isAboutPerson(scope))
    throw new OAuthError(
      'invalid_scope',
      "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
    );
  const scopes = allowedScopes(org, server, app.id, scope);
  const subject = form.get('subject_token') ?? '';
  const issuer = issuerOf(org, subject);
  requireTrust(org, server, issuer);
  const claims = await verified(org, issuer, subject);
  // A token that was revoked is no longer remembered.
  const isKnown = artifacts.accessToken(claims.jti) !== undefined;
  const user = org.users.get(String(claims['uid']));
  if (!isKnown || user?.status !== 'ACTIVE') throw invalidSubject();
  refuseUnconsented(request, user.id, scopes, 'the token_exchange grant type');
  const { auth_time: authTime } = claims;
  return {
    ...{ userId: user.id, scopes, amr: [] },
    // Okta keeps `sub` as it is, although the service app has no user profile to take it from.
    claims: { sub: claims.sub },
    ...(typeof authTime === 'number' && { authTime }),
    more: { issued_token_type: tokenType.accessToken },
  };
}

/** A server accepts its own tokens, and those of the servers that it is configured to trust. */
function requireTrust(
  org: Org,
  server: ServerView,
  issuer: ServerView | undefined,
): asserts issuer is ServerView {
  if (issuer === undefined)
    throw new OAuthError('access_denied', "The associated server doesn't exist.", 403);
  const trusted = org.authorizationServers.get(server.id)?.trusted ?? [];
  if (issuer.id !== server.id && !trusted.includes(issuer.id))
    throw new OAuthError(
      'access_denied',
      "The 'subject_token' issuer isn't a trusted authorization server.",
      403,
    );
}
