import { spawn } from 'node:child_process';
import { platform } from 'node:os';

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens `url` in the user's browser; false if there is no program for it. */
export async function openUrl(url: string): Promise<boolean> {
  const [command, ...args] = openers[platform()] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((settle) => {
    child.once('error', () => settle(false));
    child.once('spawn', () => settle(true));
  });
}
