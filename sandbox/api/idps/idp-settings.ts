import { z } from 'zod';
import { invalid, notImplemented } from '../../org/kernel/errors.ts';
import { pattern } from '../kernel/expressions.ts';
import { anyObject, isSafeAddress, isWebAddress, optional, parseBody } from '../kernel/validate.ts';

type Json = Readonly<Record<string, unknown>>;

/** The kinds of providers that the sandbox can set up. */
export const idpTypes = [
  'SAML2',
  'OIDC',
  'GOOGLE',
  'FACEBOOK',
  'MICROSOFT',
  'LINKEDIN',
  'APPLE',
  'GITHUB',
  'GITLAB',
  'AMAZON',
  'DISCORD',
  'OKTA_INTEGRATION',
] as const;

const endpoint = z.object({
  url: optional(z.string().max(1024)),
  binding: optional(z.string()),
  destination: optional(z.string()),
  type: optional(z.string()),
});
type Endpoint = z.infer<typeof endpoint>;

const protocolSchema = z.object({
  type: z.enum(['SAML2', 'OIDC', 'OAUTH2', 'MTLS', 'ID_PROOFING']),
  endpoints: optional(z.record(z.string(), endpoint.nullable())),
  algorithms: optional(anyObject),
  settings: optional(anyObject),
  scopes: optional(z.array(z.string().max(200)).max(50)),
  issuer: optional(z.object({ url: z.string() })),
  relayState: optional(anyObject),
  credentials: optional(
    z.object({
      client: optional(
        z.object({
          client_id: z.string().min(1).max(1024),
          client_secret: optional(z.string().max(1024)),
          pkce_required: optional(z.boolean()),
          token_endpoint_auth_method: optional(z.string()),
        }),
      ),
      trust: optional(
        z.object({
          issuer: optional(z.string()),
          audience: optional(z.string()),
          kid: optional(z.string()),
          revocation: optional(z.string()),
          revocationCacheLifetime: optional(z.number()),
        }),
      ),
    }),
  ),
});

const redirect = (url: string): Endpoint => ({ url, binding: 'HTTP-REDIRECT' }) as Endpoint;
const posted = (url: string): Endpoint => ({ url, binding: 'HTTP-POST' }) as Endpoint;
const pair = (authorization: string, token: string): Record<string, Endpoint> => ({
  authorization: redirect(authorization),
  token: posted(token),
});

/** The endpoints of well-known providers, as Okta shows them. */
const wellKnown: Readonly<Record<string, Record<string, Endpoint>>> = {
  GOOGLE: pair('https://accounts.google.com/o/oauth2/auth', 'https://www.googleapis.com/oauth2/v3/token'),
  FACEBOOK: pair(
    'https://www.facebook.com/dialog/oauth',
    'https://graph.facebook.com/v2.8/oauth/access_token',
  ),
  MICROSOFT: pair(
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  ),
  LINKEDIN: pair(
    'https://www.linkedin.com/oauth/v2/authorization',
    'https://www.linkedin.com/oauth/v2/accessToken',
  ),
  APPLE: pair('https://appleid.apple.com/auth/authorize', 'https://appleid.apple.com/auth/token'),
  GITHUB: pair('https://github.com/login/oauth/authorize', 'https://github.com/login/oauth/access_token'),
  GITLAB: pair('https://gitlab.com/oauth/authorize', 'https://gitlab.com/oauth/token'),
};

/** The order in which Okta shows the endpoints, and the binding that each has by default. */
const bindings: Readonly<Record<string, string>> = {
  sso: 'HTTP-POST',
  acs: 'HTTP-POST',
  slo: 'HTTP-REDIRECT',
  authorization: 'HTTP-REDIRECT',
  token: 'HTTP-POST',
  userInfo: 'HTTP-REDIRECT',
  jwks: 'HTTP-REDIRECT',
};

/**
 * How to connect to a provider, with Okta's defaults.
 * @throws OktaError 400 when something needed is missing
 */
export function protocolOf(type: string, body: Json): Json {
  const input = parseBody(protocolSchema, body, 'protocol');
  const { client, trust } = input.credentials ?? {};
  if (type === 'SAML2') checkTrust(trust?.kid, input.endpoints?.sso?.url);
  else if (!client)
    throw invalid('protocol.credentials.client', ['client_id: The field cannot be left blank']);
  return {
    type: input.type,
    endpoints: endpointsOf(type, input.endpoints ?? {}),
    ...algorithmsOf(type, input.algorithms),
    ...(settingsOf(type, input.settings) && { settings: settingsOf(type, input.settings) }),
    ...(input.relayState && { relayState: input.relayState }),
    ...(input.scopes && { scopes: input.scopes }),
    ...(input.issuer && { issuer: input.issuer }),
    credentials: {
      ...(client && { client: definedOf(client) }),
      ...(trust && {
        trust: {
          issuer: trust.issuer,
          audience: trust.audience,
          kid: trust.kid,
          revocation: trust.revocation ?? null,
          revocationCacheLifetime: trust.revocationCacheLifetime ?? 0,
        },
      }),
    },
  };
}

