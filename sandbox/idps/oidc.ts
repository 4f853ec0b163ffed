import * as client from 'openid-client';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { IdpRequest } from '../org/idps/idp-requests.ts';
import { orgFetch } from '../http/org-fetch.ts';
import type { Org } from '../org/org.ts';
import { protocolOf } from './settings.ts';
import { toUpstreamPerson, UpstreamError, type UpstreamPerson } from './upstream-person.ts';

/** Where an identity provider of OpenID Connect or OAuth 2.0 answers. */
export interface OidcEndpoints {
  readonly issuer?: string | undefined;
  readonly authorization: string;
  readonly token: string;
  /** Absent: it gives no ID tokens, as Facebook does not. */
  readonly jwks?: string | undefined;
  readonly userInfo?: string | undefined;
}

export const callbackPath = '/oauth2/v1/authorize/callback';

/** The authorization request at the identity provider: state, nonce, PKCE (RFC 7636). */
export async function authorizationUrl(
  org: Org,
  idp: IdentityProvider,
  endpoints: OidcEndpoints,
  request: IdpRequest,
  loginHint: string | undefined,
): Promise<string> {
  const url = client.buildAuthorizationUrl(configure(org, idp, endpoints), {
    redirect_uri: org.url + callbackPath,
    response_type: 'code',
    scope: (protocolOf(idp).scopes ?? ['openid', 'profile', 'email']).join(' '),
    state: request.id,
    code_challenge: await client.calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: 'S256',
    ...(endpoints.jwks !== undefined && { nonce: request.nonce }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
  });
  return url.href;
}

/**
 * Exchanges the code of the answer and checks what comes: signature, issuer, audience, nonce and times of the ID token.
 * @param answer the callback's query string
 * @throws UpstreamError when the identity provider refused, or its answer does not hold
 */
export async function readOidcAnswer(
  org: Org,
  idp: IdentityProvider,
  endpoints: OidcEndpoints,
  request: IdpRequest,
  answer: string,
): Promise<UpstreamPerson> {
  const configuration = configure(org, idp, endpoints);
  const hasIdToken = endpoints.jwks !== undefined;
  try {
    const tokens = await client.authorizationCodeGrant(
      configuration,
      new URL(`${org.url}${callbackPath}?${answer}`),
      {
        expectedState: request.id,
        pkceCodeVerifier: request.codeVerifier,
        ...(hasIdToken && { expectedNonce: request.nonce, idTokenExpected: true }),
      },
    );
    const claims = { ...tokens.claims(), ...(await userInfo(configuration, endpoints, tokens)) };
    const externalId = claims.sub ?? claims.id;
    if (typeof externalId !== 'string')
      throw new UpstreamError('server_error', 'The identity provider did not return a user ID.');
    return toUpstreamPerson(externalId, claims, claims.amr);
  } catch (error) {
    throw toUpstreamError(error);
  }
}

async function userInfo(
  configuration: client.Configuration,
  endpoints: OidcEndpoints,
  tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
): Promise<Record<string, unknown>> {
  if (endpoints.userInfo === undefined) return {};
  const subject = tokens.claims()?.sub;
  if (subject !== undefined) return await client.fetchUserInfo(configuration, tokens.access_token, subject);
  const url = new URL(endpoints.userInfo);
  const response = await client.fetchProtectedResource(configuration, tokens.access_token, url, 'GET');
  if (!response.ok)
    throw new UpstreamError('server_error', `The user info endpoint responded with ${response.status}.`);
  return (await response.json()) as Record<string, unknown>;
}

function configure(org: Org, idp: IdentityProvider, endpoints: OidcEndpoints): client.Configuration {
  const { client_id: clientId = '', client_secret: secret } = protocolOf(idp).credentials?.client ?? {};
  const configuration = new client.Configuration(
    {
      issuer: endpoints.issuer ?? new URL(endpoints.authorization).origin,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      ...(endpoints.jwks !== undefined && { jwks_uri: endpoints.jwks }),
      ...(endpoints.userInfo !== undefined && { userinfo_endpoint: endpoints.userInfo }),
    },
    clientId,
    { [client.clockSkew]: Math.round((org.clock() - Date.now()) / 1000) },
    secret === undefined ? client.None() : client.ClientSecretPost(secret),
  );
  configuration[client.customFetch] = (url, options) => orgFetch(url, options as RequestInit);
  // The ID token comes straight from the token endpoint, but perhaps without TLS: its signature is what proves it.
  if (endpoints.jwks !== undefined) client.enableNonRepudiationChecks(configuration);
  if (new URL(endpoints.token).protocol === 'http:') {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; played identity providers are on loopback
    client.allowInsecureRequests(configuration);
  }
  return configuration;
}

function toUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const denied = 'The resource owner or authorization server denied the request.';
    const fallback =
      error.error === 'access_denied' ? denied : `The identity provider returned ${error.error}.`;
    return new UpstreamError(error.error, error.error_description ?? fallback, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new UpstreamError('server_error', `The identity provider's response is not valid: ${message}.`, {
    cause: error,
  });
}
