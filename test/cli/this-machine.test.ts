import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../shared/package-root.ts';
import { openSqlite } from '../../shared/sqlite.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { freePorts } from '../helpers/ports.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(async () => {
  await chmod(cwd, 0o700);
  await rm(cwd, { recursive: true });
});

/** Ends with a sentence and a remedy, and without a word about the unexpected. */
async function refused(argv: readonly string[], env: Record<string, string> = {}, folder = cwd) {
  const { status, stdout, stderr } = await runCli(argv, { cwd: folder, env });
  expect(stderr).toMatch(/^✗ .+\n( {2}.+\n)+$/);
  expect(stderr).not.toMatch(/foresee|[Uu]nexpected|\n {4}at /);
  expect(status).not.toBe(0);
  expect(stdout).toBe('');
  return stderr;
}

const serve = ['serve', '--port', '0', '--org-port', '0'];
const org = {
  OKTA_BASE_URL: 'http://localhost:9',
  OKTA_ISSUER: 'http://localhost:9/oauth2/aus1',
  OKTA_CLIENT_ID: '0oa1',
  OKTA_CLIENT_SECRET: 'secret',
};

describe('a port that was asked for and is taken', () => {
  let taken: string;
  let close: () => void;
  beforeEach(async () => {
    const other = createServer((_request, response) => response.end());
    await new Promise<void>((settle) => other.listen(0, 'localhost', settle));
    taken = String((other.address() as AddressInfo).port);
    close = () => other.close();
  });
  afterEach(() => close());

  it.each([
    ['serve', '--port', []],
    ['serve', '--org-port', ['--port', '0']],
    ['serve', '--sample-port', ['--port', '0', '--org-port', '0']],
    ['serve', '--outside-port', ['--port', '0', '--org-port', '0']],
    ['sandbox', '--port', ['--in-memory']],
    ['sandbox', '--outside-port', ['--port', '0', '--in-memory']],
  ])('%s %s is an error', async (command, flag, rest) => {
    const stderr = await refused([command, flag, taken, ...rest]);
    expect(stderr).toMatch(
      new RegExp(`^✗ Port ${taken} is in use by .+\\.\n {2}Stop it, or .+ ${flag}\\.\n$`),
    );
  });

  it.each([
    ['PORT', () => ({ PORT: taken })],
    ['APP_URL', () => ({ APP_URL: `http://localhost:${taken}` })],
  ])('%s is an error', async (name, env) => {
    const stderr = await refused(['serve', '--org-port', '0'], env());
    expect(stderr).toMatch(
      new RegExp(`^✗ Port ${taken} is in use by .+\\.\n {2}It is set with ${name}\\.\n`),
    );
  });

  it('as well as one that is asked for twice', async () => {
    const [port] = await freePorts(1);
    const stderr = await refused(['serve', '--port', String(port), '--org-port', String(port)]);
    expect(stderr).toMatch(
      /is in use by this command itself\.\n {2}Choose another port with --org-port\.\n$/,
    );
  });
});

describe('an address to listen on', () => {
  it.each(['nowhere.invalid', '192.0.2.7'])('that this machine does not have, %s', async (host) => {
    for (const command of [serve, ['sandbox', '--port', '0', '--in-memory']])
      expect(await refused([...command, '--host', host])).toContain(
        `This machine does not have the address ${host}`,
      );
  });

  it.skipIf(process.getuid?.() === 0 || process.platform !== 'linux')(
    'at a port for administrators',
    async () => {
      expect(await refused(['serve', '--port', '80', '--org-port', '0'])).toContain(
        'Port 80 requires administrator rights',
      );
    },
  );
});

describe('.env', () => {
  it.each([
    ['PORT=abc', /PORT must be a number from 0 to 65535/],
    ['FF_EVENTS=perhaps', /FF_EVENTS must be true or false/],
    ['APP_URL=localhost:5000', /APP_URL must be a URL beginning with http/],
    [
      'APP_URL=https://shop.example/demo',
      /APP_URL must not have a path.* remove \/demo \(https:\/\/shop\.example\)/,
    ],
    ['SECRET_KEY=s3cr3t', /SECRET_KEY must have at least 16 characters; delete the line/],
  ])('with %s is refused before anything starts, with and without an org', async (line, message) => {
    await writeFile(join(cwd, '.env'), `${line}\n`);
    for (const env of [{}, org]) expect(await refused(serve.slice(0, 1), env)).toMatch(message);
  });

  it('with the address of the Admin Console is told as init tells it', async () => {
    const admin = 'https://dev-123456-admin.okta.com';
    const env = { ...org, OKTA_BASE_URL: admin, OKTA_ISSUER: `${admin}/oauth2/default` };
    expect(await refused(['serve', '--port', '0'], env)).toContain(
      'OKTA_BASE_URL is the address of the Admin Console; remove -admin: https://dev-123456.okta.com\n',
    );
  });

  it('in UTF-16, as PowerShell writes it', async () => {
    await writeFile(join(cwd, '.env'), '\uFEFFTHEME=bank\r\n', 'utf16le');
    const cli = startCli(serve, { cwd });
    await cli.until(/bank theme/);
    expect(await cli.stop()).toBe(0);
    const { stdout } = await runCli(['doctor', '--only', 'env-file', '--json'], { cwd });
    expect(stdout).not.toContain('UTF-16');
  });

  it('that is a folder stops every command that reads it', async () => {
    await mkdir(join(cwd, '.env'));
    for (const argv of [['status'], ['serve'], ['api', 'GET', '/api/v1/users']])
      expect(await refused(argv)).toMatch(
        /\.env cannot be read \(EISDIR\)\.\n {2}Make it readable, or remove it/,
      );
  });

  it('is read with capitals and on or off, as Python does', async () => {
    await writeFile(join(cwd, '.env'), 'FF_DEVELOPER=True\nOKTA_SIW_ROUTER=on\nFF_EVENTS=Off\n');
    const cli = startCli(serve, { cwd });
    await cli.until(/Sample/);
    expect(await cli.stop()).toBe(0);
  });
});

