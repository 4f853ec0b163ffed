import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathFrom } from '../../cli/read-text.ts';
import { runCli, startCli } from '../helpers/cli.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-json-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

interface Failure {
  error: { code: string; message: string; remedy: string[] };
}
const failureOf = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = await runCli(argv, { cwd, env });
  const { error } = JSON.parse(stdout) as Failure;
  expect(stderr).toContain(error.message);
  return { status, ...error };
};
const until = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const cli = startCli(argv, { cwd, env });
  await cli.until(/\n\}\n$/);
  const said = JSON.parse(cli.stdout()) as Record<string, unknown>;
  return { cli, said };
};
const anything = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--outside-port', '0'];

describe('--json on a command that fails says on standard output what standard error says', () => {
  it.each([
    [['serve', '--json', '--theme', 'nowhere', ...anything], 'theme', 1],
    [['sandbox', '--json', '--in-memory', '--port', '0', '--host', '192.0.2.7'], 'machine', 1],
    [['sandbox', 'reset', '--json', '--port', '9'], 'org_unreachable', 1],
    [['sandbox', 'export', '--json', '--port', '9'], 'org_unreachable', 1],
    [['init', '--json', '--yes'], 'missing_answer', 1],
    [['init', '--json', '--yes', '--org-url', 'http://localhost:9'], 'org_unreachable', 1],
    [['doctor', '--json', '--only', 'weather'], 'failed', 2],
    [['theme', 'check', 'nowhere', '--json', '--frob'], 'usage', 1],
    [['theme', 'pack', 'nowhere', '--json'], 'theme', 1],
    [['theme', 'preview', 'nowhere', '--json'], 'failed', 1],
    [['theme', 'new', 'Not A Name', '--json'], 'failed', 1],
    [['orders', 'fulfil', '--json'], 'failed', 1],
    [['frob', '--json'], 'usage', 1],
    [['serve', '--port', 'abc', '--json'], 'usage', 1],
  ])('%j', async (argv, code, status) => {
    const failure = await failureOf(argv);
    expect(failure).toMatchObject({ code, status });
    expect(failure.message).toMatch(/\S/);
    expect(failure.remedy.join('')).toMatch(/\S/);
  });

  it('a port that is taken, and a .env that cannot be used', async () => {
    const other = createServer((_request, response) => response.end());
    await new Promise<void>((settle) => other.listen(0, 'localhost', settle));
    const { port } = other.address() as AddressInfo;
    expect(await failureOf(['serve', '--json', '--port', String(port)])).toMatchObject({
      code: 'port_taken',
      status: 1,
    });
    other.close();
    expect(await failureOf(['serve', '--json'], { FF_EVENTS: 'perhaps' })).toMatchObject({
      code: 'configuration',
    });
  });

  it('nothing is added to a command without it, nor by what follows --', async () => {
    expect((await runCli(['theme', 'pack', 'nowhere'], { cwd })).stdout).toBe('');
    expect((await runCli(['theme', 'pack', '--', '--json'], { cwd })).stdout).toBe('');
  });
});

