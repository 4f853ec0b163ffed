import { spawn } from 'node:child_process';
import type { Io } from '../io.ts';

type Command = readonly [program: string, ...args: string[]];

/**
 * Programs that open an address in the user's browser, in the order in which to try them. `BROWSER` is set by users, and
 * in Codespaces and dev containers by the editor, which forwards to the browser of the machine in front of the user. In
 * WSL, the browser is that of Windows.
 */
export function browserCommands(
  url: string,
  { env, platform }: Pick<Io, 'env' | 'platform'>,
): readonly Command[] {
  // `start` of cmd would take & in an address for the end of the command.
  const windows: Command = ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  const own = (env.BROWSER ?? '').trim();
  const chosen: Command[] = own === '' || own === 'none' ? [] : [[own, url]];
  if (platform === 'win32') return [...chosen, windows];
  if (platform === 'darwin') return [...chosen, ['open', url]];
  const isWsl = env.WSL_DISTRO_NAME !== undefined || env.WSL_INTEROP !== undefined;
  return [...chosen, ...(isWsl ? [['wslview', url] as const, windows] : []), ['xdg-open', url]];
}

/** Milliseconds after which a program that still runs has opened the browser. */
const graceMs = 1500;

/** Opens `url` in the user's browser; false if there is no program for it. */
export async function openUrl(url: string, io: Pick<Io, 'env' | 'platform'>): Promise<boolean> {
  for (const command of browserCommands(url, io)) if (await runs(command, io)) return true;
  return false;
}

function runs(
  [program, ...args]: Command,
  { env, platform }: Pick<Io, 'env' | 'platform'>,
): Promise<boolean> {
  const child = spawn(program, args, {
    stdio: 'ignore',
    env,
    ...(platform === 'win32' ? { windowsHide: true } : { detached: true }),
  });
  child.unref();
  return new Promise((settle) => {
    const timer = setTimeout(() => settle(true), graceMs);
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      settle(isOpen);
    };
    child.once('error', () => end(false)).once('exit', (code) => end(code === 0));
  });
}
