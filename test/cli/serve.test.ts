import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCli } from '../helpers/cli.ts';
import { freePorts } from '../helpers/ports.ts';
import type { RunningCli } from '../helpers/cli.ts';

let cwd: string;
let running: RunningCli[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((cli) => cli.stop()));
  await rm(cwd, { recursive: true });
});

function serve(...options: string[]): RunningCli {
  const cli = startCli(['serve', '--port', '0', '--org-port', '0', ...options], { cwd });
  running.push(cli);
  return cli;
}
async function ready(cli: RunningCli) {
  await cli.until(/Ctrl-C/);
  const url = (title: string) =>
    new RegExp(`${title} +(http://localhost:\\d+)`).exec(cli.stdout())?.[1] ?? '';
  return { shop: url('Shop'), org: url('Okta org') };
}
interface Provisioned {
  outputs: Record<string, string>;
  resources: Record<string, { id: string }>;
}
const provisioned = async () =>
  JSON.parse(await readFile(join(cwd, '.multidemo/sandbox/provisioned.json'), 'utf8')) as Provisioned;

async function machineToken(): Promise<Response> {
  const { outputs } = await provisioned();
  const credentials = Buffer.from(`${outputs.okta_service_client_id}:${outputs.okta_service_client_secret}`);
  return fetch(`${outputs.okta_issuer}/v1/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${credentials.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=products:read',
  });
}

describe('serve without an org', () => {
  it('--present: the bar resets the org, and the shop works with the new one', async () => {
    const cli = serve('--present', '--sample-port', '0');
    const { shop } = await ready(cli);
    const before = await provisioned();
    const home = await fetch(shop);
    const cookie = home.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await home.text())?.[1] ?? '';
    const reset = await fetch(`${shop}/presenter/org`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ _csrf: csrf }),
      redirect: 'manual',
    });
    expect([reset.status, reset.headers.get('location')]).toEqual([303, '/']);
    const attempt = await fetch(`${shop}/login/okta`, { redirect: 'manual' }); // waits for the new org
    const clientId = new URL(attempt.headers.get('location') ?? '').searchParams.get('client_id');
    const after = await provisioned();
    expect(after.outputs.okta_client_id).toBe(clientId);
    expect(clientId).not.toBe(before.outputs.okta_client_id);
    expect((await machineToken()).status).toBe(200);
  });

  it('says where, who and what to try, and both answer', async () => {
    const cli = serve();
    const { shop, org } = await ready(cli);
    expect(cli.stdout()).toMatch(
      /^Okta Multidemo 1\.0 · default theme · ready in \d+\.\d s\n\n {2}Shop +http.*\n {2}Okta org +http.* +sandbox, stored in \.multidemo\/sandbox\n {2}Console +http.*\/admin +the org’s Admin Console, for linus@example\.com\n {2}Outside +http.* +phone and mailbox for the demo accounts\n {2}Inspector http.*\/inspector +every message as it happens\n/,
    );
    expect(cli.stdout()).toMatch(
      /Sign in +ada@example\.com +basic +\S+\n +grace@.+premium +\S+\n +linus@.+admin +\S+\n/,
    );
    expect((await fetch(`${shop}/status`)).status).toBe(200);
    expect((await fetch(`${org}/.well-known/okta-organization`)).status).toBe(200);
    expect(cli.stderr()).toBe('');
  });

  it('gives the org the address at which the shop really listens', async () => {
    const { shop } = await ready(serve());
    const { outputs } = await provisioned();
    const authorize = new URL(`${outputs.okta_issuer}/v1/authorize`);
    authorize.search = new URLSearchParams({
      client_id: outputs.okta_client_id ?? '',
      redirect_uri: `${shop}/login/okta/authorized`,
      response_type: 'code',
      scope: 'openid products:read',
      state: 'a state',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    const answer = await fetch(authorize, { redirect: 'manual' });
    expect(answer.status).toBeLessThan(400);
    expect(outputs.app_url).toBe(shop);
  });

  it('gives the shop an org whose tokens its API takes', async () => {
    const { shop } = await ready(serve());
    const { access_token } = (await (await machineToken()).json()) as { access_token: string };
    const answer = await fetch(`${shop}/api/products`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('keeps everything for the next time, and does not make the org again', async () => {
    const first = serve();
    const { shop, org } = await ready(first);
    const before = await provisioned();
    expect(await first.stop()).toBe(0);

    const ports = ['--port', new URL(shop).port, '--org-port', new URL(org).port];
    const second = serve(...ports);
    expect(await ready(second)).toEqual({ shop, org });
    // What is played outside the org has found another free port, so its address in the org is a new one.
    const ids = ({ resources }: typeof before) =>
      Object.entries(resources).map(([address, resource]) => [address, resource.id]);
    expect(ids(await provisioned())).toEqual(ids(before));
    expect((await machineToken()).status).toBe(200);
  });

  it('does not set up an org again that is up to date', async () => {
    const ports = await freePorts(4);
    const [port, orgPort, outsidePort, samplePort] = ports.map(String);
    const start = () =>
      startCli(
        [
          ...['serve', '--port', port!, '--org-port', orgPort!],
          ...['--outside-port', outsidePort!, '--sample-port', samplePort!],
        ],
        { cwd },
      );
    const first = start();
    running.push(first);
    await ready(first);
    await first.stop();
    const written = async () => (await stat(join(cwd, '.multidemo/sandbox/provisioned.json'))).mtimeMs;
    const before = await written();
    const second = start();
    running.push(second);
    await ready(second);
    expect(await written()).toBe(before);
  });

  it('makes the org again when its state is gone', async () => {
    const first = serve();
    await ready(first);
    const before = await provisioned();
    await first.stop();
    for (const file of ['org.db', 'org.db-wal', 'org.db-shm'])
      await rm(join(cwd, '.multidemo/sandbox', file), { force: true });
    await ready(serve());
    expect((await provisioned()).resources['okta_app_oauth.web']?.id).not.toBe(
      before.resources['okta_app_oauth.web']?.id,
    );
    expect((await machineToken()).status).toBe(200);
  });

  it('changes what a new address changes, and keeps the rest', async () => {
    const first = serve();
    await ready(first);
    const before = await provisioned();
    await first.stop();
    const { shop } = await ready(serve());
    const after = await provisioned();
    expect(after.outputs.app_url).toBe(shop);
    expect(after.outputs.okta_client_id).toBe(before.outputs.okta_client_id);
    expect((await machineToken()).status).toBe(200);
  });

  it('stops at Ctrl-C without waiting for a connection that is open', async () => {
    const cli = serve();
    const { shop } = await ready(cli);
    await fetch(`${shop}/status`); // kept alive by fetch
    const half = connect(Number(new URL(shop).port), 'localhost').on('error', () => undefined);
    half.write('GET /status HTTP/1.1\r\nHost: localhost\r\n');
    const began = performance.now();
    expect(await cli.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(20_000); // Node waits 60 seconds for the rest of a request
    await expect(fetch(`${shop}/status`)).rejects.toThrow();
    expect(existsSync(join(cwd, '.multidemo/sandbox/lock'))).toBe(false);
  });

  it('keeps secrets to the owner of the folder', async () => {
    await ready(serve());
    const modes = ['.multidemo', '.multidemo/secret-key', '.multidemo/sandbox/provisioned.json'].map(
      async (name) => (await stat(join(cwd, name))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o600, 0o600]);
  });

  it('keeps the store to its owner wherever it is, and nothing of the shell it was started from', async () => {
    const cli = startCli(['serve', '--port', '0', '--org-port', '0', '--sample-port', '0'], {
      cwd,
      env: { DB_PATH: 'elsewhere/shop.db', AWS_SECRET_ACCESS_KEY: 'of-the-cloud' },
    });
    running.push(cli);
    await ready(cli);
    const modes = ['elsewhere', 'elsewhere/shop.db', 'elsewhere/shop.db-wal'].map(
      async (name) => (await stat(join(cwd, name))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o600, 0o600]);
    const noted = await readFile(join(cwd, '.multidemo/sandbox/running.json'), 'utf8');
    expect(noted).toContain('OKTA_ISSUER');
    expect(noted).not.toContain('of-the-cloud');
  });

  it('writes its log as lines of JSON, or, at a terminal, as lines to read', async () => {
    for (const stderrIsTTY of [false, true]) {
      const cli = startCli(['serve', '--port', '0', '--org-port', '0'], { cwd, stderrIsTTY });
      running.push(cli);
      const { shop } = await ready(cli);
      const answer = await fetch(`${shop}/api/products`, { headers: { authorization: 'Bearer x' } });
      const id = answer.headers.get('x-request-id')!;
      await expect.poll(() => cli.stderr()).toContain(id);
      const line = cli
        .stderr()
        .split('\n')
        .find((one) => one.includes(id))!;
      if (stderrIsTTY)
        expect(line).toMatch(/^\d{4}-\S+Z warning refused status=401 problem="Invalid token" /);
      else expect(JSON.parse(line)).toMatchObject({ event: 'refused', status: 401, request: id });
      await cli.stop();
    }
  });

  it('moves from a default port that is taken to the next, when nobody is there to ask', async () => {
    const other = createServer((_request, response) => response.end());
    await new Promise<void>((settle) => {
      other.once('error', () => settle()); // taken by another program already: as good
      other.listen(5000, 'localhost', settle);
    });
    const cli = startCli(['serve', '--org-port', '0'], { cwd });
    running.push(cli);
    const { shop } = await ready(cli);
    other.close();
    expect(Number(new URL(shop).port)).toBeGreaterThan(5000);
    expect(cli.stderr()).toMatch(/^! Port 5000 is in use by .+, so the shop uses \d+\.\n$/);
    expect((await provisioned()).outputs.app_url).toBe(shop);
  });

  it('takes three ports in a row that were asked for, and the outside world another', async () => {
    const [first] = await freePorts(3);
    const at = (offset: number) => String(first! + offset);
    const cli = startCli(['serve', '--port', at(0), '--org-port', at(1), '--sample-port', at(2)], { cwd });
    running.push(cli);
    await ready(cli);
    expect(cli.stdout()).toContain(`Shop      http://localhost:${at(0)}\n`);
    expect(cli.stdout()).toContain(`Okta org  http://localhost:${at(1)} `);
    expect(cli.stdout()).toContain(`Sample    http://localhost:${at(2)} `);
    expect(cli.stdout()).not.toContain(`Outside   http://localhost:${at(2)} `);
  });

  it('plays the outside world at the port that was asked for', async () => {
    const [port] = await freePorts(1);
    const cli = serve('--outside-port', String(port));
    await ready(cli);
    expect(cli.stdout()).toContain(`Outside   http://localhost:${port} `);
    expect((await fetch(`http://localhost:${port}/mailbox`)).status).toBe(200);
  });

  it('keeps a local APP_URL beside PORT: a balancer stands between', async () => {
    const [port] = await freePorts(1);
    await writeFile(join(cwd, '.env'), `APP_URL=http://localhost:8080\nPORT=${port}\n`);
    const cli = startCli(['serve', '--org-port', '0'], { cwd });
    running.push(cli);
    expect((await ready(cli)).shop).toBe('http://localhost:8080');
    expect((await fetch(`http://localhost:${port}/status`)).status).toBe(200);
    expect((await provisioned()).outputs.app_url).toBe('http://localhost:8080');
  });

  it('reads .env for what is not of the org', async () => {
    await writeFile(join(cwd, '.env'), 'THEME=default # ours\nSECRET_KEY="a secret with # in it"\n');
    await ready(serve());
    expect(existsSync(join(cwd, '.multidemo/secret-key'))).toBe(false);
  });
});
