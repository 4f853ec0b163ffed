import { readFileSync } from 'node:fs';
import { MissingPackageError } from '../../shared/missing-package.ts';
import type { Config } from '../config/config.ts';

/** The store cannot be used: why, and what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** Explains the engine's own error. Connection strings contain passwords and are not repeated. */
export function storeError(cause: unknown, where: Config['store']): StoreError {
  if (cause instanceof StoreError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  const code = (cause as { code?: unknown }).code;
  if ('databaseUrl' in where) {
    const reason = said === '' ? String(code) : said; // after several addresses were tried, the error has only a code
    return new StoreError(
      `The database in DATABASE_URL cannot be used (${reason}).`,
      'Check DATABASE_URL and that the database is running.',
      { cause },
    );
  }
  const { file } = where;
  if (cause instanceof MissingPackageError)
    return new StoreError(said, `${cause.remedy} Or name a PostgreSQL database in DATABASE_URL.`, { cause });
  const fresh = `Move ${file} elsewhere. The shop then starts with a new store, without the existing orders.`;
  if (code === 'SQLITE_NOTADB')
    return isJson(file)
      ? new StoreError(
          `${file} is a JSON file, such as the Python original's TinyDB file; the shop uses SQLite.`,
          'Set DB_PATH to another file, or delete the line.',
          { cause },
        )
      : new StoreError(`${file} is not a database of this shop (${said}).`, fresh, { cause });
  if (code === 'SQLITE_CORRUPT') return new StoreError(`${file} is damaged (${said}).`, fresh, { cause });
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new StoreError(`The disk is full: ${file} cannot be written.`, 'Free some space and try again.', {
      cause,
    });
  if (code === 'SQLITE_BUSY')
    return new StoreError(`${file} is in use by another process.`, 'Stop that process and try again.', {
      cause,
    });
  if (typeof code === 'string')
    return new StoreError(
      `${file} cannot be opened for writing (${code === '' ? said : code}).`,
      'Make the file and its folder writable, or set DB_PATH to another file.',
      { cause },
    );
  return new StoreError(`${file} cannot be used (${said}).`, fresh, { cause });
}

/** Codes of SQLite, classes of PostgreSQL (connection, resources, operator, system), and of a socket to it. */
const storeCodes = /^(SQLITE_\w+|(08|53|57|58|XX)\w{3}|ECONNREFUSED|ECONNRESET|EPIPE)$/;

/** True when the store fails while it is in use: the disk is full, the server is down. Nobody's request is at fault. */
export function isStoreFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Only outgoing/http.ts opens other sockets, and it has its own error for them.
  if ('syscall' in error && error.syscall === 'connect') return true;
  return 'code' in error && typeof error.code === 'string' && storeCodes.test(error.code);
}

export const newerStore = (version: string): StoreError =>
  new StoreError(
    `A newer version of Okta Multidemo wrote the store (${version}).`,
    'Use that version, or set DB_PATH or DATABASE_URL to another store.',
  );

function isJson(file: string): boolean {
  try {
    return /^\s*[{[]/.test(readFileSync(file, 'utf8').slice(0, 200));
  } catch {
    return false;
  }
}
