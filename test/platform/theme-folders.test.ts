import { EventEmitter } from 'node:events';
import type * as fs from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { folderSource } from '../../app/theme/source.ts';
import { watchFolder } from '../../cli/commands/theme/watch-folder.ts';
import { runCli, startCli } from '../helpers/cli.ts';

/** Replaces the watcher of the system. */
const system = vi.hoisted(() => ({ watch: undefined as (() => EventEmitter) | undefined }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, watch: (...given: [string]) => (system.watch ? system.watch() : real.watch(...given)) };
});

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'theme-folders-'));
});
afterEach(async () => {
  system.watch = undefined;
  await rm(cwd, { recursive: true, force: true });
});

describe('theme new', () => {
  it.each(['con', 'aux', 'nul', 'com1', 'lpt9'])('refuses %s, a device of Windows', async (name) => {
    const { status, stderr } = await runCli(['theme', 'new', name, '--json'], { cwd });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `✗ Windows reserves the name "${name}".\n  Choose another, e.g. ${name}-store.\n`,
    });
  });

  it.each(['1F6F54', '#1f6f54'])('takes the colour %s: shells read # as a comment', async (color) => {
    const { status } = await runCli(['theme', 'new', 'acme', '--color', color], { cwd });
    expect(status).toBe(0);
    const config = await readFile(join(cwd, 'themes/acme/config.json'), 'utf8');
    expect(JSON.parse(config)).toMatchObject({ colors: { primary: '#1f6f54' } });
  });
});

