import { OAuthError } from '../okta-errors.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { readRequestObject } from './request-object.ts';

/** Puts what an app has signed before what the URL says (RFC 9101, section 6.3), but for a session token, which comes later. */
export async function signedRequest(request: AuthorizationRequest): Promise<OAuthError | undefined> {
  const { client, parameters } = request;
  const { request: object, ...given } = parameters;
  if (object === undefined || client === undefined) return undefined;
  const { request_object_signing_alg: alg } = client.app.rest.oauthClient ?? {};
  const asked = { ...request, oauth: client.oauth };
  const signed = await readRequestObject(asked, object, typeof alg === 'string' ? alg : undefined);
  if (signed.client_id !== undefined && signed.client_id !== client.oauth.clientId)
    return new OAuthError('invalid_request_object', 'The authorize request object is invalid.');
  request.parameters = { ...given, ...signed };
  return undefined;
}
