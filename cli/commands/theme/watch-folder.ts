import { watch } from 'node:fs';
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
  let stop: () => void = () => undefined;
  const instead = (error: Error): void => {
    stop();
    onTrouble(error);
    stop = compare(folder, onChange);
  };
  try {
    const watcher = watch(folder, { recursive: true });
    stop = () => watcher.close();
    watcher.on('change', onChange).once('error', instead);
  } catch (error) {
    instead(error as Error);
  }
  return () => stop();
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
