import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../cli/run/lock.ts';
import { noteRunning, readRunning } from '../../cli/run/running.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { runCli, startCli } from '../helpers/cli.ts';

let cwd: string;
let folder: string;
let lock: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lock-'));
  folder = join(cwd, '.multidemo', 'sandbox');
  lock = join(folder, 'lock');
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it('the second process is told who has the lock, and where it is', async () => {
  const release = await takeLock(lock, 'The sandbox org');
  await expect(takeLock(lock, 'The sandbox org')).rejects.toMatchObject({
    code: 'in_use',
    message: `The sandbox org is in use by process ${process.pid}.`,
    remedy: [`Stop that process first, or work in another folder. Its lock is ${lock}.`],
  });
  const { status, stderr } = await runCli(['sandbox', '--port', '0'], { cwd });
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining(lock) as string });
  await release();
  expect(await readdir(folder)).toEqual([]);
  await (
    await takeLock(lock, 'The sandbox org')
  )();
});

it('a lock of another process counts until that process is killed', async () => {
  const program = join(packageRoot(), 'dist/cli/bin.js');
  const other = spawn(process.execPath, [program, 'sandbox', '--port', '0'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void other.kill('SIGKILL'));
  const exit = once(other, 'exit');
  let said = '';
  other.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 60_000 }).toContain('API token');
  await expect(takeLock(lock, 'The org')).rejects.toMatchObject({
    message: `The org is in use by process ${other.pid}.`,
  });
  other.kill('SIGKILL');
  await exit;
  await (
    await takeLock(lock, 'The org')
  )();
});

it('of two at the same moment, one gets it', async () => {
  await writeFile(lock, '');
  const takes = await Promise.allSettled([1, 2, 3, 4].map(() => takeLock(lock, 'The org')));
  const got = takes.filter(({ status }) => status === 'fulfilled');
  expect(got).toHaveLength(1);
});

describe('a leftover lock does not stop a command:', () => {
  const card = (over: object) =>
    JSON.stringify({ pid: process.pid, id: 'id-of-another-process', port: 9, ...over });

  it.each([
    ['empty', () => ''],
    ['half written', () => '{"pid":'],
    ['of an earlier version', () => String(process.pid)],
    ['nobody answers at its port', () => card({})],
    ['its process id is another program’s now', () => card({ pid: otherProgram() })],
  ])('%s', async (_, content) => {
    await writeFile(lock, content());
    const cli = startCli(['sandbox', '--port', '0'], { cwd });
    await cli.until(/API token/);
    expect(await cli.stop()).toBe(0);
    expect(await readdir(folder)).not.toContain('lock');
  });

  it('its port is another program’s now', async () => {
    const other = createServer((socket) => socket.end('something else, long enough to be an id'));
    await new Promise<void>((settle) => other.listen(0, '127.0.0.1', settle));
    onTestFinished(() => void other.close());
    await writeFile(lock, card({ port: (other.address() as AddressInfo).port }));
    await (
      await takeLock(lock, 'The org')
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  function otherProgram(): number {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
    onTestFinished(() => void other.kill());
    return other.pid ?? 0;
  }
});

it('a lock that someone else has taken over is not removed', async () => {
  const release = await takeLock(lock, 'The org');
  await writeFile(lock, 'of someone else');
  await release();
  expect(await readFile(lock, 'utf8')).toBe('of someone else');
});

describe('running.json', () => {
  const running = { env: { APP_URL: 'http://localhost:5000' }, variables: {} };

  it('is valid while its process runs', async () => {
    const forget = await noteRunning(cwd, running);
    expect(await readRunning(cwd)).toMatchObject(running);
    await forget();
    expect(await readRunning(cwd)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['half written', '{ half'],
    [
      'left by a killed process',
      JSON.stringify({ pid: 1, id: 'x'.repeat(22), port: 9, env: {}, variables: {} }),
    ],
    ['of an earlier version', JSON.stringify({ pid: process.pid, env: {}, variables: {} })],
  ])('is ignored if it is %s', async (_, content) => {
    await writeFile(join(folder, 'running.json'), content);
    expect(await readRunning(cwd)).toBeUndefined();
    await (
      await noteRunning(cwd, running)
    )();
  });
});
