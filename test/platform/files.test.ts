import { writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packTheme } from '../../app/theme/pack.ts';
import { encodePicture } from '../../app/theme/pictures.ts';
import { loadSharp } from '../../app/theme/sharp.ts';
import type { Theme } from '../../app/theme/theme.ts';
import { writeEnvFile } from '../../cli/env-write.ts';
import { explainSystemError } from '../../cli/explain.ts';
import { remove, replaceFile, replaceFolder } from '../../shared/files.js';

/** What the file system refuses: a call, what it is about, and how often. */
interface Refusal {
  call: 'rename' | 'rm';
  target: RegExp;
  code: string;
  times: number;
  /** What another process does in the meantime. */
  meanwhile?: (target: string) => void;
}
const refusals = vi.hoisted(() => [] as Refusal[]);
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const refuse = (call: Refusal['call'], target: string) => {
    const refusal = refusals.find((one) => one.call === call && one.times > 0 && one.target.test(target));
    if (!refusal) return;
    refusal.times -= 1;
    const { code } = refusal;
    refusal.meanwhile?.(target);
    throw Object.assign(new Error(`${code}: operation not permitted, ${call} '${target}'`), {
      code,
      syscall: call,
      path: target,
    });
  };
  return {
    ...real,
    rename: async (from: string, to: string) => {
      refuse('rename', to);
      await real.rename(from, to);
    },
    rm: async (path: string, options: object) => {
      refuse('rm', path);
      await real.rm(path, options);
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
beforeEach(() => {
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void) => setImmediate(work)) as never);
});
afterEach(async () => {
  vi.restoreAllMocks();
  refusals.length = 0;
  await rm(folder, { recursive: true, force: true });
});
const refuse = (call: Refusal['call'], target: RegExp, code: string, times: number) =>
  refusals.push({ call, target, code, times });

describe.each(['EPERM', 'EBUSY', 'EACCES'])('while another program has the file open (%s)', (code) => {
  it('a file is replaced a moment later', async () => {
    const file = join(folder, 'state.json');
    await writeFile(file, 'former');
    refuse('rename', /state\.json$/, code, 3);
    await replaceFile(file, 'new', { mode: 0o600 });
    expect(await readFile(file, 'utf8')).toBe('new');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('a folder is replaced a moment later', async () => {
    await mkdir(join(folder, 'dist'));
    await mkdir(join(folder, 'draft'));
    await writeFile(join(folder, 'draft', 'new'), '');
    refuse('rename', /dist$/, code, 2);
    await replaceFolder(join(folder, 'draft'), join(folder, 'dist'));
    expect(await readdir(folder)).toEqual(['dist']);
    expect(await readdir(join(folder, 'dist'))).toEqual(['new']);
  });

  it('a file is removed a moment later', async () => {
    await writeFile(join(folder, 'lock'), '1');
    refuse('rm', /lock$/, code, 2);
    await remove(join(folder, 'lock'));
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('if it is refused for good', () => {
  it('a file keeps its former content, and no draft stays', async () => {
    const file = join(folder, 'state.json');
    await writeFile(file, 'former');
    refuse('rename', /state\.json$/, 'EPERM', Infinity);
    await expect(replaceFile(file, 'new')).rejects.toMatchObject({ code: 'EPERM' });
    expect(await readFile(file, 'utf8')).toBe('former');
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('a folder keeps its former content, even if it cannot be renamed back', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'former'), '');
    await mkdir(join(folder, 'draft'));
    refuse('rename', /dist$/, 'EPERM', Infinity);
    await expect(replaceFolder(join(folder, 'draft'), join(folder, 'dist'))).rejects.toThrow(/EPERM/);
    expect(await readdir(join(folder, 'dist'))).toEqual(['former']);
    expect((await readdir(folder)).sort()).toEqual(['dist', 'draft']);
  });

  it('.env is unchanged, and neither draft nor backup stays', async () => {
    await writeFile(join(folder, '.env'), 'A=1\n');
    refuse('rename', /\.env$/, 'EBUSY', Infinity);
    await expect(writeEnvFile(folder, { A: '2' }, new Date(0))).rejects.toMatchObject({
      message: `${join(folder, '.env')} could not be written (EBUSY); it is unchanged.`,
    });
    expect(await readdir(folder)).toEqual(['.env']);
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('A=1\n');
  });

  it('.env is unchanged if it is read-only on Windows, and the remedy is about the file', async () => {
    await writeFile(join(folder, '.env'), 'A=1\n');
    refuse('rename', /\.env$/, 'EPERM', Infinity);
    await expect(writeEnvFile(folder, { A: '2' }, new Date(0))).rejects.toMatchObject({
      remedy: [expect.stringContaining(`make it writable: chmod u+rw ${join(folder, '.env')}`)],
    });
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it('a packed theme stays as it was', async () => {
    const packed = join(folder, 'packed');
    await mkdir(packed);
    await writeFile(join(packed, 'config.json'), 'former');
    refuse('rename', /packed$/, 'EPERM', Infinity);
    const theme = { documents: { 'config.json': '{}' }, files: new Map() } as unknown as Theme;
    await expect(packTheme(theme, packed)).rejects.toThrow(/EPERM/);
    expect(await readdir(folder)).toEqual(['packed']);
    expect(await readFile(join(packed, 'config.json'), 'utf8')).toBe('former');
  });
});

it('a folder that another process has just put there is replaced', async () => {
  const target = join(folder, 'dist');
  await mkdir(target);
  const drafts = ['a', 'b'].map((name) => join(folder, name));
  for (const draft of drafts) await mkdir(draft);
  refuse('rename', /dist$/, 'ENOTEMPTY', 1);
  for (const draft of drafts) await replaceFolder(draft, target);
  expect(await readdir(folder)).toEqual(['dist']);
});

describe('a picture that cannot be cached', () => {
  const png = async (): Promise<Buffer> => {
    const sharp = await loadSharp();
    return sharp({ create: { width: 8, height: 8, channels: 3, background: '#336699' } })
      .png()
      .toBuffer();
  };

  it('is not blamed for it', async () => {
    const bytes = await png();
    refuse('rename', /\.png$/, 'EPERM', Infinity);
    const encoding = encodePicture('icon.png', bytes, 'icon', folder);
    await expect(encoding).rejects.toMatchObject({ code: 'EPERM' });
    const told = explainSystemError(await encoding.catch((error: unknown) => error));
    expect(told?.message).toMatch(/pictures.+ cannot be written \(EPERM\)\.$/);
  });

  it('is taken from the cache if another process writes it in the meantime', async () => {
    const meanwhile = (file: string) => writeFileSync(file, 'of another process');
    refusals.push({ call: 'rename', target: /\.png$/, code: 'EPERM', times: Infinity, meanwhile });
    const { file } = (await encodePicture('icon.png', await png(), 'icon', folder)) as { file: string };
    expect(await readFile(file, 'utf8')).toBe('of another process');
  });
});

it('without a binary of sharp, the machine is at fault and no picture', async () => {
  const missing = loadSharp(() => Promise.reject(new Error('Could not load the "sharp" module')));
  const told = explainSystemError(await missing.catch((error: unknown) => error));
  expect(told).toMatchObject({
    code: 'machine',
    message: expect.stringMatching(
      /^Pictures cannot be encoded: the package sharp is missing or does not run on /,
    ) as string,
    remedy: ['Run npm install --include=optional in the folder where Okta Multidemo is installed.'],
  });
});