it.each([
  ['UTF-8 with a byte order mark', 'utf8'],
  ['UTF-16, as PowerShell writes it', 'utf16le'],
] as const)('a theme whose files are in %s is read', async (_, encoding) => {
  await runCli(['theme', 'new', 'acme', '--site-title', 'Käse & Co'], { cwd });
  for (const name of ['config.json', 'data.json']) {
    const file = join(cwd, 'themes', 'acme', name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`, encoding);
  }
  const checked = await runCli(['theme', 'check', 'acme', '--json'], { cwd });
  expect({ status: checked.status, stderr: checked.stderr }).toEqual({ status: 0, stderr: '' });
  const { stdout } = await runCli(['theme', 'list', '--json'], { cwd });
  expect(stdout).toContain('Käse & Co');
});

it('a theme may be the root of a drive', async () => {
  const file = join(cwd, 'config.json');
  await writeFile(file, '{}');
  const { root } = parse(cwd);
  expect((await folderSource(root).read(relative(root, file), 100))?.toString()).toBe('{}');
});

it('names on disk that other systems would not find are told apart', async () => {
  await mkdir(join(cwd, 'img-items'));
  await writeFile(join(cwd, 'img-items', 'Cup.PNG'), '');
  await writeFile(join(cwd, 'img-items', 'Käse.png'.normalize('NFD')), '');
  await writeFile(join(cwd, 'img-items', 'tea.png'), '');
  expect(await folderSource(cwd).spelling?.('img-items/cup.png')).toBe('is called Cup.PNG on disk');
  expect(await folderSource(cwd).spelling?.(`img-items/${'Käse.png'.normalize('NFC')}`)).toMatch(
    /encoded differently \(NFC, NFD\)$/,
  );
  expect(await folderSource(cwd).spelling?.('img-items/tea.png')).toBeUndefined();
  expect(await folderSource(cwd).spelling?.('img-items/none.png')).toBeUndefined();
});

it('a file in a folder that was added later is watched', async () => {
  let changes = 0;
  const stop = watchFolder(cwd, {
    onChange: () => changes++,
    onTrouble: (error) => expect.unreachable(error.message),
  });
  const folder = join(cwd, 'img-items');
  await mkdir(folder, { recursive: true });
  await vi.waitUntil(() => changes > 0, { timeout: 20_000 });
  const before = changes;
  // The watch of the new folder begins with its first change, or a moment later.
  await vi.waitUntil(
    async () => {
      await writeFile(join(folder, 'cup.png'), String(changes));
      return changes > before + 1;
    },
    { timeout: 20_000 },
  );
  stop();
});

describe('when the system stops watching', () => {
  const broken = (): EventEmitter => Object.assign(new EventEmitter(), { close: () => undefined });

  it.each([
    [
      'later',
      () => {
        const watcher = broken();
        setTimeout(() => watcher.emit('error', new Error('EPERM: operation not permitted, watch')), 1);
        return watcher;
      },
    ],
    [
      'at once',
      () => {
        throw new Error('ENOSPC: System limit for number of file watchers reached');
      },
    ],
  ])('(%s), the files are compared', async (_, watch) => {
    const file = join(cwd, 'config.json');
    await writeFile(file, '{}');
    system.watch = watch;
    const troubles: string[] = [];
    const changed = new Promise<void>((settle) => {
      const stop = watchFolder(cwd, {
        onChange: () => {
          stop();
          settle();
        },
        onTrouble: ({ message }) => troubles.push(message),
      });
    });
    let seconds = Date.now() / 1000;
    const saving = setInterval(() => void utimes(file, (seconds += 10), seconds), 300);
    await changed;
    clearInterval(saving);
    expect(troubles).toHaveLength(1);
  });
});

it('a preview whose watcher has failed still reloads its pages', async () => {
  await runCli(['theme', 'new', 'acme', '--site-title', 'Acme One'], { cwd });
  const watcher = Object.assign(new EventEmitter(), { close: () => undefined });
  system.watch = () => watcher;
  const ports = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--outside-port', '0'];
  const cli = startCli(['theme', 'preview', 'acme', ...ports, '--assistant-port', '0'], { cwd });
  const [, shop = ''] = await cli.until(/Shop\s+(http:\S+)/);
  const events = (await fetch(`${shop}/theme-preview/events`)).body!;
  const states = events.pipeThrough(new TextDecoderStream()).getReader();
  const version = async () => {
    const { value = '' } = await states.read();
    return (JSON.parse(value.replace('data: ', '')) as { version: number }).version;
  };
  const first = await version();
  watcher.emit('error', new Error('EPERM: operation not permitted, watch'));
  expect(cli.stderr()).toContain('EPERM: operation not permitted, watch): checking every second instead.');
  const file = join(cwd, 'themes/acme/config.json');
  const good = await readFile(file, 'utf8');
  let saved = 0;
  const saving = setInterval(
    () => void writeFile(file, good.replace('Acme One', `Acme Two${'!'.repeat(++saved)}`)),
    500,
  );
  expect(await version()).toBe(first + 1);
  clearInterval(saving);
  expect(await (await fetch(shop)).text()).toContain('Acme Two');
  await states.cancel();
  expect(await cli.stop()).toBe(0);
});

it('an org is exported to a file in UTF-8, and read from one in UTF-16 as PowerShell writes it', async () => {
  const first = startCli(['sandbox', '--in-memory', '--port', '0', '--json'], { cwd });
  await first.until(/\n\}\n$/);
  const { org } = JSON.parse(first.stdout()) as { org: { url: string } };
  const { port } = new URL(org.url);
  const exported = await runCli(['sandbox', 'export', '--port', port, '--out', 'seed.yaml'], { cwd });
  expect(exported).toMatchObject({ status: 0, stdout: `Seed written to ${join(cwd, 'seed.yaml')}\n` });
  expect(await first.stop()).toBe(0);
  const seed = await readFile(join(cwd, 'seed.yaml'), 'utf8');
  expect(seed).toContain('users:');
  await writeFile(join(cwd, 'seed16.yaml'), `\uFEFF${seed.replaceAll('\n', '\r\n')}`, 'utf16le');
  const second = startCli(['sandbox', '--in-memory', '--port', '0', '--seed', 'seed16.yaml'], { cwd });
  await second.until(/API token/);
  expect(await second.stop()).toBe(0);
});
