/** What kind of failure it is: docs/cli.md lists them. */
export type ErrorCode =
  | 'failed'
  | 'missing_answer'
  | 'invalid_answer'
  | 'configuration'
  | 'port_taken'
  | 'in_use'
  | 'machine'
  | 'org_unreachable'
  | 'org_refused'
  | 'theme'
  | 'stopped'
  | 'interrupted';

/** An error that the user can fix: shown in one to four lines, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to do about it, one step per line. */
  readonly remedy: readonly string[];
  /** For programs that read `--json`; does not change between versions. */
  readonly code: ErrorCode;

  constructor(
    message: string,
    remedy: string | readonly string[] = [],
    { code = 'failed', ...options }: ErrorOptions & { code?: ErrorCode } = {},
  ) {
    super(message, options);
    this.code = code;
    this.remedy = typeof remedy === 'string' ? [remedy] : remedy;
  }
}

/** The user declined: the question is not repeated. */
export class Stopped extends UserError {
  override readonly code: ErrorCode = 'stopped';
}

/** The user pressed Ctrl-C, as shown by the exit status. */
export class Interrupted extends Stopped {
  override readonly code = 'interrupted';
}

/** After Ctrl-C while an org was being changed. */
export const stoppedMidway = (): Interrupted =>
  new Interrupted('Stopped. Changes made so far are kept.', 'Run the command again to continue.');
