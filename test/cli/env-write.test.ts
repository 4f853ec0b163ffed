import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEnv } from '../../cli/env-file.ts';
import { mergeEnv, writeEnvFile } from '../../cli/env-write.ts';

const values = (text: string) => Object.fromEntries(parseEnv(text).map(({ name, value }) => [name, value]));

describe('merging', () => {
  it('keeps foreign lines, comments, order, and a quoted value with # and a line end', () => {
    const text = [
      '# ours',
      'FOREIGN="a # b',
      'second line" # why',
      "export OKTA_CLIENT_ID='old' # the web app",
      '',
      'LAST=1',
    ].join('\n');
    expect(mergeEnv(text, { OKTA_CLIENT_ID: '0oa1', LAST: '1', NEW: 'x y' })).toBe(
      [
        '# ours',
        'FOREIGN="a # b',
        'second line" # why',
        'export OKTA_CLIENT_ID=0oa1 # the web app',
        '',
        'LAST=1',
        "NEW='x y'",
        '',
      ].join('\n'),
    );
  });

  it('changes nothing when every value is there', () => {
    const text = 'A="1"\r\nB=2 # two';
    expect(mergeEnv(text, { A: '1', B: '2' })).toBe(text);
  });

  it('writes every value so that it is read back', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(value, value, (first, second) => {
        const text = mergeEnv(mergeEnv('# c\nKEPT="x"\n', { A: first }), { A: second, B: first });
        expect(values(text)).toEqual({ KEPT: 'x', A: second, B: first });
      }),
    );
  });
});

describe('writing', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'env-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const now = new Date('2026-01-31T12:00:00Z');

  it('makes a file for its owner alone', async () => {
    expect(await writeEnvFile(folder, { A: '1' }, now)).toEqual({ changed: true, backup: undefined });
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('A=1\n');
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  it('leaves a link to a file elsewhere a link', async () => {
    await mkdir(join(folder, 'secrets'));
    await writeFile(join(folder, 'secrets/demo.env'), 'A=1\n');
    await symlink('secrets/demo.env', join(folder, '.env'));
    const { backup } = await writeEnvFile(folder, { A: '2' }, new Date(0));
    expect((await lstat(join(folder, '.env'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'secrets/demo.env'), 'utf8')).toBe('A=2\n');
    expect(await readFile(backup ?? '', 'utf8')).toBe('A=1\n');
    expect(await readdir(join(folder, 'secrets'))).toEqual(['demo.env']);
  });

  it('keeps the former file beside the new', async () => {
    await writeFile(join(folder, '.env'), 'A=1\nB=2\n', { mode: 0o644 });
    const backup = join(folder, '.env.backup-20260131-120000');
    expect(await writeEnvFile(folder, { A: '3' }, now)).toEqual({ changed: true, backup });
    expect(await readFile(backup, 'utf8')).toBe('A=1\nB=2\n');
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('A=3\nB=2\n');
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  it('writes nothing when nothing changes', async () => {
    await writeFile(join(folder, '.env'), 'A=1\n');
    expect(await writeEnvFile(folder, { A: '1' }, now)).toEqual({ changed: false, backup: undefined });
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it('leaves the former file as it was when it cannot be read', async () => {
    await writeFile(join(folder, '.env'), 'A="open\n');
    await expect(writeEnvFile(folder, { A: '1' }, now)).rejects.toThrow('line 1: a quote is not closed');
    expect(await readdir(folder)).toEqual(['.env']);
  });
});
