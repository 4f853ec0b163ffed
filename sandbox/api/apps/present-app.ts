import { appLinkPath } from '../../org/apps/app-link.ts';
import type { App, OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { appPolicyId } from '../../org/policies/app-policies.ts';
import { orgServerId } from '../../org/servers/signing-keys.ts';
import { isFederated, linksOf, presentCredentials } from './app-modes.ts';
import { catalogUniversalLogout } from './oin-apps.ts';
import { presentSignOn } from './sign-on-settings.ts';
import { link } from '../kernel/links.ts';
import { logoUrl } from '../../org/apps/app-logo.ts';
import { presentClientKeys } from './present-client-keys.ts';

const universalLogoutOf = ({ rest: { universalLogout } }: App): Record<string, unknown> => ({
  status: universalLogout ? 'ENABLED' : 'DISABLED',
  supportType: universalLogout?.supportType ?? 'FULL',
  identityStack: 'NOT_SHARED',
  protocol: 'GLOBAL_TOKEN_REVOCATION',
});

export const isCatalogClient = ({ rest, oauth }: App): boolean =>
  rest.fromCatalog === true && oauth !== undefined;

/**
 * An app on the wire.
 * @param withSecret whether the client secret is shown: it is when the app is created or replaced, never when read
 * @param hidesClient leaves the OAuth client out, as Okta does for apps of its catalog; an export needs it
 */
export function presentApp(
  org: Org,
  app: App,
  withSecret = false,
  hidesClient = isCatalogClient(app),
): Record<string, unknown> {
  const { rest } = app;
  return {
    id: app.id,
    orn: `orn:okta:idp:${org.id}:apps:${app.name}:${app.id}`,
    name: app.name,
    label: app.label,
    status: app.status,
    lastUpdated: app.lastUpdated,
    created: app.created,
    accessibility: rest.accessibility,
    ...(rest.fromCatalog === true && { licensing: { seatCount: 0 } }),
    visibility: { ...rest.visibility, appLinks: linksOf(app) },
    features: rest.features,
    signOnMode: app.signOnMode,
    credentials: credentialsOf(org, app, withSecret, hidesClient),
    universalLogout:
      catalogUniversalLogout(app.name) ??
      (isFederated(app) && !isCatalogClient(app) ? universalLogoutOf(app) : { status: 'UNSUPPORTED' }),
    settings: {
      ...rest.settings,
      ...(rest.settings.signOn !== undefined && { signOn: presentSignOn(org, rest.settings.signOn) }),
      ...(app.oauth && !hidesClient && { oauthClient: presentClient(org, app, app.oauth) }),
    },
    ...(rest.profile && { profile: rest.profile }),
    _links: presentLinks(org, app),
  };
}

function credentialsOf(
  org: Org,
  app: App,
  withSecret: boolean,
  hidesClient: boolean,
): Record<string, unknown> {
  const { oauth, rest } = app;
  const secret = oauth?.secrets.find(({ status }) => status === 'ACTIVE')?.secret;
  return {
    ...presentCredentials(rest.credentials),
    signing: isFederated(app) ? { kid: rest.signingKeyId ?? org.signingKeys.active(orgServerId).id } : {},
    // The client of a catalog app is its vendor's affair: Okta does not show it.
    ...(oauth &&
      !hidesClient && {
        oauthClient: {
          autoKeyRotation: rest.oauthClient?.autoKeyRotation ?? true,
          client_id: oauth.clientId,
          ...(withSecret && secret !== undefined && { client_secret: secret }),
          token_endpoint_auth_method: oauth.tokenEndpointAuthMethod,
          pkce_required: oauth.pkceRequired,
        },
      }),
  };
}

function presentClient(org: Org, app: App, oauth: OAuthClientSettings): Record<string, unknown> {
  const { autoKeyRotation: _, ...shown } = app.rest.oauthClient ?? {};
  return {
    ...shown,
    redirect_uris: oauth.redirectUris,
    ...(oauth.postLogoutRedirectUris.length > 0 && {
      post_logout_redirect_uris: oauth.postLogoutRedirectUris,
    }),
    response_types: oauth.responseTypes,
    grant_types: oauth.grantTypes,
    ...(oauth.initiateLoginUri !== undefined && { initiate_login_uri: oauth.initiateLoginUri }),
    ...(oauth.jwks && { jwks: presentClientKeys(org, app) }),
    ...(oauth.jwksUri !== undefined && { jwks_uri: oauth.jwksUri }),
    application_type: oauth.applicationType,
    consent_method: oauth.consentMethod,
    wildcard_redirect: oauth.wildcardRedirect,
    dpop_bound_access_tokens: oauth.dpopBoundAccessTokens,
    ...(oauth.grantTypes.includes('refresh_token') && {
      refresh_token: { rotation_type: oauth.refreshToken.rotation, leeway: oauth.refreshToken.leewaySeconds },
    }),
  };
}

/** Where what the client proves itself with is kept: its secrets or its keys; a public client has none. */
function credentialLinks(
  { tokenEndpointAuthMethod: method }: OAuthClientSettings,
  self: string,
): Record<string, unknown> {
  if (method === 'none') return {};
  const name = method === 'private_key_jwt' ? 'jwks' : 'secrets';
  return { clientCredentials: [{ name, href: `${self}/credentials/${name}` }] };
}

function presentLinks(org: Org, app: App): Record<string, unknown> {
  const self = `${org.url}/api/v1/apps/${app.id}`;
  const verb = app.status === 'ACTIVE' ? 'deactivate' : 'activate';
  const enrollment = appPolicyId(org, app, 'PROFILE_ENROLLMENT');
  const isSaml = app.signOnMode.startsWith('SAML');
  return {
    ...((isSaml || isCatalogClient(app)) && {
      help: {
        href: `${org.url}/app/${app.name}/${app.id}/setup/help/${app.signOnMode}/${isSaml ? 'instructions' : 'external-doc'}`,
        type: 'text/html',
      },
    }),
    ...(isSaml && {
      metadata: { href: `${self}/sso/saml/metadata`, type: 'application/xml' },
    }),
    uploadLogo: link(`${self}/logo`, 'POST'),
    appLinks: Object.entries(linksOf(app))
      .filter(([, isShown]) => isShown)
      .map(([name]) => ({ name, href: org.url + appLinkPath(app), type: 'text/html' })),
    profileEnrollment: link(`${org.url}/api/v1/policies/${enrollment}`),
    policies: link(`${self}/policies`, 'PUT'),
    groups: link(`${self}/groups`),
    logo: [{ name: 'medium', href: logoUrl(org, app), type: app.rest.logo?.type ?? 'image/png' }],
    ...(app.oauth && credentialLinks(app.oauth, self)),
    ...(app.accessPolicyId !== undefined && {
      accessPolicy: link(`${org.url}/api/v1/policies/${app.accessPolicyId}`),
    }),
    users: link(`${self}/users`),
    [verb]: link(`${self}/lifecycle/${verb}`),
  };
}
