/** Something about signing in that the person can be told, in OAuth terms. Turned into a page by middleware/errors. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly status: number;
  /** Short code, as in the table of explanations in pages/errors. */
  readonly code: SignInProblem;
  /** What the authorization server said, when it said something. */
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
  | 'exchange-failed'
  | 'tokens-refused'
  | 'org-unreachable'
  | 'forged-form'
  | 'other-person'
  | 'admin-token-needed'
  | 'admin-role-needed';
