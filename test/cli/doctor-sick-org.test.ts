import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../cli/doctor/context.ts';
import type { Check } from '../../cli/doctor/check.ts';
import { checks } from '../../cli/doctor/checks/index.ts';
import { examine } from '../../cli/doctor/examine.ts';
import { runCli } from '../helpers/cli.ts';
import { complaints } from '../helpers/doctor.ts';
import type { DoctorReport } from '../../app/index.ts';

let cwd: string;
let server: Server;
let url: string;
let behave: (request: IncomingMessage, response: ServerResponse) => unknown;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multidemo-sick-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function start(): Promise<void> {
  server = createServer((request, response) => behave(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const secrets = {
  OKTA_CLIENT_SECRET: 'client-secret-that-nobody-may-see',
  OKTA_API_KEY: '00-api-token-that-nobody-may-see',
  SECRET_KEY: 'cookie-key-that-nobody-may-see',
  OKTA_EVENT_HOOK_SECRET: 'hook-secret-that-nobody-may-see',
  DATABASE_URL: 'postgres://shop:password-that-nobody-may-see@localhost:1/shop',
};
const environment = () => ({
  OKTA_BASE_URL: url,
  OKTA_ISSUER: `${url}/oauth2/aus1`,
  OKTA_CLIENT_ID: '0oaweb',
  APP_URL: 'http://localhost:1',
  ...secrets,
});
const doctor = (...options: string[]) =>
  runCli(['doctor', '--skip', 'store', ...options], { cwd, env: environment() });
const report = async () => JSON.parse((await doctor('--json')).stdout) as DoctorReport;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const okta = (errorCode: string, errorSummary: string) => ({ errorCode, errorSummary, errorCauses: [] });

/** An org of which only the front door works. */
const frontDoor = (request: IncomingMessage, response: ServerResponse): boolean => {
  if (request.url !== '/.well-known/okta-organization') return false;
  json(response, 200, { id: '00o1', pipeline: 'idx' });
  return true;
};

interface Sickness {
  what: string;
  behave: (request: IncomingMessage, response: ServerResponse) => unknown;
  at: string;
  says: RegExp;
}
const sicknesses: Sickness[] = [
  {
    what: 'a web page instead of JSON',
    behave: (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome to the hotel'),
    at: 'org',
    says: /web page \(HTML\) instead of JSON/,
  },
  {
    what: '401',
    behave: (_request, response) => json(response, 401, okta('E0000011', 'Invalid token provided')),
    at: 'org',
    says: /401/,
  },
  {
    what: '403',
    behave: (_request, response) => json(response, 403, okta('E0000006', 'No permission')),
    at: 'org',
    says: /403/,
  },
  {
    what: '429',
    behave: (_request, response) => json(response, 429, okta('E0000047', 'Too many requests')),
    at: 'org',
    says: /429/,
  },
  {
    what: '500',
    behave: (_request, response) => json(response, 500, okta('E0000009', 'Internal Server Error')),
    at: 'org',
    says: /500/,
  },
  {
    what: '401 for the credential alone',
    behave: (request, response) =>
      frontDoor(request, response) || json(response, 401, okta('E0000011', 'Invalid token provided')),
    at: 'credential',
    says: /Invalid token provided/,
  },
  {
    what: '429 after the front door',
    behave: (request, response) =>
      frontDoor(request, response) || json(response, 429, okta('E0000047', 'Too many requests')),
    at: 'credential',
    says: /429/,
  },
  {
    what: 'a credential that may read nothing but itself',
    behave: (request, response) => {
      if (frontDoor(request, response)) return;
      if (request.url === '/api/v1/users/me')
        json(response, 200, { id: '00u1', profile: { login: 'api@example.com' } });
      else json(response, 403, okta('E0000006', 'You do not have permission'));
    },
    at: 'rights',
    says: /people, groups, applications/,
  },
];

describe('an org that answers', () => {
  it.each(sicknesses)('$what: one clear cause', async ({ behave: how, at, says }) => {
    behave = how;
    await start();
    const { checks: told, counts, ...rest } = await report();
    expect(complaints({ checks: told, counts, ...rest }).filter((id) => id !== 'hosts')).toEqual([at]);
    expect(told.find(({ id }) => id === at)!.found).toMatch(says);
    expect(counts['not-run']).toBeGreaterThan(20);
    const { stdout, status } = await doctor();
    expect(status).toBe(1);
    expect(stdout).not.toMatch(/\n\s+at |Error:|undefined|\[object/);
  });
});

it('tells an org that is down once', async () => {
  behave = () => undefined;
  await start();
  await new Promise((resolve) => server.close(resolve));
  const seen = await report();
  expect(complaints(seen)).toEqual(['org']);
  expect(seen.checks.find(({ id }) => id === 'org')!.found).toContain('nothing is listening there');
  await start();
});

it('tells an org that closes every connection once, in words', async () => {
  behave = (request) => request.socket.destroy();
  await start();
  const seen = await report();
  expect(complaints(seen).filter((id) => id !== 'hosts')).toEqual(['org']);
  expect(seen.checks.find(({ id }) => id === 'org')!.found).toMatch(/: the connection was closed$/);
});

it('gives up an org that hangs, and never waits longer than it says', async () => {
  behave = () => undefined;
  await start();
  const subject = {
    cwd,
    env: { ...environment(), DATABASE_URL: undefined },
    processEnv: {},
    variables: undefined,
    sandbox: undefined,
  };
  const context = await createContext(subject, { signal: new AbortController().signal, timeout: 60_000 });
  const started = performance.now();
  const results = await examine(checks, context, {
    limits: { check: 300, all: 600, own: 5000 },
    verbose: false,
  });
  expect(performance.now() - started).toBeLessThan(20_000); // one answer would be waited for 60 seconds
  const bad = results.filter(({ report: { status } }) => status === 'failure');
  expect(bad.map(({ report: { id } }) => id)).toEqual(['org']);
  expect(bad[0]!.report.found).toContain('its responses took more than 0.3 s');
});

describe('slowness', () => {
  const subject = () => ({
    cwd,
    env: { ...environment(), DATABASE_URL: undefined },
    processEnv: {},
    variables: undefined,
    sandbox: undefined,
  });
  const look = async (check: Pick<Check, 'run'>, over = {}, own = 20_000) => {
    const options = { signal: new AbortController().signal, timeout: 200 };
    const context = await createContext({ ...subject(), env: { ...subject().env, ...over } }, options);
    const only = { ...checks[0]!, ...check, id: 'one', needs: [] };
    const limits = { check: 1000, all: 2000, own };
    const [result] = await examine([only], context, { limits, verbose: false });
    return result!.report;
  };
  const computing = (milliseconds: number) => {
    for (const end = performance.now() + milliseconds; performance.now() < end;);
  };
  const pause = (milliseconds: number) => new Promise((settle) => setTimeout(settle, milliseconds));

  it('of this process is not that of the org: what it computes or reads takes its time', async () => {
    behave = (_request, response) => json(response, 200, []);
    await start();
    const own = await look({
      run: async ({ door }) => {
        const asked = door.ask(url);
        computing(600); // the answer lies there unread
        await pause(300);
        computing(300);
        return { status: 'ok', found: String((await asked).status) };
      },
    });
    expect(own).toMatchObject({ status: 'ok', found: '200' });
  });

  it('of the org is the org’s', async () => {
    behave = () => undefined;
    await start();
    const cloud = await look(
      { run: ({ door }) => door.ask(url).then(() => ({ status: 'ok', found: '' })) },
      { OKTA_BASE_URL: 'https://dev-1.okta.com' },
    );
    expect(cloud.status).toBe('failure');
    expect(cloud.found).toMatch(/no response within 0.2 s/);
    expect(cloud.remedy).toContain('https://status.okta.com');
  });

  it('of an org on this machine has no status page', async () => {
    behave = () => undefined;
    await start();
    const here = await look({ run: ({ door }) => door.ask(url).then(() => ({ status: 'ok', found: '' })) });
    expect(here.status).toBe('failure');
    expect(here.remedy).not.toMatch(/status\.okta\.com|VPN|network/);
  });

  it('of the shop is the shop’s', async () => {
    behave = () => undefined;
    await start();
    const shop = await look(
      { run: ({ door }) => door.ask(`${url}/login`).then(() => ({ status: 'ok', found: '' })) },
      { OKTA_BASE_URL: 'https://dev-1.okta.com', APP_URL: url },
    );
    expect(shop.remedy).toContain('serve');
    expect(shop.remedy).not.toContain('status.okta.com');
  });

  it('without a request is nobody’s', async () => {
    await start();
    const stuck = await look({ run: () => new Promise(() => undefined) }, {}, 2000);
    expect(stuck).toMatchObject({ status: 'warning', found: 'The check did not finish within 2 s.' });
    expect(JSON.stringify(stuck)).not.toMatch(/okta\.com\b.*status|network/);
  });

  it('of what listens at APP_URL does not make it another program', async () => {
    behave = (request, response) => (request.url === '/' ? response.end('a page') : undefined);
    await start();
    const hosts = checks.find(({ id }) => id === 'hosts')!;
    const slow = await look(hosts, {
      OKTA_BASE_URL: 'https://dev-1.okta.com',
      OKTA_ISSUER: 'https://dev-1.okta.com/oauth2/a',
      APP_URL: url,
    });
    expect(slow).toMatchObject({ status: 'warning' });
    expect(slow.found).not.toContain('Another program');
    behave = (_request, response) => response.end('a page');
    const other = await look(hosts, {
      OKTA_BASE_URL: 'https://dev-1.okta.com',
      OKTA_ISSUER: 'https://dev-1.okta.com/oauth2/a',
      APP_URL: url,
    });
    expect(other).toMatchObject({ status: 'failure', found: `Another program is running at ${url}.` });
  });
});

it('warns when little is left of the rate limit', async () => {
  behave = (request, response) => {
    if (frontDoor(request, response)) return;
    const limits = { 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '12' };
    json(response, 200, request.url === '/api/v1/users/me' ? { id: '00u1', profile: {} } : [], limits);
  };
  await start();
  const { stdout } = await doctor('--only', 'rate-limit', '--json');
  const [check] = (JSON.parse(stdout) as DoctorReport).checks.filter(({ id }) => id === 'rate-limit');
  expect(check).toMatchObject({ status: 'warning', found: '12 of 600 requests left this minute.' });
});

it('never prints a secret, not even one that the org sends back', async () => {
  behave = (request, response) => {
    if (frontDoor(request, response)) return;
    json(
      response,
      400,
      okta(
        'E0000001',
        `Not valid: ${request.headers.authorization ?? ''} ${Object.values(secrets).join(' ')}`,
      ),
    );
  };
  await start();
  const outputs = await Promise.all([
    doctor('--verbose'),
    doctor('--json', '--verbose'),
    doctor('--fix', '--yes'),
  ]);
  for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('that-nobody-may-see');
});

describe('the command', () => {
  it('exits with 2 when it cannot run, and names the checks there are', async () => {
    behave = () => undefined;
    await start();
    const { status, stderr } = await doctor('--only', 'weather');
    expect(status).toBe(2);
    expect(stderr).toContain('Unknown check “weather”.');
    expect(stderr).toContain('redirect-uris');
    expect((await doctor('--frobnicate')).status).toBe(2);
  });

  it('is plain text in a pipe', async () => {
    behave = (request, response) => frontDoor(request, response) || json(response, 500, {});
    await start();
    // eslint-disable-next-line no-control-regex -- that there are none is what is tested
    expect((await doctor()).stdout).not.toMatch(/\u001b/);
  });

  it('tells what is found in one column, however long the name of a check is', async () => {
    behave = (request, response) => frontDoor(request, response) || json(response, 500, {});
    await start();
    const titles = checks.map(({ title }) => title);
    const width = Math.max(...titles.map(({ length }) => length));
    const rows = (await doctor()).stdout.split('\n').filter((line) => /^ {2}[✓!✗–] /.test(line));
    expect(rows.length).toBeGreaterThan(checks.length / 2);
    for (const row of rows) {
      expect(titles).toContain(row.slice(4, 4 + width).trimEnd());
      expect(row.slice(4 + width)).toMatch(/^ \S/);
    }
  });
});
