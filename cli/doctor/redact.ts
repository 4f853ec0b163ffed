const blank = '•••';

/** Keeps secrets out of all output: each is registered once, and redacted wherever it occurs. */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** Short texts are not secrets, and redacting them would make the report unreadable. */
  add(secret: string | undefined): void {
    if (secret === undefined || secret.length < 6) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
  }

  text(said: string): string {
    let result = said.replace(tokens, blank);
    for (const secret of this.#secrets) result = result.replaceAll(secret, blank);
    return result;
  }

  /** Every text in `value`, however deep. */
  all<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.all(item)) as T;
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.all(item)])) as T;
    return value;
  }
}

/** JSON Web Tokens from any source, and credentials in URLs. */
const tokens = /eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g;
