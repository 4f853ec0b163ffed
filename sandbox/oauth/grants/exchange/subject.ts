import { decodeJwt, errors, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { Org } from '../../../org/org.ts';
import { type ServerView, viewOfCustomServer, viewOfOrgServer } from '../../authorization-server.ts';
import { verifyOwn } from '../../keys.ts';
import { OAuthError } from '../../okta-errors.ts';

export const tokenExchangeName = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Types of tokens (RFC 8693, section 3, and Okta's own). */
export const tokenType = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  deviceSecret: 'urn:x-oath:params:oauth:token-type:device-secret',
  refreshToken: 'urn:ietf:params:oauth:token-type:refresh_token',
  idJag: 'urn:ietf:params:oauth:token-type:id-jag',
  saml2: 'urn:ietf:params:oauth:token-type:saml2',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  interclient: 'urn:okta:params:oauth:token-type:interclient_token',
} as const;

/** Whether a token request is for an ID-JAG, which is redeemed elsewhere. */
export const isForIdJag = (form: URLSearchParams): boolean =>
  form.get('grant_type') === tokenExchangeName && form.get('requested_token_type') === tokenType.idJag;

export const invalidRequest = (description: string): OAuthError =>
  new OAuthError('invalid_request', description);
/** @param detail for the System Log */
export const invalidSubject = (detail?: string): OAuthError =>
  new OAuthError('invalid_request', "'subject_token' is invalid.", 400, {}, detail);
export const invalidActor = (): OAuthError => invalidRequest("'actor_token' is invalid.");
export const invalidSubjectType = (): OAuthError =>
  invalidRequest("'subject_token_type' is invalid or not supported.");
export const invalidActorType = (): OAuthError =>
  invalidRequest("'actor_token_type' is invalid or not supported.");
/** An actor token is accepted only together with an ID token. */
export const invalidPair = (actorType: string): OAuthError =>
  invalidRequest(
    `When 'actor_token_type' is '${actorType}', 'subject_token_type' must be '${tokenType.idToken}'.`,
  );
export const invalidRequestedType = (): OAuthError =>
  invalidRequest("'requested_token_type' is invalid or not supported.");
export const invalidAudience = (): OAuthError =>
  new OAuthError(
    'invalid_target',
    'Token Exchange requests must include a valid audience of the authorization server.',
  );

/** The org's server that a token names as issuer; undefined if there is none. @throws OAuthError if it is not a JWT */
export function issuerOf(org: Org, token: string): ServerView | undefined {
  const { iss = '' } = read(token);
  if (iss === org.url) return viewOfOrgServer(org);
  const id = iss.startsWith(`${org.url}/oauth2/`) ? iss.slice(org.url.length + '/oauth2/'.length) : '';
  return viewOfCustomServer(org, id);
}

function read(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw invalidSubject();
  }
}

export const subjectExpired = (): OAuthError =>
  new OAuthError(
    'invalid_grant',
    "The 'subject_token' either expired or the session associated with it was terminated.",
  );

/** The claims of a valid token that this server signed. @throws OAuthError */
export async function verified(
  org: Org,
  server: ServerView,
  token: string,
  options: JWTVerifyOptions = {},
): Promise<JWTPayload> {
  try {
    return await verifyOwn(org, server, token, options);
  } catch (error) {
    throw error instanceof errors.JWTExpired ? subjectExpired() : invalidSubject();
  }
}
