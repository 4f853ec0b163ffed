import type { errors as oidcErrors } from 'oidc-provider';

/** OAuth errors with Okta's descriptions. The classes come with the library, which is loaded late. */
export interface Errors {
  invalidScope(description: string, scopes: readonly string[]): Error;
  accessDenied(description: string): Error;
}

export function createErrors(errors: typeof oidcErrors): Errors {
  return {
    invalidScope: (description, scopes) => new errors.InvalidScope(description, scopes.join(' ')),
    accessDenied: (description) => new errors.AccessDenied(description),
  };
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
  ['login_required', /./, 'The client specified not to prompt, but the user is not logged in.'],
  ['consent_required', /./, 'The client specified not to prompt, but the client app requires consent.'],
];

/** Okta's description of an error of oidc-provider, or undefined when both say the same. */
export function oktaDescription(error: string, detail: string): string | undefined {
  return descriptions.find(([name, pattern]) => name === error && pattern.test(detail))?.[2];
}
