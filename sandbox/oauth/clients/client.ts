import type { ClientMetadata } from 'oidc-provider';
import type { OAuthClientSettings } from '../../org/apps/model.ts';
import { randomText } from '../../org/kernel/ids.ts';
import type { Org } from '../../org/org.ts';

/** The grants that oidc-provider handles; to it, an interaction code is an authorization code. */
const carriedOut: readonly string[] = ['authorization_code', 'implicit', 'refresh_token'];

/** The secret by which oidc-provider knows an app that client-authentication.ts has authenticated. Nobody else sees it. */
export const passSecret = randomText(43);

/**
 * Whether an app has a redirect URI: it is registered, or its subdomain matches a wildcard.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 * (wildcard_redirect)
 */
export function isRedirectUri(
  { redirectUris, wildcardRedirect }: Pick<OAuthClientSettings, 'redirectUris' | 'wildcardRedirect'>,
  uri: string,
): boolean {
  if (redirectUris.includes(uri)) return !uri.includes('*');
  if (wildcardRedirect !== 'SUBDOMAIN') return false;
  return redirectUris.some((registered) => {
    const [before = '', after] = registered.split('*');
    if (after === undefined || uri.length < registered.length) return false;
    const label = uri.slice(before.length, uri.length - after.length);
    return uri.startsWith(before) && uri.endsWith(after) && /^[a-z\d-]+$/i.test(label);
  });
}

/** An active OIDC app of the org as client metadata (RFC 7591), or undefined. */
export function clientMetadata(org: Org, clientId: string): ClientMetadata | undefined {
  const app = org.apps.byClientId(clientId);
  if (app?.oauth === undefined || app.status !== 'ACTIVE') return undefined;
  const { oauth } = app;
  return {
    client_id: oauth.clientId,
    client_name: app.label,
    // Who a client is, client-authentication.ts has found out.
    client_secret: passSecret,
    token_endpoint_auth_method: oauth.tokenEndpointAuthMethod === 'none' ? 'none' : 'client_secret_basic',
    application_type: oauth.applicationType === 'native' ? 'native' : 'web',
    grant_types: [
      ...new Set(oauth.grantTypes.map((type) => (carriedOut.includes(type) ? type : 'authorization_code'))),
    ],
    response_types: [...new Set(['code', ...responseTypes(oauth).filter((type) => type !== 'token')])],
    redirect_uris: oauth.redirectUris.filter((uri) => URL.canParse(uri)),
    post_logout_redirect_uris: oauth.postLogoutRedirectUris.filter((uri) => URL.canParse(uri)),
    id_token_signed_response_alg: 'RS256',
  } as ClientMetadata;
}

/** Okta accepts any active secret, so that a client can change to a new one without a gap. */
export const activeSecrets = (oauth: OAuthClientSettings): string[] =>
  oauth.secrets.filter((secret) => secret.status === 'ACTIVE').map((secret) => secret.secret);

/** In Okta's order; oidc-provider knows all but `token` alone. */
export const allResponseTypes: readonly string[] = [
  'code',
  'token',
  'id_token',
  'code id_token',
  'code token',
  'id_token token',
  'code id_token token',
];

/** What an app may ask for at `/authorize`, by its grants and, of the tokens of the implicit flow, by its response types. */
export function responseTypes({ grantTypes, responseTypes: chosen }: OAuthClientSettings): string[] {
  const isCode = grantTypes.includes('authorization_code') || grantTypes.includes('interaction_code');
  const tokens = grantTypes.includes('implicit') ? chosen.filter((type) => type !== 'code') : [];
  const parts = [...(isCode ? ['code'] : []), ...tokens];
  return allResponseTypes.filter((type) => type.split(' ').every((part) => parts.includes(part)));
}
