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

/** A failure that the person can fix: said on one to four lines, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to do about it, a line each. */
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

/** The person said no: nobody is asked again. */
export class Stopped extends UserError {
  override readonly code: ErrorCode = 'stopped';
}

/** The person left with Ctrl-C: the exit status says so. */
export class Interrupted extends Stopped {
  override readonly code = 'interrupted';
}
