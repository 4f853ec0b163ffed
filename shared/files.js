/**
 * The only module that makes folders, and renames and removes files. On Windows, a virus scanner, an indexer or an editor
 * can have a file open for a moment: the system then refuses to rename or remove it (EPERM, EBUSY, EACCES), and allows it
 * shortly after. Plain JavaScript, because build.js needs it too, before anything is built.
 */
import { mkdirSync, statSync } from 'node:fs';
import { cp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const inUse = ['EPERM', 'EBUSY', 'EACCES'];
const inTheWay = ['ENOTEMPTY', 'EEXIST'];

/** Milliseconds to wait before each new attempt; 2.5 seconds in all. */
const pauses = [10, 20, 40, 80, 160, 320, 640, 1230];

/** @see files.d.ts */
export async function withRetries(work) {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!inUse.includes(error.code)) throw error;
      await new Promise((settle) => setTimeout(settle, pause));
    }
  }
  return work();
}

/** @see files.d.ts */
export async function remove(path) {
  await withRetries(() => rm(path, { recursive: true, force: true }));
}

/** @see files.d.ts */
export function makeFolder(folder, mode) {
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (isThere()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (!isThere()) throw error; // unless another process has just made it
  }
}

let drafts = 0;

/** @see files.d.ts */
export async function replaceFile(file, content, { mode, draft, durable = false } = {}) {
  const next = draft ?? `${file}.${process.pid}-${++drafts}.next`;
  try {
    await remove(next); // left by a killed process; never written through, as it might be a link
    const handle = await open(next, 'wx', mode);
    try {
      await handle.writeFile(content);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await withRetries(() => rename(next, file));
  } catch (error) {
    await remove(next).catch(() => undefined);
    throw error;
  }
}

/** @see files.d.ts */
export async function replaceFolder(draft, folder) {
  const former = `${folder}.former-${process.pid}`;
  for (let attempt = 0; ; attempt++) {
    await remove(former); // of a killed process, or of the attempt before
    const had = await moved(folder, former);
    try {
      await withRetries(() => rename(draft, folder));
      break;
    } catch (error) {
      if (had) await putBack(former, folder);
      // Another process has just put its own there.
      if (!inTheWay.includes(error.code) || attempt > 4) throw error;
    }
  }
  await remove(former).catch(() => undefined);
}

async function moved(from, to) {
  try {
    await withRetries(() => rename(from, to));
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

async function putBack(former, folder) {
  try {
    await withRetries(() => rename(former, folder));
  } catch {
    if (await stat(folder).catch(() => undefined)) return; // another process's
    await cp(former, folder, { recursive: true });
    await remove(former).catch(() => undefined);
  }
}