function checkTrust(kid: string | undefined, sso: string | undefined): void {
  if (kid === undefined) throw invalid('protocol.credentials.trust', ['kid: The field cannot be left blank']);
  if (sso === undefined) throw invalid('protocol.endpoints.sso', ['url: The field cannot be left blank']);
}

/**
 * `SHA-256` is how SAML names a signature; OIDC knows `HS256` and the like, and Okta drops the other. If the
 * digest of signed SAML requests is not set, Okta adds it.
 */
function algorithmsOf(type: string, algorithms: Json | undefined): { readonly algorithms?: Json } {
  if (!algorithms || (type === 'OIDC' && JSON.stringify(algorithms).includes('"SHA-'))) return {};
  const { request } = algorithms;
  if (type !== 'SAML2' || typeof request !== 'object' || request === null) return { algorithms };
  return { algorithms: { ...algorithms, request: { digest: 'SHA-1', ...request } } };
}

const definedOf = (value: object): Json =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));

function endpointsOf(type: string, given: Readonly<Record<string, Endpoint | null>>): Json {
  const known: Record<string, Endpoint | null> = { ...wellKnown[type], ...given };
  const endpoints = Object.entries(bindings).flatMap(([name, binding]) => {
    const value = known[name];
    if (value?.url !== undefined) checkAddress(name, value.url);
    return value ? [[name, { ...definedOf(value), binding: value.binding ?? binding }]] : [];
  });
  return Object.fromEntries(endpoints) as Json;
}

/** Endpoints that the org calls itself. */
const called = ['token', 'userInfo', 'jwks'];

/** @throws OktaError 400 for an address that a browser cannot open, or that the org would call unencrypted */
function checkAddress(name: string, url: string): void {
  if (!isWebAddress(url)) throw invalid(`protocol.endpoints.${name}`, ['url: The address must be a URL.']);
  if (called.includes(name) && !isSafeAddress(url))
    throw invalid(`protocol.endpoints.${name}`, [
      'url: The address must be an https URL, or an http URL on this machine.',
    ]);
}

function settingsOf(type: string, settings: Json | undefined): Json | undefined {
  if (type === 'SAML2') {
    return {
      nameFormat: settings?.nameFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      honorPersistentNameId: settings?.honorPersistentNameId ?? true,
      ...(settings?.participateSlo !== undefined && { participateSlo: settings.participateSlo }),
    };
  }
  if (type !== 'OIDC') return undefined;
  const { participateSlo } = settings ?? {};
  return { nameFormat: null, ...(participateSlo !== undefined && { participateSlo }) };
}

/** An object whose `action` is one of these. */
const acting = (...actions: [string, ...string[]]) =>
  optional(z.looseObject({ action: optional(z.enum(actions)) }));

const policySchema = z.object({
  provisioning: optional(
    z.looseObject({
      action: optional(z.enum(['AUTO', 'CALLOUT', 'DISABLED'])),
      profileMaster: optional(z.boolean()),
      groups: acting('NONE', 'APPEND', 'SYNC', 'ASSIGN'),
      conditions: optional(
        z.looseObject({
          deprovisioned: acting('NONE', 'REACTIVATE'),
          suspended: acting('NONE', 'UNSUSPEND'),
        }),
      ),
    }),
  ),
  accountLink: acting('AUTO', 'DISABLED'),
  subject: optional(
    z.looseObject({
      filter: optional(pattern(1024)),
      matchType: optional(z.enum(['USERNAME', 'EMAIL', 'USERNAME_OR_EMAIL', 'CUSTOM_ATTRIBUTE'])),
    }),
  ),
  maxClockSkew: optional(z.number().int()),
  trustClaims: optional(z.boolean()),
  mapAMRClaims: optional(z.boolean()),
});

/** How accounts are matched to users, with Okta's defaults. @throws OktaError 400 or 501 */
export function policyOf(type: string, body: Json): Json {
  const input = parseBody(policySchema, body, 'policy');
  if (input.provisioning?.action === 'CALLOUT') throw notImplemented('callouts of identity providers');
  const { filter = null, ...accountLink } = input.accountLink ?? { action: 'AUTO' };
  return {
    provisioning: {
      action: 'AUTO',
      profileMaster: false,
      groups: { action: 'NONE' },
      conditions: { deprovisioned: { action: 'NONE' }, suspended: { action: 'NONE' } },
      ...input.provisioning,
    },
    accountLink: { filter, ...accountLink },
    subject: {
      userNameTemplate: { template: 'idpuser.email' },
      filter: null,
      matchType: 'USERNAME',
      matchAttribute: null,
      ...input.subject,
    },
    maxClockSkew: input.maxClockSkew ?? 0,
    ...((type === 'SAML2' || type === 'OIDC') && { trustClaims: input.trustClaims ?? false }),
    ...(input.mapAMRClaims !== undefined && { mapAMRClaims: input.mapAMRClaims }),
    transformedUsernameMatchingEnabled: false,
  };
}
