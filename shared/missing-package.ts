/** A package with native code is not installed or does not run on this machine: no binary for it, or a library is missing. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  /** What to do about it, one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
