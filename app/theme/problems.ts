/** A problem of a theme: its location, what it is and what to do about it. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /**
   * Path inside the theme (`data.json`, `img-items/a.jpg`), or the theme's address if it could not be reached.
   */
  readonly file: string;
  /** Key path inside a JSON file (`items[2].count`), empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
  readonly remedy: string;
}

export function error(file: string, key: string, message: string, remedy: string): Problem {
  return { severity: 'error', file, key, message, remedy };
}

export function warning(file: string, key: string, message: string, remedy: string): Problem {
  return { severity: 'warning', file, key, message, remedy };
}

/** One line: `data.json items[2].count: must not be negative. Write 0 or more.` */
export function describeProblem({ file, key, message, remedy }: Problem): string {
  return `${key === '' ? file : `${file} ${key}`}: ${message}. ${remedy}`;
}

/** An invalid theme; the message has all errors, one per line. */
export class ThemeError extends Error {
  override readonly name = 'ThemeError';
  readonly problems: readonly Problem[];

  constructor(reference: string, problems: readonly Problem[]) {
    const lines = problems.filter((p) => p.severity === 'error').map((p) => `  ${describeProblem(p)}`);
    super(`The theme ${reference} cannot be used:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** The host of a theme does not respond, so there is no point in asking it for more files. */
export class HostError extends ThemeError {}
