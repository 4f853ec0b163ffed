import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import { anyObject, optional, parseBody } from '../kernel/validate.ts';

const uri = z.string().max(2048);

/** `credentials.oauthClient` and `settings.oauthClient` of an OIDC app, as one. */
const clientSchema = z.object({
  client_id: optional(
    z.string().regex(/^[\w.~-]{1,100}$/, 'The client id can contain only letters, digits and -._~'),
  ),
  // Empty, as Terraform sends it, is none.
  client_secret: optional(z.union([z.literal(''), z.string().min(14).max(100)])),
  token_endpoint_auth_method: optional(
    z.enum(['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none']),
  ),
  autoKeyRotation: optional(z.boolean()),
  pkce_required: optional(z.boolean()),
  application_type: optional(z.enum(['web', 'native', 'browser', 'service'])),
  grant_types: optional(
    z.array(
      z.enum([
        'authorization_code',
        'implicit',
        'refresh_token',
        'client_credentials',
        'password',
        'interaction_code',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
        'urn:ietf:params:oauth:grant-type:saml2-bearer',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
        'urn:openid:params:grant-type:ciba',
        'urn:okta:params:oauth:grant-type:otp',
        'urn:okta:params:oauth:grant-type:oob',
        'http://auth0.com/oauth/grant-type/mfa-otp',
        'http://auth0.com/oauth/grant-type/mfa-oob',
      ]),
    ),
  ),
  response_types: optional(z.array(z.enum(['code', 'token', 'id_token']))),
  redirect_uris: optional(z.array(uri)),
  post_logout_redirect_uris: optional(z.array(uri)),
  initiate_login_uri: optional(uri),
  client_uri: optional(uri),
  logo_uri: optional(uri),
  tos_uri: optional(uri),
  policy_uri: optional(uri),
  sector_identifier_uri: optional(uri),
  consent_method: optional(z.enum(['REQUIRED', 'TRUSTED'])),
  issuer_mode: optional(z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC'])),
  idp_initiated_login: optional(
    z.object({
      mode: z.enum(['DISABLED', 'SPEC', 'OKTA']),
      default_scope: optional(z.array(z.string())),
    }),
  ),
  wildcard_redirect: optional(z.enum(['DISABLED', 'SUBDOMAIN'])),
  dpop_bound_access_tokens: optional(z.boolean()),
  network: optional(
    z.object({
      connection: z.enum(['ANYWHERE', 'ZONE']),
      include: optional(z.array(z.string())),
      exclude: optional(z.array(z.string())),
    }),
  ),
  participate_slo: optional(z.boolean()),
  frontchannel_logout_uri: optional(uri.max(1024)),
  frontchannel_logout_session_required: optional(z.boolean()),
  backchannel_token_delivery_mode: optional(z.enum(['poll', 'ping', 'push'])),
  backchannel_authentication_request_signing_alg: optional(z.string()),
  backchannel_custom_authenticator_id: optional(z.string()),
  request_object_signing_alg: optional(z.string()),
  jwks: optional(z.object({ keys: z.array(anyObject).max(50) })),
  jwks_uri: optional(uri),
  refresh_token: optional(
    z.object({
      rotation_type: optional(z.enum(['STATIC', 'ROTATE'])),
      leeway: optional(z.number().int().min(0).max(60)),
    }),
  ),
});

export type OAuthClientInput = z.infer<typeof clientSchema>;

/**
 * @param fromCatalog whether the Okta Integration Network knows the redirect URIs
 * @throws OktaError 400 with every problem
 */
export function parseOAuthClient(body: unknown, fromCatalog = false): OAuthClientInput {
  const input = parseBody(clientSchema, body, 'oauthClient');
  const problems = [...grantProblems(input, fromCatalog), ...uriProblems(input), ...keyProblems(input)];
  if (problems.length > 0) throw invalid(problems[0]?.split(':')[0] ?? 'oauthClient', problems);
  return input;
}

const redirecting = ['authorization_code', 'implicit', 'interaction_code'];

/** The grants and settings that each application type allows, and what they require. */
function grantProblems(input: OAuthClientInput, fromCatalog: boolean): string[] {
  const { application_type: type = 'web', grant_types: grants = [] } = input;
  const problems: string[] = [];
  if (type === 'browser' && grants.includes('client_credentials')) {
    problems.push("grant_types: 'client_credentials' is not allowed for application_type 'browser'.");
  }
  const needsRedirect = !fromCatalog && grants.some((grant) => redirecting.includes(grant));
  if (needsRedirect && (input.redirect_uris ?? []).length === 0) {
    problems.push(
      "redirect_uris: At least one 'redirect_uri' must be provided for the requested 'grant_types'.",
    );
  }
  if (input.token_endpoint_auth_method === 'none' && type === 'web' && !fromCatalog) {
    problems.push(
      "token_endpoint_auth_method: 'token_endpoint_auth_method' is invalid. Valid values: [client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]",
    );
  } else if (input.token_endpoint_auth_method === 'none' && input.pkce_required === false) {
    problems.push(
      "pkce_required: ''pkce_required'' must be set to true when ''token_endpoint_auth_method'' is ''none''.",
    );
  }
  if (input.participate_slo === true && type !== 'web' && type !== 'browser') {
    problems.push(
      "participate_slo: 'participate_slo' is only allowed for the application types 'web' and 'browser'.",
    );
  }
  const responses = input.response_types ?? [];
  const givesCode = grants.includes('authorization_code') || grants.includes('interaction_code');
  if (responses.includes('code') && !givesCode) {
    problems.push("response_types: 'code' requires the grant type 'authorization_code'.");
  }
  return problems;
}

/** One `*` in the first label of a host, with or without other characters: `https://redirect-*-domain.example.com/…`. */
const wildcard = /^(https?:\/\/)(?!\*\.[^./?#]+(?:[/?#]|$))([^./?#*]*)\*([^./?#*]*\.[^*]+)$/i;

/** Redirect URIs are absolute; a wildcard is allowed only in the lowest domain, and only if enabled. */
function uriProblems(input: OAuthClientInput): string[] {
  const problems: string[] = [];
  const wildcards = input.wildcard_redirect === 'SUBDOMAIN';
  for (const name of ['redirect_uris', 'post_logout_redirect_uris'] as const) {
    for (const value of input[name] ?? []) {
      const plain = wildcards ? value.replace(wildcard, '$1$2any$3') : value;
      if (!URL.canParse(plain) || plain.includes('*') || plain.includes('#'))
        problems.push(`${name}: '${value}' is not a valid redirect URI.`);
    }
  }
  for (const name of [
    'initiate_login_uri',
    'client_uri',
    'logo_uri',
    'tos_uri',
    'policy_uri',
    'jwks_uri',
    'frontchannel_logout_uri',
  ] as const) {
    const value = input[name];
    if (value !== undefined && value !== '' && !URL.canParse(value))
      problems.push(`${name}: '${value}' is not a valid URI.`);
  }
  return problems;
}

function keyProblems(input: OAuthClientInput): string[] {
  const problems: string[] = [];
  if (input.token_endpoint_auth_method === 'private_key_jwt' && !input.jwks && input.jwks_uri === undefined) {
    problems.push("jwks: 'jwks' or 'jwks_uri' must be provided for 'private_key_jwt'.");
  }
  for (const key of input.jwks?.keys ?? []) {
    if (key.kty !== 'RSA' && key.kty !== 'EC') problems.push("jwks: 'kty' must be RSA or EC.");
    if ('d' in key) problems.push('jwks: Private keys are not allowed.');
  }
  return problems;
}
