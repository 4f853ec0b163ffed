import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multidemo-out-'));
  await writeFile(join(cwd, 'file'), 'mine');
  await mkdir(join(cwd, 'folder'));
  await writeFile(join(cwd, 'folder', 'notes'), 'mine');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

type Command = [title: string, name: string, argv: (place: string) => string[]];
/** All commands that write to a place given by an option or argument. */
const files: Command[] = [
  ['clone', '--out', (place) => ['clone', '--force', '--out', place]],
  ['sandbox export', '--out', (place) => ['sandbox', 'export', '--port', '9', '--out', place]],
  ['demo record', 'file', (place) => ['demo', 'record', '--force', place]],
];
const folders: Command[] = [
  ['theme pack', '--out', (place) => ['theme', 'pack', 'bank', '--force', '--out', place]],
  ['theme new', '--folder', (place) => ['theme', 'new', 'acme', '--yes', '--force', '--folder', place]],
  ['sandbox', '--folder', (place) => ['sandbox', '--port', '0', '--folder', place]],
];
const everywhere: [place: string, why: RegExp][] = [
  ['file/x', /file is not a folder\./],
  ['n'.repeat(300), /cannot be written \(ENAMETOOLONG\)\./],
  ...(process.platform === 'linux'
    ? ([
        ['/proc/x', /cannot be written \(ENOENT\)\./],
        ['/sys/x', /cannot be written \(E(PERM|ACCES|ROFS)\)\./],
      ] as [string, RegExp][])
    : []),
];

const refused = async ([, name, argv]: Command, place: string, why: RegExp) => {
  const { status, stdout, stderr } = await runCli(argv(place), { cwd });
  expect(stderr).toMatch(new RegExp(`^✗ ${name}: .*${why.source}\n  Specify a f.* writable\\.\n$`));
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(await readFile(join(cwd, 'file'), 'utf8')).toBe('mine');
  expect((await readdir(cwd)).sort()).toEqual(['file', 'folder']);
};

describe.each([...files, ...folders])('%s refuses', (...command) => {
  it.each(everywhere)('to write to %s, and says which option and why', (place, why) =>
    refused(command, place, why),
  );
});

describe.each(files)('%s refuses', (...command) => {
  it.each([
    ['folder', /folder is a folder\./],
    ['no/x', /no is not a folder\./],
    ...(process.platform === 'linux'
      ? ([['/dev/null', /\/dev\/null is not a regular file\./]] as [string, RegExp][])
      : []),
  ] as [string, RegExp][])('to write the file %s', (place, why) => refused(command, place, why));
});

describe.each(folders)('%s refuses', (...command) => {
  it('a file where a folder is wanted', () => refused(command, 'file', /file is not a folder\./));
});

it('theme pack --force replaces only a theme', async () => {
  const { stderr } = await runCli(['theme', 'pack', 'bank', '--force', '--out', 'folder'], { cwd });
  expect(stderr).toMatch(/^✗ --out: .*folder is not a theme, and --force would delete what is in it\.\n/);
  expect(await readFile(join(cwd, 'folder', 'notes'), 'utf8')).toBe('mine');
});

it.runIf(process.platform === 'linux').each([
  ['serve', ['serve', '--port', '0', '--org-port', '0']],
  ['class', ['class', '--port', '0']],
  ['theme new', ['theme', 'new', 'acme', '--yes']],
  ['init', ['init', '--sandbox', '--yes', '--org-port', '0']],
])('%s ends in a working folder in which nothing can be created', async (_, argv) => {
  const { status, stderr } = await runCli(['--cwd', '/proc', ...argv], { cwd });
  expect(stderr).toMatch(/✗ \/proc\/\S* cannot be created \(ENOENT\)\.\n {2}Work in another folder\.\n$/);
  expect(status).toBe(1);
});

it.runIf(process.platform === 'linux')('serve ends if DB_PATH is where nothing can be created', async () => {
  const env = { DB_PATH: '/proc/x/app.db' };
  const { status, stderr } = await runCli(['serve', '--port', '0', '--org-port', '0'], { cwd, env });
  expect(stderr).toContain('/proc/x');
  expect(stderr).not.toContain('Unexpected error');
  expect(status).toBe(1);
});
