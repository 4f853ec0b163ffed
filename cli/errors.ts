/** A failure that the person can fix: said on one to four lines, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to do about it, a line each. */
  readonly remedy: readonly string[];

  constructor(message: string, remedy: string | readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.remedy = typeof remedy === 'string' ? [remedy] : remedy;
  }
}

/** The person said no: nobody is asked again. */
export class Stopped extends UserError {}

/** The person left with Ctrl-C: the exit status says so. */
export class Interrupted extends Stopped {}
