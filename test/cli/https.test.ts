/** `--https`: a local authority, certificates for this machine's names, and http beside it on the same ports. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { get, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorityFile, dataFolder, openAuthority } from '../../cli/https/authority.ts';
import { trustStores, typed } from '../../cli/https/trust-stores.ts';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { runCli, startCli } from '../helpers/cli.ts';

let data: string;
let io: { env: Record<string, string>; platform: NodeJS.Platform };
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'multidemo-data-'));
  io = { env: { XDG_DATA_HOME: data }, platform: 'linux' };
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe('the authority', () => {
  it('is made once, and its key is readable by its owner alone', async () => {
    const first = await openAuthority(io);
    const again = await openAuthority(io);
    expect([first.isNew, again.isNew]).toEqual([true, false]);
    expect(again.certificate).toBe(first.certificate);
    expect((await stat(first.file.replace('.pem', '-key.pem'))).mode & 0o777).toBe(0o600);
    const certificate = new X509Certificate(await readFile(authorityFile(io)));
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('signs for names and addresses, for 90 days', async () => {
    const authority = await openAuthority(io);
    const { cert } = await authority.issue(['localhost', '*.okta.localhost', '192.0.2.7', '::1']);
    const leaf = new X509Certificate(cert);
    const issuer = new X509Certificate(authority.certificate);
    expect(leaf.verify(issuer.publicKey) && leaf.checkIssued(issuer)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect(leaf.checkHost('acme.okta.localhost')).toBeDefined();
    expect(leaf.checkHost('example.com')).toBeUndefined();
    expect(leaf.checkIP('192.0.2.7')).toBe('192.0.2.7');
    const days = (Date.parse(leaf.validTo) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  it.each([
    ['linux', { HOME: '/home/ada' }, '/home/ada/.local/share/multidemo'],
    ['linux', { HOME: '/home/ada', XDG_DATA_HOME: '' }, '/home/ada/.local/share/multidemo'],
    ['linux', { HOME: '/home/ada', XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/multidemo'],
    ['linux', { HOME: '', USERPROFILE: '/root' }, '/root/.local/share/multidemo'],
    ['darwin', { HOME: '/Users/ada' }, '/Users/ada/Library/Application Support/multidemo'],
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\Ada\\AppData\\Local' },
      'C:\\Users\\Ada\\AppData\\Local\\multidemo',
    ],
  ] as const)('is kept on %s in the user’s data folder', (platform, env, folder) => {
    expect(dataFolder({ env, platform })).toBe(folder);
  });
});

describe('an org with a certificate', () => {
  let sandbox: Sandbox;
  let ca: string;
  beforeAll(async () => {
    const authority = await openAuthority(io);
    ca = authority.certificate;
    const certificate = await authority.issue(['localhost', '*.okta.localhost', '127.0.0.1', '::1']);
    sandbox = await createSandbox({ certificate });
  });
  afterAll(() => sandbox.close());

  const over = (url: string, options: object = {}) =>
    new Promise<{ status: number | undefined; text: string; cookies: string[] }>((settle, fail) => {
      get(url, { ca, agent: false, ...options }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () =>
          settle({ status: answer.statusCode, text, cookies: answer.headers['set-cookie'] ?? [] }),
        );
      }).once('error', fail);
    });

  it('speaks https to clients that trust the authority, at both loopback addresses', async () => {
    expect(sandbox.url).toBe(`https://localhost:${sandbox.port}`);
    const discovery = await over(`${sandbox.url}/oauth2/default/.well-known/openid-configuration`);
    expect(JSON.parse(discovery.text)).toMatchObject({ issuer: `${sandbox.url}/oauth2/default` });
    for (const host of ['127.0.0.1', '::1'])
      expect((await over(`${sandbox.url}/.well-known/okta-organization`, { host })).status).toBe(200);
    expect((await over(`${sandbox.outside.url}/mailbox`)).status).toBe(200);
  });

  it('is refused by those that do not', async () => {
    await expect(over(sandbox.url, { ca: undefined })).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/) as string,
    });
  });

  it('takes a body, and keeps a connection', async () => {
    const url = `${sandbox.url}/api/v1/authn`;
    const body = JSON.stringify({
      username: 'nobody@example.com',
      password: 'wrong',
      context: { padding: 'x'.repeat(20_000) },
    });
    const status = await new Promise((settle, fail) => {
      const options = { method: 'POST', ca, headers: { 'content-type': 'application/json' } };
      request(url, options, (answer) => {
        answer.resume();
        settle(answer.statusCode);
      })
        .once('error', fail)
        .end(body);
    });
    expect(status).toBe(401);
  });

  it('still speaks http to programs of this machine, and bears those that hang up', async () => {
    const socket = connect(sandbox.port, '127.0.0.1');
    await new Promise((settle) => socket.once('connect', settle));
    socket.resetAndDestroy();
    expect(sandbox.localUrl).toBe(`http://localhost:${sandbox.port}`);
    const me = await fetch(`${sandbox.localUrl}/api/v1/users/me`, {
      headers: { authorization: `SSWS ${sandbox.apiToken}` },
    });
    expect(me.status).toBe(200);
    expect((await me.text()).includes(`${sandbox.url}/api/v1/users`)).toBe(true);
  });
});

it('serve --https: shop, org, sample app and outside world call each other at their https addresses', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'multidemo-https-'));
  const ports = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--outside-port', '0'];
  const running = startCli(['serve', '--https', '--json', ...ports], { cwd, env: io.env });
  try {
    const [text] = await running.until(/^\{[^]*\n\}\n/);
    const told = JSON.parse(text) as { shop: string; org: { url: string }; outside: string };
    for (const url of [told.shop, told.org.url, told.outside])
      expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    const { certificate: ca } = await openAuthority(io);
    const page = await new Promise<string | undefined>((settle, fail) => {
      get(`${told.shop}/login/okta`, { ca }, (answer) => {
        answer.resume();
        settle(answer.headers.location);
      }).once('error', fail);
    });
    expect(page).toContain(`${told.org.url}/oauth2/`);
    const test = await runCli(['test', 'login', '--as', 'ada', '--json'], { cwd, env: io.env });
    expect(JSON.parse(test.stdout)).toMatchObject({
      id_token: { payload: { iss: expect.stringContaining(told.org.url) as string } },
    });
  } finally {
    await running.stop();
    await rm(cwd, { recursive: true, force: true });
  }
});

it('sandbox --https: the line to try works as it stands', async () => {
  const ports = ['--port', '0', '--outside-port', '0'];
  const running = startCli(['sandbox', '--https', '--in-memory', ...ports], { cwd: data, env: io.env });
  const [, file = '', authorization, url = ''] = await running.until(
    /Try +curl --cacert "([^"]+)" -H "Authorization: (SSWS \S+)" (https:\S+)\n/,
  );
  const status = await readFile(file).then(
    (ca) =>
      new Promise((settle, fail) => {
        get(url, { ca, agent: false, headers: { authorization } }, (answer) => {
          answer.resume();
          settle(answer.statusCode);
        }).once('error', fail);
      }),
  );
  expect(status).toBe(200);
  expect(await running.stop()).toBe(0);
});

it('authorities named by NODE_EXTRA_CA_CERTS stay trusted beside its own', async () => {
  const other = await mkdtemp(join(tmpdir(), 'multidemo-other-'));
  const authority = await openAuthority({ ...io, env: { XDG_DATA_HOME: other } });
  await openAuthority(io);
  const org = await createSandbox({ apiToken: 'T', certificate: await authority.issue(['localhost']) });
  const args = ['clone', '--org-url', org.url];
  const env = { ...process.env, ...io.env, OKTA_API_KEY: 'T', NODE_EXTRA_CA_CERTS: authority.file };
  const bin = join(import.meta.dirname, '../../dist/cli/bin.js');
  try {
    await promisify(execFile)(process.execPath, [bin, ...args], { cwd: other, env });
    expect(await readFile(join(other, 'org.yaml'), 'utf8')).toContain('version: 1');
  } finally {
    await org.close();
    await rm(other, { recursive: true, force: true });
  }
});

describe('trust', () => {
  it('names the commands, and runs none without a terminal', async () => {
    const { status, stdout } = await runCli(['trust', '--json'], { cwd: data, env: io.env });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ authority: authorityFile(io) });
    const shown = await runCli(['trust'], { cwd: data, env: { ...io.env, HOME: data }, platform: 'linux' });
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain(`certutil -d sql:${data}/pki/nssdb -A`);
    await expect(stat(join(data, 'pki'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the folder that Chromium uses, which nothing else makes', async () => {
    const home = await mkdtemp(join(tmpdir(), 'multidemo-home-'));
    const env = { HOME: home };
    const trust = async (): Promise<string> =>
      (await runCli(['trust'], { cwd: data, env, platform: 'linux' })).stdout;
    const newer = `${home}/.local/share/pki/nssdb`;
    expect(await trust()).toContain(`  mkdir -p ${newer}\n  certutil -d sql:${newer} -A `);
    await mkdir(join(home, '.pki/nssdb'), { recursive: true });
    expect(await trust()).toContain(`certutil -d sql:${home}/.pki/nssdb -A `);
    await rm(home, { recursive: true, force: true });
  });

  it.each([
    ['darwin', /^security add-trusted-cert -r trustRoot/],
    ['win32', /^certutil -user -addstore Root/],
    ['linux', /^mkdir -p .*\ncertutil -d sql:/],
  ] as const)('has the command of %s', (platform, command) => {
    const [first] = trustStores({ env: { HOME: '/home/ada' }, platform }, '/data/authority.pem');
    expect(typed(first!.commands).join('\n')).toMatch(command);
  });
});
