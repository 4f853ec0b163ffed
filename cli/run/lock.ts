import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder, remove, withRetries } from '../../shared/files.js';
import { UserError } from '../errors.ts';
import { announcePresence, cardSchema, isPresent } from './presence.ts';
import type { Card } from './presence.ts';

/** Milliseconds after which an incomplete lock is not being written any more. */
const writing = 100;

/**
 * Ensures that only one process at a time uses a state. A lock whose holder does not confirm it is taken over.
 * @param what its name in the error for the second process, as in 'The sandbox org of this folder'
 * @returns releases the lock
 */
export async function takeLock(file: string, what: string): Promise<() => Promise<void>> {
  makeFolder(dirname(file), 0o700);
  const { card, end } = await announcePresence();
  try {
    for (let attempt = 0; !(await hasTaken(file, card, attempt > 0)); attempt++) {
      const text = await textOf(file);
      const holder = cardIn(text);
      if (holder && (await isPresent(holder)))
        throw new UserError(
          `${what} is in use by process ${holder.pid}.`,
          `Stop that process first, or work in another folder. Its lock is ${file}.`,
          { code: 'in_use' },
        );
      if (attempt > 20)
        throw new UserError(`${what} cannot be locked.`, `Delete ${file} and try again.`, { code: 'in_use' });
      if (!holder) await pause(writing);
      // Unless someone else has taken it over in the meantime.
      if ((await textOf(file)) === text) await remove(file);
    }
  } catch (error) {
    end();
    throw error;
  }
  return async () => {
    end();
    if (cardIn(await textOf(file))?.id === card.id) await remove(file);
  };
}

/**
 * Creates the lock; false if there is one. Of several processes that take over the same lock, each may remove that of
 * another, so it is valid only if it is still there after a moment.
 */
async function hasTaken(file: string, card: Card, isTakenOver: boolean): Promise<boolean> {
  if (!(await create(file, JSON.stringify(card)))) return false;
  if (isTakenOver) await pause(writing);
  return !isTakenOver || cardIn(await textOf(file))?.id === card.id;
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await withRetries(() => writeFile(file, text, { flag: 'wx', mode: 0o600 }));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Undefined if it is empty or damaged. */
function cardIn(text: string): Card | undefined {
  try {
    return cardSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
