import { decodeJwt } from 'jose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type AuthorizationRequest, pushedId, tokenAlone } from './authorization-request.ts';
import type { Artifacts } from '../artifacts.ts';
import { OAuthError } from '../okta-errors.ts';

/** How Okta's references to pushed requests begin, and how oidc-provider's do. */
const requestUriPrefix = { okta: 'urn:okta:', library: 'urn:ietf:params:oauth:request_uri:' };
const prefix = requestUriPrefix.okta;
const model = 'PushedAuthorizationRequest';
/** Seconds that Okta keeps it; oidc-provider would one minute. */
const lifetime = 3600;

/** Keeps what was pushed for as long as Okta does. @returns Okta's answer */
export function keepPushed(artifacts: Artifacts, requestUri: string): Record<string, unknown> {
  const id = requestUri.slice(requestUriPrefix.library.length);
  const pushed = artifacts.find(model, id);
  if (pushed) artifacts.put(model, id, pushed, lifetime);
  return { request_uri: prefix + id, expires_in: lifetime };
}

/**
 * Puts what was pushed in the place of what the URL says (RFC 9126, section 4), but for a session token: it is made after
 * the push.
 */
export function pushedRequest(request: AuthorizationRequest): OAuthError | undefined {
  const { [pushedId]: _, ...given } = request.parameters; // only set here
  request.parameters = given;
  const { request_uri: uri, request: object, client_id: clientId, sessionToken } = given;
  if (uri === undefined) return undefined;
  if (request.endpoint === 'par')
    return new OAuthError(
      'invalid_request',
      "The 'request_uri' parameter must not be present in the request.",
    );
  if (object !== undefined)
    return new OAuthError(
      'invalid_request',
      'The authorize request must not contain both a request object and a request uri.',
    );
  const id = uri.slice(prefix.length);
  const pushed = request.artifacts.find(model, id);
  if (!uri.startsWith(prefix) || pushed === undefined)
    return new OAuthError('invalid_request_uri', 'The authorize request_uri is invalid.');
  if (pushed['issuer'] !== request.server.issuer)
    return new OAuthError(
      'invalid_request_uri',
      'The request_uri was issued for another authorization server.',
    );
  const claims = decodeJwt(String(pushed['request']));
  if (claims.iss !== clientId)
    return new OAuthError(
      'invalid_client',
      "The 'client_id' parameter does not match the expected value for the provided request_uri.",
    );
  // The resource was checked when it was pushed; what stands there is oidc-provider's name of it.
  const own = ['iss', 'aud', 'resource', tokenAlone];
  const texts = Object.entries(claims).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  request.parameters = {
    ...Object.fromEntries(texts.filter(([name]) => !own.includes(name))),
    ...(claims[tokenAlone] !== undefined && { response_type: 'token' }),
    ...(typeof pushed['dpopJkt'] === 'string' && { dpop_jkt: pushed['dpopJkt'] }),
    ...(sessionToken !== undefined && { sessionToken }),
    [pushedId]: id,
  };
  return undefined;
}

/**
 * A pushed request is valid until the app gets one response; before that, the page may be reloaded. If two browsers use the same
 * request, the second is refused.
 */
export function endPushed(artifacts: Artifacts, provider: Provider): void {
  const end = ({ oidc }: KoaContextWithOIDC): void => {
    const id = oidc.params?.[pushedId];
    if (typeof id === 'string') artifacts.delete(model, id);
  };
  provider.on('authorization.success', end);
  provider.on('authorization.error', end);
}

/** @throws OAuthError if the app has already got its response */
export function requirePushed(artifacts: Artifacts, id: unknown): void {
  if (typeof id === 'string' && artifacts.find(model, id) === undefined)
    throw new OAuthError('invalid_request_uri', 'The authorize request_uri is invalid.');
}
