import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const configured = {
  OKTA_BASE_URL: 'https://dev-1.okta.com',
  OKTA_ISSUER: 'https://dev-1.okta.com/oauth2/aus1',
  OKTA_CLIENT_ID: '0oa1',
  OKTA_CLIENT_SECRET: 'secret',
};

describe('help', () => {
  it('lists the commands', async () => {
    const { status, stdout, stderr } = await runCli(['--help'], { cwd });
    expect(stdout).toMatch(/Usage: multidemo .*\n[^]*serve .*run the shop/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('explains the options of a command', async () => {
    const { status, stdout } = await runCli(['serve', '--help'], { cwd });
    expect(stdout).toMatch(/--port <number>[^]*--theme <name>[^]*--open/);
    expect(status).toBe(0);
  });

  it.each([[], ['demo'], ['demo', 'list'], ['theme'], ['sandbox']])(
    'has one wording in %j',
    async (...argv) => {
      const { stdout } = await runCli([...argv, '--help'], { cwd });
      expect(stdout).toMatch(/--help +print this help\n/);
      expect(stdout).not.toContain('display help');
      if (/ help \[command\]/.test(stdout)) expect(stdout).toMatch(/ print the help of a command\n/);
    },
  );

  it('is what one gets without a command', async () => {
    const { status, stderr } = await runCli([], { cwd });
    expect(stderr).toMatch(/Usage: multidemo/);
    expect(status).toBe(1);
  });
});

describe('a mistake', () => {
  it.each([
    [['serve', '--prot', '1'], "unknown option '--prot'"],
    [['serv'], "unknown command 'serv'"],
    [['serve', '--port', 'abc'], "option '-p, --port <number>' argument 'abc' is invalid"],
    [['serve', '--port', '70000'], 'It must be a number from 0 to 65535.'],
    [['serve', 'extra'], 'too many arguments'],
    [['sandbox', '--subdomain', 'A B'], 'It must consist of letters, digits and hyphens.'],
    [['sandbox', 'export', '--out', 'no/org.yaml'], 'no is not a folder.'],
    [['clone', '--out', 'no/org.yaml'], 'no is not a folder.'],
    [['clone', '--out', '.', '--force'], 'is a folder.'],
  ])('in %j is told', async (argv, message) => {
    const { status, stdout, stderr } = await runCli(argv, { cwd });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('in .env is told with its line', async () => {
    await writeFile(join(cwd, '.env'), 'THEME=bank\nOKTA_CLIENT_SECRET="open\n');
    const { status, stderr } = await runCli(['serve', '--port', '0'], { cwd });
    expect(stderr).toBe(
      `✗ ${join(cwd, '.env')}, line 2: a quote is not closed.\n  Close it at the end of the value.\n`,
    );
    expect(status).toBe(1);
  });

  it('such as an unreadable .env is told', async () => {
    await mkdir(join(cwd, '.env'));
    const { status, stderr } = await runCli(['serve', '--port', '0'], { cwd });
    expect(stderr).toContain('cannot be read (EISDIR).\n  Make it readable, or remove it.\n');
    expect(status).toBe(1);
  });

  it('in the configuration of an org names every variable at once', async () => {
    await writeFile(join(cwd, '.env'), 'OKTA_ISSUER=nonsense\nOKTA_CLIENT_ID=0oa1\n');
    const { status, stderr } = await runCli(['serve', '--port', '0'], { cwd });
    expect(stderr).toMatch(/✗ The configuration is incomplete:\n( {2}.*\n)* {2}OKTA_BASE_URL is missing\n/);
    expect(stderr).toMatch(/OKTA_ISSUER must be a URL/);
    expect(stderr).toMatch(/OKTA_CLIENT_SECRET is missing/);
    expect(status).toBe(1);
  });
});

describe('a port that is taken', () => {
  it('stops a shop whose org knows its address, and names who holds it', async () => {
    const other = createServer((_request, response) => {
      response.setHeader('Server', 'AirTunes/595.13.1');
      response.writeHead(403).end();
    });
    await new Promise<void>((settle) => other.listen(0, '127.0.0.1', settle));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await runCli(['serve', '--port', String(port)], {
      cwd,
      env: { ...configured, APP_URL: `http://localhost:${port}` },
    });
    other.close();
    expect(stderr).toMatch(new RegExp(`^✗ Port ${port} is in use by .+\\.\n`));
    expect(stderr).toContain(`The configured org redirects users to http://localhost:${port}`);
    expect(status).toBe(1);
  });
});
