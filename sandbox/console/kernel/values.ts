import type { Upload } from '../../http/upload.ts';
import { ApiRefusal, type Item } from './api.ts';

/** What a form has sent. */
export class Values {
  readonly #form: URLSearchParams;
  readonly #files: ReadonlyMap<string, Upload>;

  constructor(form: URLSearchParams, files: ReadonlyMap<string, Upload> = new Map()) {
    this.#form = form;
    this.#files = files;
  }

  /** @throws ApiRefusal when no file was chosen */
  file(name: string): Upload {
    const file = this.#files.get(name);
    if (file === undefined || file.bytes.length === 0) throw new ApiRefusal(400, 'Choose a file.', []);
    return file;
  }

  /** The text without spaces around it; empty if nothing was typed. */
  text(name: string): string {
    return (this.#form.get(name) ?? '').trim();
  }

  /** Left out of a body when empty. */
  optional(name: string): string | undefined {
    return this.text(name) || undefined;
  }

  /** As it was typed: a password may begin with a space. */
  secret(name: string): string {
    return this.#form.get(name) ?? '';
  }

  flag(name: string): boolean {
    return this.#form.get(name) === 'on';
  }

  /** @throws ApiRefusal */
  number(name: string, label = name): number {
    const value = Number(this.text(name) || Number.NaN);
    if (!Number.isFinite(value)) throw new ApiRefusal(400, `${label} must be a number.`, []);
    return value;
  }

  /** Of an area with an entry on each line. */
  lines(name: string): string[] {
    return this.text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  /** Those whose names begin so, without that beginning. */
  starting(prefix: string): [name: string, value: string][] {
    return [...this.#form]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]);
  }

  choices(name: string): string[] {
    return this.#form.getAll(name);
  }

  /** @throws ApiRefusal */
  json(name: string, label = name): Item {
    let value: unknown;
    try {
      value = JSON.parse(this.text(name));
    } catch (error) {
      throw new ApiRefusal(400, `${label} is not valid JSON.`, [error instanceof Error ? error.message : '']);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ApiRefusal(400, `${label} must be a JSON object.`, []);
    return value as Item;
  }

  has(name: string): boolean {
    return this.#form.has(name);
  }
}
