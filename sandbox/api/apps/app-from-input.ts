import { randomBytes } from 'node:crypto';
import { invalid } from '../../org/kernel/errors.ts';
import { newId } from '../../org/kernel/ids.ts';
import type { App, AppRest, ClientSecret, OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { isZone, referenceCheck } from '../settings/references.ts';
import { appSettingsOf, credentialsOf, modeNames } from './app-modes.ts';
import type { AppInput } from './app-input.ts';
import { type OAuthClientInput, parseOAuthClient } from './oauth-client-input.ts';
import { isFromCatalog } from './oin-apps.ts';
import { checkSamlSignOn } from './saml-input.ts';
import { catalogSignOnSettings, signOnSettings } from './sign-on-settings.ts';
import { storedClientKeys } from '../../org/apps/client-keys.ts';

type NewApp = Omit<App, 'id' | 'created' | 'lastUpdated'>;

/**
 * The app described by a request, with Okta's defaults for missing attributes.
 * @param current the app to replace, if any
 */
export function appFromInput(org: Org, input: AppInput, id: string, current?: App): NewApp {
  const name = nameOf(org, input, current);
  const fromCatalog = current?.rest.fromCatalog ?? isFromCatalog(input.name);
  const signOnMode = modeOf(input.signOnMode, fromCatalog);
  const oauth =
    input.signOnMode === 'OPENID_CONNECT' ? oauthOf(org, input, id, fromCatalog, current) : undefined;
  if (signOnMode.startsWith('SAML')) checkSamlSignOn(org, input.settings?.signOn ?? {}, fromCatalog);
  checkReferences(org, input);
  const signingKeyId = signingKeyOf(org, input, id) ?? current?.rest.signingKeyId;
  const policyId = current?.accessPolicyId ?? org.policies.systemPolicy('ACCESS_POLICY').id;
  return {
    name,
    label: input.label,
    status: current?.status ?? 'ACTIVE',
    signOnMode,
    ...(oauth && { oauth: oauth.settings }),
    accessPolicyId: policyId,
    rest: {
      ...restOf(name, { ...input, signOnMode }, fromCatalog, oauth?.others, current),
      fromCatalog,
      signingKeyId,
    },
  };
}

const checkReferences = referenceCheck({
  'settings.oauthClient.network: include exclude': isZone,
  'settings.oauthClient: backchannel_custom_authenticator_id': (org, id) => org.authenticators.require(id),
});

/** The requested key for signing the app's assertions, which is how administrators roll over to a new one. */
function signingKeyOf(org: Org, { signOnMode, credentials }: AppInput, id: string): string | undefined {
  const kid = signOnMode.startsWith('SAML') ? credentials?.signing?.kid : undefined;
  // Deviation: if the app does not have the signing key that the request names, the app keeps its current key.
  return kid !== undefined && org.certificates.get(id, kid) ? kid : undefined;
}

/** Okta signs in to a catalog app that uses a password with its browser plugin, whatever was requested. */
const modeOf = (asked: AppInput['signOnMode'], fromCatalog: boolean): AppInput['signOnMode'] =>
  asked === 'AUTO_LOGIN' && fromCatalog ? 'BROWSER_PLUGIN' : asked;

/**
 * Template apps have Okta's name for them; a custom SAML or auto-login app is named after the org and its
 * label.
 */
function nameOf(org: Org, input: AppInput, current: App | undefined): string {
  if (current) return current.name;
  const name = input.name ?? modeNames[input.signOnMode];
  // Names in the catalog are in lower case, and found in any.
  if (name !== undefined) return isFromCatalog(name) ? name.toLowerCase() : name;
  // Deviation: the names of custom SAML and SWA apps begin with the org's subdomain and are numbered from 1.
  return org.apps.nextName(`${org.subdomain}_${input.label.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')}`);
}

function restOf(
  name: string,
  input: AppInput,
  fromCatalog: boolean,
  oauthClient: AppRest['oauthClient'],
  current: App | undefined,
): AppRest {
  const { accessibility, visibility } = input;
  const settings: Partial<NonNullable<AppInput['settings']>> = input.settings ?? {};
  const credentials: Partial<NonNullable<AppInput['credentials']>> = input.credentials ?? {};
  const { oauthClient: _client, ...otherCredentials } = credentials;
  const samlSignOn = fromCatalog ? catalogSignOnSettings : signOnSettings;
  return {
    accessibility: {
      selfService: accessibility?.selfService ?? false,
      errorRedirectUrl: accessibility?.errorRedirectUrl ?? null,
      loginRedirectUrl: accessibility?.loginRedirectUrl ?? null,
    },
    visibility: {
      autoLaunch: visibility?.autoLaunch ?? false,
      autoSubmitToolbar: visibility?.autoSubmitToolbar ?? false,
      hide: { iOS: visibility?.hide?.iOS ?? false, web: visibility?.hide?.web ?? false },
      ...(fromCatalog && visibility?.appLinks && { appLinks: visibility.appLinks }),
    },
    features: input.features ?? current?.rest.features ?? [],
    credentials: credentialsOf(input.signOnMode, otherCredentials, current?.rest.credentials),
    settings: {
      app: appSettingsOf(name, settings.app ?? {}),
      notifications: settings.notifications ?? {
        vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null },
      },
      manualProvisioning: settings.manualProvisioning ?? false,
      implicitAssignment: settings.implicitAssignment ?? false,
      emOptInStatus: 'NONE',
      notes: { admin: settings.notes?.admin ?? null, enduser: settings.notes?.enduser ?? null },
      ...(input.signOnMode.startsWith('SAML') && { signOn: samlSignOn(settings.signOn ?? {}) }),
      ...(!input.signOnMode.startsWith('SAML') && settings.signOn && { signOn: settings.signOn }),
    },
    profile: input.profile,
    oauthClient,
    idToken: current?.rest.idToken,
    logo: current?.rest.logo,
    universalLogout: current?.rest.universalLogout,
  };
}

