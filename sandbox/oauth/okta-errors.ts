/**
 * An error of an OAuth endpoint in Okta's words. oidc-provider answers with it as with its own errors, of which it has the
 * form; its description is final.
 * @see https://developer.okta.com/docs/reference/error-codes/#okta-oauth-2-0-error-codes
 */
export class OAuthError extends Error {
  readonly error: string;
  readonly error_description: string;
  readonly statusCode: number;
  readonly expose = true;
  /** Whether the app hears of it, not only the person. */
  readonly allow_redirect = true;

  constructor(error: string, description: string, status = 400) {
    super(error);
    this.error = error;
    this.error_description = description;
    this.statusCode = status;
  }
}

/** oidc-provider's descriptions and detail → what Okta says in the same case. */
const descriptions: readonly (readonly [error: string, detail: RegExp, description: string])[] = [
  ['invalid_client', /client not found/, "Invalid value for 'client_id' parameter."],
  ['invalid_client', /secret/, 'The client secret supplied for a confidential client is invalid.'],
  ['invalid_client', /assertion/, 'The client_assertion is invalid.'],
  [
    'invalid_client',
    /./,
    'Client authentication failed. Either the client or the client credentials are invalid.',
  ],
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
];

/** Okta's description of an error: what `OAuthError` says, or the translation of what oidc-provider says. */
export function describeError(
  thrown: Error | undefined,
  out: { readonly error: string; readonly error_description?: string | undefined },
): string | undefined {
  if (thrown instanceof OAuthError) return thrown.error_description;
  // What oidc-provider says of an error in public, and what it keeps for the log.
  const { error_detail: kept } = (thrown ?? {}) as { readonly error_detail?: string };
  const detail = `${out.error_description ?? ''} ${kept ?? ''}`;
  const found = descriptions.find(([name, pattern]) => name === out.error && pattern.test(detail));
  return found?.[2] ?? out.error_description;
}
