import { responseModes } from './checks/authorization-checks.ts';
import { allResponseTypes } from './clients/client.ts';
import { requestObjectAlgorithms } from './checks/request-object.ts';
import { dpopSigningAlgorithms } from './dpop.ts';
import { tokenType } from './grants/exchange/subject.ts';
import { listedGrants } from './grants/index.ts';
import type { Scope } from '../org/kernel/model.ts';
import { endpointUrl, type ServerView } from './authorization-server.ts';

/**
 * The discovery document of an authorization server (OpenID Connect Discovery 1.0) as Okta publishes it. It names only
 * endpoints that answer.
 */
export function discoveryDocument(orgUrl: string, server: ServerView): Record<string, unknown> {
  const authMethods = [
    'client_secret_basic',
    'client_secret_post',
    'client_secret_jwt',
    'private_key_jwt',
    'none',
  ];
  return {
    issuer: server.issuer,
    authorization_endpoint: endpointUrl(server, 'authorize'),
    token_endpoint: endpointUrl(server, 'token'),
    userinfo_endpoint: endpointUrl(server, 'userinfo'),
    registration_endpoint: `${orgUrl}/oauth2/v1/clients`,
    jwks_uri: endpointUrl(server, 'keys'),
    response_types_supported: allResponseTypes,
    response_modes_supported: responseModes,
    grant_types_supported: listedGrants(server),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: server.scopes
      .filter((scope) => scope.metadataPublish === 'ALL_CLIENTS')
      .map((scope) => scope.name),
    token_endpoint_auth_methods_supported: authMethods,
    claims_supported: [
      'iss', 'ver', 'sub', 'aud', 'iat', 'exp', 'jti', 'auth_time', 'amr', 'idp', 'nonce', 'name', 'nickname',
      'preferred_username', 'given_name', 'middle_name', 'family_name', 'email', 'email_verified', 'profile',
      'zoneinfo', 'locale', 'address', 'phone_number', 'updated_at', 'at_hash', 'c_hash',
    ], // prettier-ignore
    code_challenge_methods_supported: ['S256'],
    introspection_endpoint: endpointUrl(server, 'introspect'),
    introspection_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint: endpointUrl(server, 'revoke'),
    revocation_endpoint_auth_methods_supported: authMethods,
    end_session_endpoint: endpointUrl(server, 'logout'),
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: [...requestObjectAlgorithms],
    device_authorization_endpoint: endpointUrl(server, 'device/authorize'),
    pushed_authorization_request_endpoint: endpointUrl(server, 'par'),
    backchannel_token_delivery_modes_supported: ['poll'],
    backchannel_authentication_request_signing_alg_values_supported: [...requestObjectAlgorithms],
    dpop_signing_alg_values_supported: [...dpopSigningAlgorithms],
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  };
}

/**
 * The OAuth 2.0 metadata (RFC 8414): its claims and scopes are those of access tokens. The org server's tokens are for Okta's
 * APIs, so it lists their scopes, and no keys, since no one else can verify its tokens.
 */
export function oauthMetadata(orgUrl: string, server: ServerView): Record<string, unknown> {
  const {
    userinfo_endpoint: _,
    id_token_signing_alg_values_supported: __,
    jwks_uri,
    ...both
  } = discoveryDocument(orgUrl, server);
  const isOrg = server.id === 'org';
  const isListed = ({ name, metadataPublish }: Scope): boolean =>
    metadataPublish === 'ALL_CLIENTS' || (isOrg && name.startsWith('okta.'));
  return {
    ...both,
    ...(!isOrg && { jwks_uri }),
    grant_types_supported: listedGrants(server, true),
    scopes_supported: server.scopes.filter(isListed).map(({ name }) => name),
    claims_supported: ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'cid', 'uid', 'scp', 'sub'],
    ...(isOrg && { identity_chaining_requested_token_types_supported: [tokenType.idJag] }),
  };
}
