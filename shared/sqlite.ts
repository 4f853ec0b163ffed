import { createRequire } from 'node:module';
import { MissingPackageError } from './missing-package.ts';

/** An open SQLite file. Node's own SQLite and the package libsql both look like this. */
export interface Sqlite {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): void;
  readonly inTransaction: boolean;
}

/** A prepared statement, as kysely's dialect expects it. */
export interface SqliteStatement {
  /** Whether it returns rows. */
  readonly reader: boolean;
  all(values: readonly unknown[]): unknown[];
  run(values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(values: readonly unknown[]): IterableIterator<unknown>;
}

/** What we use of Node's own SQLite. https://nodejs.org/api/sqlite.html */
interface OwnStatement {
  all(...values: readonly unknown[]): object[];
  run(...values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...values: readonly unknown[]): IterableIterator<object>;
  /** From 22.16 on. */
  columns?(): unknown[];
}
interface OwnDatabase {
  prepare(sql: string): OwnStatement;
  exec(sql: string): void;
  close(): void;
  /** From 22.16 on. */
  readonly isTransaction?: boolean;
}
type Own = new (file: string) => OwnDatabase;
type Packaged = new (file: string, options: { timeout: number }) => Sqlite;

/** Where the two engines come from; tests pass their own. */
export interface Engines {
  readonly builtin: () => { DatabaseSync: Own } | undefined;
  readonly packaged: () => Packaged;
}

const engines: Engines = {
  builtin: () => quietly(() => process.getBuiltinModule('node:sqlite')) as { DatabaseSync: Own } | undefined,
  packaged: () => createRequire(import.meta.url)('libsql') as Packaged,
};

/** This machine has neither Node's own SQLite, which came with 22.13, nor a binary of the package. */
const noSqlite = (cause: unknown): MissingPackageError =>
  new MissingPackageError(
    `Node.js ${process.versions.node} does not include SQLite, and the package libsql is missing or does not run on ${process.platform} ${process.arch}.`,
    'Install Node.js 22.13 or newer.',
    { cause },
  );

/**
 * Opens a file with Node's own SQLite if there is one. Only older versions load the native package libsql, which
 * does not exist for every system (Windows on ARM) and there also needs its own runtime.
 * @param timeout milliseconds that another process may keep the file locked
 * @throws MissingPackageError if there is neither
 */
export function openSqlite(file: string, timeout: number, { builtin, packaged }: Engines = engines): Sqlite {
  const own = builtin();
  if (own)
    return adapt(
      withCodes(() => new own.DatabaseSync(file)),
      timeout,
    );
  let Packaged: Packaged;
  try {
    Packaged = packaged();
  } catch (error) {
    throw noSqlite(error);
  }
  return new Packaged(file, { timeout });
}

function adapt(database: OwnDatabase, timeout: number): Sqlite {
  database.exec(`PRAGMA busy_timeout = ${timeout}`);
  return {
    close: () => database.close(),
    exec: (sql) => withCodes(() => database.exec(sql)),
    prepare: (sql) =>
      statement(
        withCodes(() => database.prepare(sql)),
        sql,
      ),
    get inTransaction() {
      return database.isTransaction ?? true; // an unnecessary rollback does no harm
    },
  };
}

function statement(prepared: OwnStatement, sql: string): SqliteStatement {
  const plain = (row: object) => ({ ...row }); // its rows have no prototype
  return {
    reader: prepared.columns
      ? prepared.columns().length > 0
      : /^\s*(select|pragma|values|explain)\b|\breturning\b/i.test(sql),
    all: (values) => withCodes(() => prepared.all(...values)).map(plain),
    run: (values) => withCodes(() => prepared.run(...values)),
    *iterate(values) {
      for (const row of withCodes(() => prepared.iterate(...values))) yield plain(row);
    },
  };
}

/** Names of the result codes, https://sqlite.org/rescode.html, as libsql reports them. */
const codes: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

/** Gives errors of Node's SQLite the codes that libsql's have. */
function withCodes<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const number = (error as { errcode?: unknown }).errcode;
    if (error instanceof Error && typeof number === 'number')
      Object.assign(error, { code: codes[number & 0xff] ?? 'SQLITE_ERROR' });
    throw error;
  }
}

/** Node warns that its SQLite is experimental when it is loaded; users cannot do anything about it. */
function quietly<T>(load: () => T): T {
  const emitWarning = Reflect.get<NodeJS.Process, 'emitWarning'>(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