describe('a folder that cannot be written', () => {
  /** Root may write everywhere but into the kernel's own file systems. */
  const readOnly = async (): Promise<string> => {
    if (process.getuid?.() === 0) return '/sys';
    await chmod(cwd, 0o500);
    return cwd;
  };
  it.each([
    ['serve', serve],
    ['sandbox', ['sandbox', '--port', '0']],
    ['doctor', ['doctor']],
    ['init', ['init', '--sandbox', '--org-port', '0', '--yes']],
    ['theme new', ['theme', 'new', 'acme']],
  ])('stops %s', async (_, argv) => {
    expect(await refused(argv, {}, await readOnly())).toMatch(
      /(?:cannot be written|is not writable) \(E\w+\)|could not be written/,
    );
  });

  it('stops serve for an org of your own as well', async () => {
    expect(await refused(['serve', '--port', '0'], org, await readOnly())).toMatch(
      /cannot be written|is not writable/,
    );
  });

  it('stops init before it asks the org anything', async () => {
    const argv = ['init', '--org-url', 'http://localhost:9', '--yes'];
    expect(await refused(argv, { OKTA_API_KEY: 'token' }, await readOnly())).toMatch(
      /cannot be written|is not writable/,
    );
  });
});

describe('a file of ours that is damaged', () => {
  const damage = { 'no database': 'not a database at all', 'a JSON file': '{"_default": {}}' };
  const store = () => join(cwd, '.multidemo', 'app.db');
  beforeEach(() => mkdir(join(cwd, '.multidemo', 'sandbox'), { recursive: true }));

  it.each(Object.entries(damage))('app.db is %s', async (_, text) => {
    await writeFile(store(), text);
    const stderr = await refused(serve);
    expect(stderr).toContain(store());
    expect(stderr).toMatch(
      text.startsWith('{') ? /TinyDB.*\n {2}Set DB_PATH to another file/ : /\n {2}Move .* elsewhere/,
    );
    const { stdout } = await runCli(['doctor', '--only', 'store', '--json'], { cwd });
    expect(stdout).toMatch(text.startsWith('{') ? /TinyDB/ : /is not a database of this shop/);
  });

  it('app.db was written by a newer version', async () => {
    const first = startCli(serve, { cwd });
    await first.until(/Ctrl-C/);
    await first.stop();
    const db = openSqlite(store(), 5000);
    db.prepare('insert into kysely_migration values (?, ?)').run(['9999-future', new Date().toISOString()]);
    db.close();
    expect(await refused(serve)).toMatch(/A newer version .* \(9999-future\)\.\n {2}Use that version/);
  });

  it('org.db', async () => {
    await writeFile(join(cwd, '.multidemo/sandbox/org.db'), 'not a database at all');
    for (const argv of [serve, ['sandbox', '--port', '0'], ['doctor']])
      expect(await refused(argv)).toMatch(
        /org\.db cannot be used.*\n {2}Run multidemo sandbox --reset to start with an empty org/,
      );
  });

  it('running.json', async () => {
    await writeFile(join(cwd, '.multidemo/sandbox/running.json'), '{ half');
    const { status, stdout } = await runCli(['doctor', '--only', 'node', '--json'], { cwd });
    expect({ status, said: JSON.parse(stdout) as object }).toMatchObject({
      status: 0,
      said: { status: 'ok' },
    });
  });
});

describe.skipIf(process.platform === 'win32')('a working folder that was removed', () => {
  it('is told without a stack trace', () => {
    const launcher = join(packageRoot(), 'cli/launch.js');
    const script = `mkdir gone && cd gone && rmdir ../gone && exec '${process.execPath}' '${launcher}' status`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' });
    expect(stderr).toBe(
      '✗ The working folder no longer exists.\n  Go to another one with cd, and try again.\n',
    );
    expect(status).toBe(1);
  });
});

describe('a checkout', () => {
  it('whose packages are not installed says what to run', async () => {
    await Promise.all([
      cp(join(packageRoot(), 'cli', 'launch.js'), join(cwd, 'cli', 'launch.js')),
      ...['build.js', 'package.json'].map((file) => cp(join(packageRoot(), file), join(cwd, file))),
    ]);
    const { status, stderr } = spawnSync(process.execPath, [join(cwd, 'cli/launch.js'), 'serve'], { cwd });
    expect(stderr.toString()).toMatch(
      /^✗ Okta Multidemo's packages are not installed\.\n {2}Run npm ci in \S+\n$/,
    );
    expect(status).toBe(1);
  });
});

describe('a database that does not answer', () => {
  it('is told without its password', async () => {
    const stderr = await refused(serve, { DATABASE_URL: 'postgres://shop:pass-word@localhost:9/shop' });
    expect(stderr).toMatch(/The database in DATABASE_URL cannot be used \(.*ECONNREFUSED.*\)/);
    expect(stderr).not.toContain('pass-word');
  });
});
