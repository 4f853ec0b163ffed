import { readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds between two looks at a folder that the system does not watch. */
const interval = 1000;

interface Watching {
  onChange: () => void;
  /** Called once if the system stops watching, as when a folder on a network drive goes away. */
  onTrouble: (error: Error) => void;
}

/**
 * Watches a folder with all its files. If the system cannot, or stops, the files are compared every second instead.
 * @returns ends it
 */
export function watchFolder(folder: string, { onChange, onTrouble }: Watching): () => void {
  const watchers = new Map<string, FSWatcher>();
  let stop = (): void => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  let isTrouble = false;
  const instead = (error: Error): void => {
    if (isTrouble) return;
    isTrouble = true;
    stop();
    onTrouble(error);
    stop = compare(folder, onChange);
  };
  const watchAll = (): void => {
    try {
      const wanted = watchable(folder);
      for (const [path, watcher] of watchers)
        if (!wanted.includes(path)) {
          watcher.close();
          watchers.delete(path);
        }
      for (const path of wanted.filter((one) => !watchers.has(one))) {
        const watcher = watch(path, { recursive: !isEmulated });
        watchers.set(path, watcher.on('change', changed).on('error', instead));
      }
    } catch (error) {
      instead(error as Error);
    }
  };
  const changed = (): void => {
    if (isEmulated && !isTrouble) watchAll(); // there may be a new folder
    onChange();
  };
  watchAll();
  return () => stop();
}

/** On Linux, Node watches a folder by watching each of its files, and does not report their errors. */
const isEmulated = process.platform === 'linux';

function watchable(folder: string): string[] {
  if (!isEmulated) return [folder];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return [folder, ...folders.map(({ parentPath, name }) => join(parentPath, name))];
}

function compare(folder: string, onChange: () => void): () => void {
  let known: string | undefined;
  let isLooking = false;
  let isOver = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const now = await stateOf(folder);
    isLooking = false;
    if (!isOver && known !== undefined && now !== known) onChange();
    known = now;
  };
  void look();
  const timer = setInterval(() => void look(), interval);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** Names, sizes and times of all files. */
async function stateOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.sort().map(async (name) => {
    const info = await stat(join(folder, name)).catch(() => undefined);
    return `${name} ${info?.size ?? ''} ${info?.mtimeMs ?? ''}`;
  });
  return (await Promise.all(files)).join('\n');
}
