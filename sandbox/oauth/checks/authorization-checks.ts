import { pushedRequest } from './pushed-request.ts';
import { signedRequest } from './signed-request.ts';
import {
  type AuthorizationRequest,
  isFrontChannel,
  listOf,
  responseTypeOf,
} from './authorization-request.ts';
import { isRedirectUri, responseTypes } from '../clients/client.ts';
import { OAuthError } from '../okta-errors.ts';
import { checkResource, checkScopes } from './requested-scopes.ts';

interface AuthorizationCheck {
  /** What has to be right. */
  readonly name: string;
  /** Who is told if it fails: the user, on a page of the org, or the app, with a redirect. */
  readonly tells: 'person' | 'app';
  /** The refusal in Okta's words; undefined where all is well. */
  readonly check: (request: AuthorizationRequest) => OAuthError | undefined | Promise<OAuthError | undefined>;
}

const invalidRequest = (description: string): OAuthError => new OAuthError('invalid_request', description);

/**
 * The checks of an authorization request, in order, before oidc-provider sees it. Checks that need the signed-in user are in
 * person-checks.ts.
 * @see https://developer.okta.com/docs/reference/error-codes/#okta-oauth-2-0-error-codes
 */
const authorizationChecks: readonly AuthorizationCheck[] = [
  {
    name: 'no parameter is repeated',
    tells: 'person',
    check: ({ repeated }) => {
      const names = repeated.filter((name) => name !== 'resource');
      if (names.length === 0) return undefined;
      return invalidRequest(
        `Duplicate parameter provided in request. Duplicated parameters: [${names.join(', ')}].`,
      );
    },
  },
  {
    name: 'the app exists and is active',
    tells: 'person',
    check: (request) => {
      const app = request.org.apps.byClientId(request.parameters.client_id ?? '');
      if (app?.oauth === undefined || app.status !== 'ACTIVE')
        return new OAuthError('invalid_client', "Invalid value for 'client_id' parameter.");
      request.client = { app, oauth: app.oauth };
      return undefined;
    },
  },
  {
    name: 'a pushed request belongs to the app; other parameters in the URL are ignored (RFC 9126)',
    tells: 'person',
    check: (request) => pushedRequest(request),
  },
  {
    name: 'a request object belongs to the app; its parameters are used (RFC 9101)',
    tells: 'person',
    check: signedRequest,
  },
  {
    name: 'users can sign in to the app',
    tells: 'person',
    check: ({ client, endpoint }) =>
      client?.oauth.applicationType === 'service' && client.oauth.redirectUris.length === 0
        ? invalidRequest(
            `Clients with 'application_type' of 'service' are not allowed to access the '${endpoint}' endpoint.`,
          )
        : undefined,
  },
  {
    name: 'the redirect URI is registered',
    tells: 'person',
    check: ({ client, parameters: { redirect_uri: uri } }) =>
      client && uri !== undefined && isRedirectUri(client.oauth, uri)
        ? undefined
        : invalidRequest(
            "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
          ),
  },
  {
    name: 'the identity provider exists',
    tells: 'person',
    check: ({ org, parameters: { idp } }) =>
      idp === undefined || org.identityProviders.get(idp)?.status === 'ACTIVE'
        ? undefined
        : invalidRequest('Identity provider is not valid.'),
  },
  {
    name: 'the response mode is valid',
    tells: 'app',
    check: ({ parameters }) => {
      const { response_mode: mode } = parameters;
      if (mode === undefined || responseModes.includes(mode)) return undefined;
      delete parameters.response_mode;
      return new OAuthError(
        'unsupported_response_mode',
        `The response mode is not supported by the authorization server. Valid response modes: [${responseModes.join(', ')}].`,
      );
    },
  },
  {
    name: 'the app may have the response type',
    tells: 'app',
    check: (request) => {
      const configured = request.client ? responseTypes(request.client.oauth) : [];
      if (configured.includes(responseTypeOf(request))) return undefined;
      return new OAuthError(
        'unsupported_response_type',
        `The response type is not supported by the authorization server. Configured response types: [${configured.join(', ')}].`,
      );
    },
  },
  {
    name: 'tokens are not returned in the query',
    tells: 'app',
    check: (request) => {
      if (request.parameters.response_mode !== 'query' || !isFrontChannel(request)) return undefined;
      delete request.parameters.response_mode;
      return new OAuthError(
        'unsupported_response_mode',
        "'query' response mode cannot be used with either the 'id_token' or 'token' response types.",
      );
    },
  },
  {
    name: 'there is a state',
    tells: 'app',
    check: ({ parameters: { state } }) =>
      state === undefined
        ? invalidRequest("The authentication request has an invalid 'state' parameter.")
        : undefined,
  },
  {
    name: 'an ID token has a nonce',
    tells: 'app',
    check: (request) =>
      isFrontChannel(request) && request.parameters.nonce === undefined
        ? invalidRequest(
            "The 'nonce' parameter is required for authorize requests with either the 'id_token' or 'token' response types..",
          )
        : undefined,
  },
  {
    name: 'prompt is valid, and none is not combined with others',
    tells: 'app',
    check: ({ parameters: { prompt } }) => {
      const asked = listOf(prompt);
      const isKnown = asked.every((value) => prompts.includes(value));
      if (isKnown && !(asked.includes('none') && asked.length > 1)) return undefined;
      return invalidRequest(
        `Invalid value for 'prompt' parameter. Supported values: [${prompts.join(', ')}]`,
      );
    },
  },
  {
    name: 'max_age is a number of seconds',
    tells: 'app',
    check: ({ parameters: { max_age: age } }) =>
      age === undefined || (/^\d{1,10}$/.test(age) && Number(age) < 2 ** 31)
        ? undefined
        : invalidRequest("Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1."),
  },
  {
    name: 'prompt=none is not combined with max_age=0',
    tells: 'app',
    check: ({ parameters: { max_age: age, prompt } }) =>
      prompt === 'none' && age !== undefined && Number(age) === 0
        ? invalidRequest(
            "'prompt' parameter must not have the value 'none' for request with 'zero' as max_age.",
          )
        : undefined,
  },
  { name: 'the code is bound to its app by PKCE (RFC 7636)', tells: 'app', check: checkPkce },
  { name: 'the resource belongs to this server (RFC 8707)', tells: 'app', check: checkResource },
  { name: 'scopes are requested, and belong to this server', tells: 'app', check: checkScopes },
];

export const responseModes: readonly string[] = ['query', 'fragment', 'form_post', 'okta_post_message'];
const prompts: readonly string[] = ['none', 'login', 'consent'];

function checkPkce(request: AuthorizationRequest): OAuthError | undefined {
  const { code_challenge: challenge, code_challenge_method: method } = request.parameters;
  const isNeeded = request.client?.oauth.pkceRequired === true && responseTypeOf(request).includes('code');
  if (challenge === undefined)
    return isNeeded || method !== undefined
      ? invalidRequest('PKCE code challenge is required by the application.')
      : undefined;
  if (method !== 'S256')
    return invalidRequest('PKCE code challenge method is not supported. Valid values: [S256]');
  return /^[\w-]{43}$/.test(challenge)
    ? undefined
    : invalidRequest('PKCE code challenge contains illegal characters.');
}

/** Runs the steps; the first that is not content decides. */
export async function checkAuthorization(
  request: AuthorizationRequest,
): Promise<{ readonly refusal: OAuthError; readonly tells: 'person' | 'app' } | undefined> {
  for (const { check, tells } of authorizationChecks) {
    try {
      const refusal = await check(request);
      if (refusal) return { refusal, tells };
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return { refusal: error, tells };
    }
  }
  return undefined;
}
