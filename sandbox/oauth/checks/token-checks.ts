import type { AdapterPayload } from 'oidc-provider';
import { listOf, parametersOf } from './authorization-request.ts';
import { grants } from '../grants/index.ts';
import { isForIdJag } from '../grants/exchange/subject.ts';
import { type ClientRequest, type Grant, isGiven, requireGrant } from '../grants/grant.ts';
import { jwtBearer } from '../grants/jwt-bearer.ts';
import { missingParameter, OAuthError } from '../okta-errors.ts';
import { clientScopes, foreignResource, signInScopes } from './requested-scopes.ts';

interface TokenCheck {
  /** What has to be right. */
  readonly name: string;
  /** The grants that the step is about; all when absent. */
  readonly of?: readonly string[];
  /** @throws OAuthError in Okta's words */
  readonly check: (request: ClientRequest) => OAuthError | undefined;
}

const byCode = ['authorization_code', 'interaction_code'];
const invalidRequest = (description: string): OAuthError => new OAuthError('invalid_request', description);

/** What a token request meets, in this order, before oidc-provider sees it. */
const tokenChecks: readonly TokenCheck[] = [
  {
    name: 'no parameter is repeated',
    check: ({ form }) => {
      return parametersOf(form).repeated.length > 0
        ? invalidRequest('The request contained multiple parameters with the same name.')
        : undefined;
    },
  },
  {
    name: 'there is a grant type',
    check: ({ form }) =>
      isGiven(form, 'grant_type')
        ? undefined
        : invalidRequest(`The token request must specify a 'grant_type'. Valid values: [${offered()}]`),
  },
  {
    name: 'the server offers the grant',
    check: (request) =>
      grantOf(request) !== undefined
        ? undefined
        : new OAuthError(
            'unsupported_grant_type',
            `The authorization grant type is not supported by the authorization server. Configured grant types: [${offered()}].`,
          ),
  },
  {
    name: 'the app may use the grant',
    check: (request) => {
      requireGrant(request, request.form.get('grant_type') ?? '');
      return undefined;
    },
  },
  {
    name: 'a service app authenticates to the org server with its key',
    of: ['client_credentials'],
    check: ({ server, oauth }) => {
      if (server.id !== 'org') return undefined;
      if (oauth.applicationType !== 'service')
        return new OAuthError(
          'invalid_client',
          "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
          401,
        );
      return oauth.tokenEndpointAuthMethod === 'private_key_jwt'
        ? undefined
        : new OAuthError(
            'invalid_client',
            'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
            401,
          );
    },
  },
  {
    name: 'the scopes are not for users, and belong to this server',
    of: ['client_credentials'],
    check: ({ org, server, app, form }) => {
      form.set('scope', clientScopes(org, server, app.id, form.get('scope') ?? undefined).join(' '));
      return undefined;
    },
  },
  {
    name: 'the resource belongs to this server (RFC 8707)',
    check: ({ server, form }) => {
      // The resource of an ID-JAG is that of a connection: the grants themselves check it.
      if (isForIdJag(form) || form.get('grant_type') === jwtBearer.name) return undefined;
      const resource = form.get('resource');
      form.delete('resource');
      return resource === null ? undefined : foreignResource(server, resource);
    },
  },
  {
    name: 'the parameters that the grant requires are present',
    check: (request) =>
      grantOf(request)
        ?.needs.filter((name) => !isGiven(request.form, name))
        .map(missingParameter)[0],
  },
  {
    name: 'the scopes for a user belong to this server',
    check: (request) => {
      const { org, server, app, form } = request;
      if (grantOf(request)?.asksScopes !== true) return undefined;
      form.set('scope', signInScopes(org, server, app.id, form.get('scope') ?? undefined).join(' '));
      return undefined;
    },
  },
  {
    name: 'the code or refresh token was issued to this app, by this server',
    of: [...byCode, 'refresh_token'],
    check: (request) => {
      const source = sourceOf(request);
      if (source === undefined) return undefined;
      if (source['issuer'] !== request.server.issuer)
        return invalidRequest('The grant was issued for another authorization server.');
      return source.clientId === request.oauth.clientId
        ? undefined
        : new OAuthError(
            'invalid_grant',
            "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
          );
    },
  },
  {
    name: 'a code verifier is sent if, and only if, the code requires one (RFC 7636)',
    of: byCode,
    check: (request) => {
      const source = sourceOf(request);
      if (source === undefined) return undefined;
      const isTied = source['codeChallenge'] !== undefined;
      if (isTied && !request.form.has('code_verifier'))
        return invalidRequest('PKCE code verifier is required by the application.');
      return !isTied && request.form.has('code_verifier')
        ? invalidRequest(
            'PKCE code challenge should be specified in the authorize request for code verification.',
          )
        : undefined;
    },
  },
  {
    name: 'a refresh requests only scopes that were granted',
    of: ['refresh_token'],
    check: (request) => {
      const granted = listOf(sourceOf(request)?.scope);
      const denied = listOf(request.form.get('scope') ?? '').filter((scope) => !granted.includes(scope));
      return granted.length === 0 || denied.length === 0
        ? undefined
        : new OAuthError(
            'access_denied',
            `Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: ${denied.join(', ')}.`,
          );
    },
  },
];

const offered = (): string => grants.map(({ name }) => name).join(', ');

/** The requested grant, if the server offers it. */
export const grantOf = ({ form }: Pick<ClientRequest, 'form'>): Grant | undefined =>
  grants.find(({ name }) => name === form.get('grant_type'));

/**
 * The stored record of the presented code or refresh token; undefined if it does not exist or has been deleted.
 */
function sourceOf({ artifacts, form }: ClientRequest): AdapterPayload | undefined {
  const code = form.get('code') ?? form.get('interaction_code');
  if (code !== null) return artifacts.find('AuthorizationCode', code);
  return artifacts.find('RefreshToken', form.get('refresh_token') ?? '');
}

/** @throws OAuthError of the first step that is not content */
export function checkTokenRequest(request: ClientRequest): void {
  const grant = request.form.get('grant_type') ?? '';
  for (const { check, of } of tokenChecks) {
    if (of && !of.includes(grant)) continue;
    const refusal = check(request);
    if (refusal) throw refusal;
  }
}

/** @throws OAuthError when the code or refresh token is bound to another key (RFC 9449, sections 5 and 10) */
export function requireSameKey(request: ClientRequest, thumbprint: string): void {
  const { jkt, dpopJkt } = sourceOf(request) ?? {};
  const bound = jkt ?? dpopJkt;
  if (bound !== undefined && bound !== thumbprint)
    throw new OAuthError('invalid_dpop_proof', 'Invalid DPoP Public Key binding in refresh token');
}
