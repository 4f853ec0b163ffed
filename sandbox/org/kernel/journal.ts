import { dirname } from 'node:path';
import { makeFolder } from '../../../shared/files.js';
import { MissingPackageError } from '../../../shared/missing-package.ts';
import { openSqlite } from '../../../shared/sqlite.ts';

/** A changed record: its new body, or null if it was deleted. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly body: unknown;
  /** Whether it goes to the end of the collection, even if it was there before. */
  readonly isAdded?: boolean;
}

/** Where the state outlives the process. A batch of changes is kept whole or not at all. */
export interface Journal {
  load(): Iterable<Change>;
  write(changes: readonly Change[]): void;
  close(): void;
}

/** Stores nothing. */
export const memoryJournal: Journal = {
  load: () => [],
  write: () => undefined,
  close: () => undefined,
};

/** The state file cannot be used: it is damaged, or not a state file. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';

  constructor(file: string, cause: unknown) {
    super(`${file} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The change is made nowhere, neither in the file nor in memory. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';

  constructor(file: string, cause: unknown) {
    super(`The disk is full: ${file} could not be written. Free some space and try again.`, { cause });
  }
}

/**
 * Keeps the state in a SQLite file. Write-ahead logging makes each batch atomic: a process killed in the middle
 * of a write starts again with the last complete batch.
 * @throws StateFileError when the file cannot be opened, is damaged or is not such a file; MissingPackageError
 */
export function fileJournal(file: string): Journal {
  makeFolder(dirname(file), 0o700);
  try {
    return openJournal(file);
  } catch (error) {
    throw error instanceof MissingPackageError ? error : new StateFileError(file, error);
  }
}

function openJournal(file: string): Journal {
  const db = openSqlite(file, 2000);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec(`CREATE TABLE IF NOT EXISTS records
    (collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, id))`);
  const put = db.prepare(`INSERT INTO records (collection, id, body) VALUES (?, ?, ?)
    ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body`);
  // Gives the record a new row number, because records are loaded in that order.
  const add = db.prepare('INSERT OR REPLACE INTO records (collection, id, body) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM records WHERE collection = ? AND id = ?');
  const write = (changes: readonly Change[]) => {
    db.exec('BEGIN');
    try {
      for (const { collection, id, body, isAdded } of changes) {
        if (body === null) remove.run([collection, id]);
        else (isAdded ? add : put).run([collection, id, JSON.stringify(body)]);
      }
      db.exec('COMMIT');
    } catch (error) {
      rollBack();
      const { code } = error as { code?: unknown };
      throw code === 'SQLITE_FULL' ? new DiskFullError(file, error) : error;
    }
  };
  return {
    load: () => {
      try {
        return read();
      } catch (error) {
        throw new StateFileError(file, error);
      }
    },
    write: (changes) => {
      write(changes);
    },
    close: () => {
      db.close();
    },
  };

  /** With a full disk SQLite rolls back automatically; the failure of a second rollback must not hide the cause. */
  function rollBack(): void {
    try {
      db.exec('ROLLBACK');
    } catch {
      // the caller reports the first error
    }
  }

  function read(): Change[] {
    const rows = db.prepare('SELECT collection, id, body FROM records ORDER BY rowid').all([]) as {
      collection: string;
      id: string;
      body: string;
    }[];
    return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
  }
}
