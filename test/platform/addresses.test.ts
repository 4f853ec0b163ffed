import { spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressesFor } from '../../cli/run/addresses.ts';
import { createSandbox } from '../../sandbox/index.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { runCli, startCli } from '../helpers/cli.ts';

const codespace = {
  CODESPACE_NAME: 'fuzzy-disco',
  GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'app.github.dev',
};

it.each([
  ['this machine', {}, undefined, 'http://localhost:5000'],
  ['a dev container', { REMOTE_CONTAINERS: 'true' }, undefined, 'http://localhost:5000'],
  ['WSL', { WSL_DISTRO_NAME: 'Ubuntu' }, undefined, 'http://localhost:5000'],
  ['a codespace', codespace, undefined, 'https://fuzzy-disco-5000.app.github.dev'],
  ['half a codespace', { CODESPACE_NAME: 'fuzzy-disco' }, undefined, 'http://localhost:5000'],
  [
    'Gitpod',
    { GITPOD_WORKSPACE_URL: 'https://me-demo-1a2b.ws-eu1.gitpod.io' },
    undefined,
    'https://5000-me-demo-1a2b.ws-eu1.gitpod.io',
  ],
  [
    'code-server',
    { VSCODE_PROXY_URI: 'https://{{port}}.code.example/' },
    undefined,
    'https://5000.code.example',
  ],
  [
    'code-server with a path',
    { VSCODE_PROXY_URI: 'https://code.example/proxy/{{port}}/' },
    undefined,
    'http://localhost:5000',
  ],
  ['--base-url with a place', {}, 'https://demo-{port}.example.com', 'https://demo-5000.example.com'],
  ['--base-url without one', {}, 'https://demo.example.com/', 'https://demo.example.com:5000'],
  ['--base-url in a codespace', codespace, 'http://localhost', 'http://localhost:5000'],
])('in %s, browsers find a port at its address', (_, env, baseUrl, address) => {
  expect(addressesFor(env, baseUrl).of(5000)).toBe(address);
});

it('a codespace says how to make its ports public', () => {
  expect(addressesFor(codespace).hint([5000, 5001])).toContain(
    'gh codespace ports visibility 5000:public 5001:public --codespace fuzzy-disco',
  );
  expect(addressesFor({}).hint([5000])).toBeUndefined();
});

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-addresses-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it.each([
  ['demo.example.com', 'is not a URL'],
  ['ftp://demo.example.com', 'is not a URL'],
  ['http://demo.example.com', 'uses http, but is not on this machine.'],
  ['https://demo.example.com/shop', 'has a path.'],
  ['https://demo.example.com:8443', 'has a fixed port'],
])('--base-url %s is an error', async (url, says) => {
  const { status, stderr } = await runCli(['sandbox', '--in-memory', '--base-url', url], { cwd });
  expect(stderr).toMatch(/^✗ --base-url: .+\n {2}For example: /);
  expect(stderr).toContain(says);
  expect(status).toBe(1);
});

it('a codespace’s shop and org are configured with its addresses, before its ports are public', async () => {
  const env = { ...codespace, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'codespaces.invalid' };
  const cli = startCli(['serve', '--json', '--port', '0', '--org-port', '0', '--outside-port', '0'], {
    cwd,
    env,
  });
  await cli.until(/\n\}\n$/);
  const told = JSON.parse(cli.stdout()) as Record<'shop' | 'sample' | 'outside', string> & {
    org: { url: string };
  };
  const address = /^https:\/\/fuzzy-disco-\d+\.codespaces\.invalid$/;
  for (const url of [told.shop, told.sample, told.outside, told.org.url]) expect(url).toMatch(address);
  expect(cli.stderr()).toContain('gh codespace ports visibility');
  const port = (url: string) => /-(\d+)\./.exec(url)?.[1] ?? '';
  const configuration = `http://localhost:${port(told.org.url)}/.well-known/openid-configuration`;
  expect(await (await fetch(configuration)).json()).toMatchObject({ issuer: told.org.url });
  const shop = await fetch(`http://localhost:${port(told.shop)}/login`);
  expect(await shop.text()).toContain(told.org.url);
  expect(await cli.stop()).toBe(0);
});

describe('a sandbox behind a proxy on this machine', () => {
  const statusOf = (port: number, path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((settle, fail) => {
      get({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
        answer.resume();
        settle(answer.statusCode ?? 0);
      }).once('error', fail);
    });

  it.each([
    ['its own address', (own: string) => ({ host: own }), 200],
    [
      'its own address, the name replaced',
      (own: string) => ({ host: 'localhost', 'x-forwarded-host': own }),
      200,
    ],
    ['another address', () => ({ host: 'evil.example' }), 403],
    [
      'another address, the name replaced',
      () => ({ host: 'localhost', 'x-forwarded-host': 'evil.example' }),
      403,
    ],
    [
      'another name that claims its own',
      (own: string) => ({ host: 'evil.example', 'x-forwarded-host': own }),
      403,
    ],
  ])('the mailbox at %s', async (_, headersAt, status) => {
    const sandbox = await createSandbox({ addressOf: (port) => `https://demo-${port}.example.dev` });
    const { port } = sandbox.outside;
    expect(await statusOf(port, '/mailbox', headersAt(`demo-${port}.example.dev`))).toBe(status);
    await sandbox.close();
  });

  it('is not controlled through it', async () => {
    const sandbox = await createSandbox();
    const local = { host: `localhost:${sandbox.port}` };
    expect(await statusOf(sandbox.port, '/__sandbox/seed', local)).toBe(200);
    for (const name of ['x-forwarded-host', 'x-forwarded-for'])
      expect(await statusOf(sandbox.port, '/__sandbox/seed', { ...local, [name]: 'example.dev' })).toBe(403);
    // Without a public address, the outside world is for this machine alone.
    const passedOn = { host: 'localhost', 'x-forwarded-host': `localhost:${sandbox.outside.port}` };
    expect(await statusOf(sandbox.outside.port, '/mailbox', passedOn)).toBe(403);
    await sandbox.close();
  });
});

it('an address has two seconds before the next one is tried: a busy process reaches its own servers', () => {
  const tell = `import { getDefaultAutoSelectFamilyAttemptTimeout as limit } from 'node:net';
    process.on('exit', () => process.stderr.write(String(limit())));`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, 'dist/cli/bin.js', '--version'],
    { cwd: packageRoot(), encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '2000' });
});

it('two that start at the same moment take different ports', async () => {
  const both = [1, 2].map(() => startCli(['sandbox', '--in-memory', '--json'], { cwd }));
  const urls = await Promise.all(
    both.map(async (cli) => {
      await cli.until(/\n\}\n$/);
      return (JSON.parse(cli.stdout()) as { org: { url: string } }).org.url;
    }),
  );
  expect(new Set(urls).size).toBe(2);
  for (const cli of both) expect(await cli.stop()).toBe(0);
});