interface OAuthParts {
  readonly settings: OAuthClientSettings;
  readonly others: Readonly<Record<string, unknown>>;
}

function oauthOf(
  org: Org,
  input: AppInput,
  id: string,
  fromCatalog: boolean,
  current: App | undefined,
): OAuthParts {
  const given = { ...asObject(input.settings?.oauthClient), ...asObject(input.credentials?.oauthClient) };
  const client = parseOAuthClient(given, fromCatalog);
  const clientId = client.client_id ?? current?.oauth?.clientId ?? id;
  const other = org.apps.byClientId(clientId);
  if (other && other.id !== id) {
    throw invalid('client_id', ['client_id: An app with this client id already exists.']);
  }
  return { settings: settingsOf(org, client, clientId, current), others: othersOf(client) };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

function settingsOf(
  org: Org,
  client: OAuthClientInput,
  clientId: string,
  current: App | undefined,
): OAuthClientSettings {
  const applicationType = client.application_type ?? current?.oauth?.applicationType ?? 'web';
  const isPublic = applicationType === 'browser' || applicationType === 'native';
  const method =
    client.token_endpoint_auth_method ??
    current?.oauth?.tokenEndpointAuthMethod ??
    (isPublic ? 'none' : 'client_secret_basic');
  const grantTypes =
    client.grant_types ?? (applicationType === 'service' ? ['client_credentials'] : ['authorization_code']);
  return {
    clientId,
    secrets: method.startsWith('client_secret')
      ? secretsOf(org, client.client_secret || undefined, current)
      : [],
    tokenEndpointAuthMethod: method,
    applicationType,
    grantTypes,
    responseTypes: client.response_types ?? responseTypesOf(grantTypes),
    redirectUris: client.redirect_uris ?? [],
    postLogoutRedirectUris: client.post_logout_redirect_uris ?? [],
    ...(client.initiate_login_uri !== undefined && { initiateLoginUri: client.initiate_login_uri }),
    pkceRequired: client.pkce_required ?? (isPublic || method === 'none'),
    consentMethod: client.consent_method ?? 'TRUSTED',
    ...(client.jwks && {
      jwks: { keys: storedClientKeys(org, client.jwks.keys, current?.oauth?.jwks?.keys) },
    }),
    ...(client.jwks_uri !== undefined && { jwksUri: client.jwks_uri }),
    wildcardRedirect: client.wildcard_redirect ?? 'DISABLED',
    refreshToken: {
      rotation: client.refresh_token?.rotation_type ?? (isPublic ? 'ROTATE' : 'STATIC'),
      leewaySeconds: client.refresh_token?.leeway ?? 0,
    },
    dpopBoundAccessTokens: client.dpop_bound_access_tokens ?? false,
    ...(current?.oauth?.groupsClaim && { groupsClaim: current.oauth.groupsClaim }),
  };
}

function responseTypesOf(grantTypes: readonly string[]): string[] {
  const types = new Set<string>();
  if (grantTypes.some((grant) => grant === 'authorization_code' || grant === 'interaction_code'))
    types.add('code');
  if (grantTypes.includes('implicit')) for (const type of ['token', 'id_token']) types.add(type);
  return types.size > 0 ? [...types] : ['token'];
}

/** The secret given, the secrets that are there, or a new one. */
function secretsOf(org: Org, given: string | undefined, current: App | undefined): readonly ClientSecret[] {
  const secrets = current?.oauth?.secrets ?? [];
  if (secrets.length > 0 && (given === undefined || secrets.some(({ secret }) => secret === given)))
    return secrets;
  return [newClientSecret(org, given)];
}

/** @param secret random when not given: 64 characters, as Okta's */
export function newClientSecret(org: Org, secret = randomBytes(48).toString('base64url')): ClientSecret {
  const now = org.now();
  return { id: newId('clientSecret'), secret, status: 'ACTIVE', created: now, lastUpdated: now };
}

function othersOf(client: OAuthClientInput): Readonly<Record<string, unknown>> {
  const isCiba = client.grant_types?.includes('urn:openid:params:grant-type:ciba') === true;
  return {
    autoKeyRotation: client.autoKeyRotation ?? true,
    client_uri: client.client_uri ?? null,
    logo_uri: client.logo_uri ?? null,
    tos_uri: client.tos_uri,
    policy_uri: client.policy_uri,
    sector_identifier_uri: client.sector_identifier_uri,
    issuer_mode: client.issuer_mode ?? 'ORG_URL',
    idp_initiated_login: {
      mode: client.idp_initiated_login?.mode ?? 'DISABLED',
      default_scope: client.idp_initiated_login?.default_scope ?? [],
    },
    network: client.network,
    participate_slo: client.participate_slo ?? false,
    frontchannel_logout_uri: client.frontchannel_logout_uri,
    frontchannel_logout_session_required:
      client.frontchannel_logout_uri === undefined
        ? undefined
        : (client.frontchannel_logout_session_required ?? false),
    backchannel_token_delivery_mode: client.backchannel_token_delivery_mode ?? (isCiba ? 'poll' : undefined),
    backchannel_authentication_request_signing_alg: client.backchannel_authentication_request_signing_alg,
    backchannel_custom_authenticator_id: client.backchannel_custom_authenticator_id,
    request_object_signing_alg: client.request_object_signing_alg,
  };
}
