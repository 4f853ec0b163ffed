/**
 * A sign-in problem that can be explained to the user, in OAuth terms. middleware/errors turns it into a page.
 */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly status: number;
  /** Short code, as in the table of explanations in pages/errors. */
  readonly code: SignInProblem;
  /** What the authorization server said, if anything. */
  readonly said: { error: string; description: string | undefined } | undefined;
  constructor(
    status: number,
    code: SignInProblem,
    said?: { error: string; description: string | undefined },
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.status = status;
    this.code = code;
    this.said = said;
  }
}

export type SignInProblem =
  | 'sign-in-needed'
  | 'session-ended'
  | 'attempt-unknown'
  | 'attempt-expired'
  | 'attempt-used'
  | 'callback-incomplete'
  | 'issuer-mismatch'
  | 'refused'
  | 'push-refused'
  | 'exchange-failed'
  | 'tokens-refused'
  | 'org-unreachable'
  | 'forged-form'
  | 'other-person'
  | 'admin-token-needed'
  | 'admin-role-needed';
