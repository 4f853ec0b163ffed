import { errorBody } from '../http/errors.ts';
import { OktaError } from '../org/kernel/errors.ts';

/**
 * An error of an OAuth endpoint with Okta's text. It has the form of oidc-provider's own errors, so oidc-provider returns it like
 * those; the description is not translated again.
 * @see https://developer.okta.com/docs/reference/error-codes/#okta-oauth-2-0-error-codes
 */
export class OAuthError extends Error {
  readonly error: string;
  readonly error_description: string;
  readonly statusCode: number;
  readonly expose = true;
  /** Whether the error is returned to the app, not only shown to the user. */
  readonly allow_redirect = true;
  /** Additional members of the response. */
  readonly more: Readonly<Record<string, unknown>>;
  /** The reason, for the System Log, if one error has several. */
  readonly detail: string | undefined;

  constructor(
    error: string,
    description: string,
    status = 400,
    more: Readonly<Record<string, unknown>> = {},
    detail?: string,
  ) {
    super(error);
    this.more = more;
    this.detail = detail;
    this.error = error;
    this.error_description = description;
    this.statusCode = status;
  }
}

/** A request lacks a parameter. */
export const missingParameter = (name: string): OAuthError =>
  new OAuthError('invalid_request', `The required parameter '${name}' is missing.`);

/** No app has this client ID. Okta reports that in the Management API's error format, not in OAuth's. */
export class UnknownClientError extends OAuthError {
  constructor() {
    super('invalid_client', "Invalid value for 'client_id' parameter.", 401);
  }
}

/** The error response to an app. */
export const refusalBody = (error: OAuthError): Record<string, unknown> =>
  error instanceof UnknownClientError
    ? errorBody(new OktaError(error.statusCode, error.error, error.error_description))
    : { error: error.error, error_description: error.error_description, ...error.more };

/** How Okta words a refusal. */
export interface Refusal {
  readonly error: string;
  readonly description: string | undefined;
}

/** oidc-provider's error and its description or detail → Okta's description, and Okta's error if it differs. */
const translations: readonly (readonly [
  error: string,
  detail: RegExp,
  description: string,
  oktaError?: string,
])[] = [
  ['invalid_grant', /code_verifier|PKCE/i, 'PKCE verification failed.'],
  [
    'invalid_grant',
    /redirect_uri/,
    "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
  ],
  ['invalid_grant', /refresh token/, 'The refresh token is invalid or expired.'],
  ['invalid_grant', /./, 'The authorization code is invalid or has expired.'],
  [
    'server_error',
    /./,
    'The authorization server encountered an unexpected condition that prevented it from fulfilling the request.',
  ],
  ['login_required', /./, 'The client specified not to prompt, but the user is not logged in.'],
  ['consent_required', /./, 'The client specified not to prompt, but the client app requires consent.'],
  ['invalid_request', /id_token_hint/, 'The id_token_hint signature is invalid.'],
  ['invalid_request', /no access token/, 'The access token is missing.'],
  ['invalid_token', /./, 'The access token is invalid.'],
  ['insufficient_scope', /./, 'The access token provided does not contain the required scopes.'],
];

/** Okta's words for an error: what `OAuthError` says, or the translation of what oidc-provider says. */
export function describeError(
  thrown: Error | undefined,
  out: { readonly error: string; readonly error_description?: string | undefined },
): Refusal {
  if (thrown instanceof OAuthError) return { error: thrown.error, description: thrown.error_description };
  // oidc-provider's public description of an error, and its detail for the log.
  const { error_detail: kept, cause } = (thrown ?? {}) as { readonly error_detail?: string; cause?: unknown };
  const reason = cause instanceof Error ? cause.message : '';
  const detail = [out.error_description, kept, reason].join(' ');
  const found = translations.find(([name, pattern]) => name === out.error && pattern.test(detail));
  return { error: found?.[3] ?? out.error, description: found?.[2] ?? out.error_description };
}