describe('--json on a command that succeeds is one document', () => {
  it('of serve: addresses and people', async () => {
    const { cli, said } = await until(['serve', '--json', ...anything]);
    expect(said).toMatchObject({ org: { sandbox: true }, people: [{ login: 'ada@example.com' }, {}, {}] });
    const fulfilled = await runCli(['orders', 'fulfil', '--json'], { cwd });
    expect(JSON.parse(fulfilled.stdout)).toEqual({ pending: 0, fulfilled: 0, settledByOthers: 0 });
    expect(await cli.stop()).toBe(0);
  });

  it('of sandbox and its own commands', async () => {
    const { cli, said } = await until(['sandbox', '--json', '--in-memory', '--port', '0']);
    const { org, folder } = said as { org: { url: string; apiToken: string }; folder: null };
    expect(folder).toBeNull();
    expect(org.apiToken).toMatch(/\S/);
    const port = ['--port', new URL(org.url).port];
    const run = async (...argv: string[]) =>
      JSON.parse((await runCli(['sandbox', ...argv, '--json'], { cwd })).stdout) as object;
    expect(await run('export', ...port)).toHaveProperty('users');
    expect(await run('reset', ...port)).toEqual({ reset: true, url: org.url });
    expect(await run('endpoints')).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/oauth2/v1/clients' }),
    );
    expect(await cli.stop()).toBe(0);
  });

  it('of theme new, list, check and pack', async () => {
    const run = async (...argv: string[]) => {
      const { stdout, status } = await runCli(['theme', ...argv, '--json'], { cwd });
      return { status, said: JSON.parse(stdout) as object };
    };
    expect(await run('new', 'acme')).toMatchObject({
      status: 0,
      said: { name: 'acme', folder: join(cwd, 'themes', 'acme') },
    });
    expect((await run('list')).said).toContainEqual(expect.objectContaining({ name: 'acme' }));
    expect(await run('check', 'acme')).toEqual({ status: 0, said: [] });
    expect(await run('pack', 'acme', '--out', 'out')).toMatchObject({ said: { folder: join(cwd, 'out') } });
    await writeFile(join(cwd, 'themes/acme/config.json'), '{}');
    const { status, said } = await run('check', 'acme');
    expect(status).toBe(1);
    expect(said).toContainEqual(expect.objectContaining({ severity: 'error', file: 'config.json' }));
  });
});

describe('the API token of a sandbox', () => {
  const tokenOf = async (options: readonly string[], env: Record<string, string> = {}) => {
    const { cli, said } = await until(['sandbox', '--json', '--in-memory', '--port', '0', ...options], env);
    await cli.stop();
    return (said.org as { apiToken: string }).apiToken;
  };
  const token = '00-from-a-file_1234567890';

  it('comes from a file, in UTF-8 or as PowerShell 5.1 writes it', async () => {
    await writeFile(join(cwd, 'token'), `${token}\n`);
    expect(await tokenOf(['--api-token-file', 'token'])).toBe(token);
    await writeFile(join(cwd, 'token'), `\uFEFF${token}\r\n`, 'utf16le');
    expect(await tokenOf(['--api-token-file', 'token'])).toBe(token);
  });

  it('or from a variable, over which an option wins', async () => {
    expect(await tokenOf([], { MULTIDEMO_API_TOKEN: token })).toBe(token);
    expect(await tokenOf(['--api-token', 'other-1'], { MULTIDEMO_API_TOKEN: token })).toBe('other-1');
  });

  it('and a file that is empty or missing is a mistake', async () => {
    await writeFile(join(cwd, 'empty'), ' \n');
    const argv = ['sandbox', '--json', '--in-memory', '--port', '0', '--api-token-file'];
    expect(await failureOf([...argv, 'empty'])).toMatchObject({ code: 'invalid_answer' });
    expect(await failureOf([...argv, 'nowhere'])).toMatchObject({ code: 'invalid_answer' });
    expect(await failureOf([...argv, 'empty', '--api-token', 'x'])).toMatchObject({ code: 'invalid_answer' });
  });
});

describe('~ in a path', () => {
  it('is the user’s home, whether or not the shell expands it', () => {
    expect(pathFrom('/work', '~/themes')).toBe(join(homedir(), 'themes'));
    expect(pathFrom('/work', '~')).toBe(homedir());
    expect(pathFrom('/work', '~other/x')).toBe('/work/~other/x');
    expect(pathFrom('/work', 'a/~/b')).toBe('/work/a/~/b');
  });

  it.each([
    ['sandbox', ['--port', '0', '--in-memory', '--api-token-file', '~/token']],
    ['theme', ['check', '~/acme']],
  ])('%s understands it', async (command, options) => {
    const home = process.env.HOME;
    process.env.HOME = cwd;
    try {
      await writeFile(join(cwd, 'token'), '');
      await mkdir(join(cwd, 'acme'));
      const { stderr, stdout } = await runCli([command, ...options], { cwd: tmpdir() });
      expect(stderr + stdout).toMatch(/token is empty|config\.json/);
    } finally {
      process.env.HOME = home;
    }
  });
});
