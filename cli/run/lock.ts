import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';

/**
 * Ensures that only one process at a time uses a state. The lock of a dead process is taken over.
 * @param what its name in the error for the second process, as in 'The sandbox org of this folder'
 * @returns releases the lock
 */
export async function takeLock(file: string, what: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 1) throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder !== process.pid && (await isStillHolder(holder, file)))
      throw new UserError(
        `${what} is in use by process ${holder}.`,
        'Stop that process first, or work in another folder.',
        { code: 'in_use' },
      );
    await rm(file, { force: true });
  }
}

/**
 * Whether the process that wrote its id into a file is still running, and the id has not been reused: process
 * ids are reused, in a container after each start.
 */
export async function isStillHolder(pid: number, file: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const [known, written] = await Promise.all([describeProcess(pid), stat(file).catch(() => undefined)]);
  if (!known || !written) return true;
  const roundedUp = 2000; // both clocks have a resolution of a second
  return /node|bun|multidemo/i.test(known.command) && known.started <= written.mtimeMs + roundedUp;
}

/**
 * When a process started, in milliseconds since the epoch, and its command line; undefined if the system does
 * not say.
 */
async function describeProcess(pid: number): Promise<{ started: number; command: string } | undefined> {
  const output = await (process.platform === 'linux' ? fromProc(pid) : fromPs(pid)).catch(() => undefined);
  return output !== undefined && Number.isFinite(output.started) ? output : undefined;
}

/** proc(5): the start is counted in ticks of 1/100 s since the boot. Slim images have no `ps`. */
async function fromProc(pid: number): Promise<{ started: number; command: string }> {
  const [process, system, command] = await Promise.all(
    [`/proc/${pid}/stat`, '/proc/stat', `/proc/${pid}/cmdline`].map((file) => readFile(file, 'utf8')),
  );
  const ticks = Number((process ?? '').slice((process ?? '').lastIndexOf(')') + 2).split(' ')[19]);
  const boot = Number(/^btime (\d+)$/m.exec(system ?? '')?.[1]);
  return { started: (boot + ticks / 100) * 1000, command: command ?? '' };
}

async function fromPs(pid: number): Promise<{ started: number; command: string }> {
  const ps = promisify(execFile);
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await ps('ps', ['-p', String(pid), '-o', 'lstart=,command='], { env, timeout: 2000 });
  return { started: Date.parse(stdout.slice(0, 24)), command: stdout.slice(24) };
}

/** Whether a process on this machine is running. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
