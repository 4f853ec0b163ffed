import { afterEach, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../app/index.ts';
import { inner, text } from '../../cli/provision/kinds/kind.ts';
import type { Fields } from '../../cli/provision/value.ts';
import { totp as timeCode } from '../../sandbox/org/factors/one-time-password.ts';
import type { SandboxOptions } from '../../sandbox/index.ts';
import { stackSize } from '../helpers/init.ts';
import { gatewayPage, oktaError, startProxiedBench } from '../helpers/orgs/proxy.ts';
import type { Interfere, ProxiedBench } from '../helpers/orgs/proxy.ts';
import { Shopper } from '../helpers/shopper.ts';
import { ofOthers, snapshotOf } from '../helpers/snapshot.ts';

let bench: ProxiedBench;
afterEach(() => bench.close());

const noFeature = (status: number) =>
  oktaError(status, 'E0000015', 'You do not have permission to access the feature you are requesting');
const noRight = oktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
const at =
  (pattern: RegExp, answer: ReturnType<Interfere>, methods = /./): Interfere =>
  ({ method, path }) =>
    pattern.test(path) && methods.test(method) ? answer : undefined;
const limited = (seconds: number) => ({
  ...oktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.'),
  headers: { 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + seconds) },
});
const values = () => bench.values();

interface Usable {
  org: string;
  like?: SandboxOptions['like'];
  interfere?: Interfere;
  options?: string[];
  creates: number;
  notes: RegExp;
  env?: Record<string, unknown>;
  /** What is in the org before. */
  prepare?: () => Promise<unknown>;
}

/** More apps than a page has, and many of everything else. */
const manyObjects = async () => {
  const made = async (path: string, count: number, body: (at: number) => Fields) => {
    for (let at = 0; at < count; at += 10)
      await Promise.all(
        Array.from({ length: 10 }, async (_, of) => bench.api.post(`/api/v1/${path}`, body(at + of))),
      );
  };
  await made('groups', 60, (at) => ({ profile: { name: `Team ${at}`, description: 'Of the company' } }));
  await made('apps', 40, (at) => ({
    ...{ name: 'bookmark', label: `App ${at}`, signOnMode: 'BOOKMARK' },
    settings: { app: { url: 'https://app.example', requestIntegration: false } },
  }));
  await made('users?activate=true', 30, (at) => {
    const login = `person-${at}@example.com`;
    return { profile: { login, email: login, firstName: 'P', lastName: String(at) } };
  });
  await made('authorizationServers', 10, (at) => ({
    ...{ name: `API ${at}`, description: '', audiences: [`api://${at}`] },
  }));
};

const usable: Usable[] = [
  {
    org: 'without API Access Management',
    like: ['no-api-am'],
    creates: 13,
    notes: /Without API Access Management the demo runs on the org authorization server/,
    env: { FF_DEVELOPER: 'false', OKTA_SCOPES: 'openid,profile,email,offline_access' },
  },
  {
    org: 'without event hooks in its plan (401)',
    interfere: at(/^\/api\/v1\/eventHooks/, noFeature(401)),
    creates: stackSize - 1,
    notes: /The org’s plan does not include event hooks: the Events page is left out/,
    env: { FF_EVENTS: 'false' },
  },
  {
    org: 'without event hooks in its plan (403), left out from the start',
    interfere: at(/^\/api\/v1\/eventHooks/, noFeature(403)),
    options: ['--without', 'events'],
    creates: stackSize - 1,
    notes: /^$/,
    env: { FF_EVENTS: 'false' },
  },
  {
    org: 'whose admin may not read event hooks',
    interfere: at(/^\/api\/v1\/eventHooks/, noRight),
    options: ['--without', 'events'],
    creates: stackSize - 1,
    notes: /^$/,
  },
  {
    org: 'on the Classic engine',
    like: ['classic'],
    creates: stackSize - 2,
    notes: /^$/,
  },
  {
    org: 'that requires a second factor',
    like: ['workforce'],
    creates: stackSize,
    notes: /^$/,
  },
  {
    org: 'with many people, groups, apps and servers',
    creates: stackSize,
    notes: /^$/,
    prepare: manyObjects,
  },
];

describe('an org', () => {
  it.each(usable)('$org: planned, made, checked and taken away again', async (one) => {
    bench = await startProxiedBench(one.like ? { like: one.like } : {});
    await one.prepare?.();
    const snapshot = () => bench.undisturbed(() => snapshotOf(bench.api, one.like));
    const before = await snapshot();
    bench.interfere(one.interfere);
    const { options = [] } = one;
    const plan = await bench.init(['--dry-run', ...options]);
    expect(plan.stdout).toContain(`+ ${one.creates} to create`);
    expect(plan.stderr).toMatch(one.notes);
    expect(await snapshot()).toBe(before);
    const done = await bench.init(['--json', ...options]);
    expect(done.status).toBe(0);
    const { changes, doctor } = JSON.parse(done.stdout) as { changes: object[]; doctor: { counts: object } };
    expect(changes).toHaveLength(one.creates);
    expect(doctor.counts).toMatchObject({ failure: 0 });
    if (one.env) expect(await values()).toMatchObject(one.env);
    const after = await snapshot();
    expect(ofOthers(after, before)).toEqual(ofOthers(before, before));
    const report = JSON.parse((await bench.run(['doctor', '--json'])).stdout) as DoctorReport;
    const failed = report.checks.filter(({ status }) => status === 'failure').map(({ id }) => id);
    expect(failed).toEqual([]);
    expect(await snapshot()).toBe(after);
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    expect(await snapshot()).toBe(before);
  });

  it.each([['no-api-am'], ['free']] as const)('like %s: people sign in to the demo in it', async (like) => {
    bench = await startProxiedBench({ like: [like] });
    const done = await bench.init(['--demo-people', '--json', '--without', 'events']);
    expect(done.status).toBe(0);
    const { people } = JSON.parse(done.stdout) as {
      people: { kind: string; login: string; password?: string }[];
    };
    const serve = bench.start(['serve'], { OKTA_API_KEY: '' });
    await serve.until(/Press \? on any page/);
    const created = people.flatMap(({ password, ...one }) => (password ? [{ ...one, password }] : []));
    expect(created).toHaveLength(3);
    for (const { login, password, kind } of created) {
      const shopper = new Shopper();
      const begun = await shopper.fetch(`${bench.appUrl}/login/okta`);
      const back = await shopper.authorize(begun.headers.get('location')!, { login, password });
      expect((await shopper.open(back.href)).html, kind).toContain(login);
      const products = await shopper.open(`${bench.appUrl}/products`);
      expect({ kind, status: products.response.status }).toEqual({ kind, status: 200 });
    }
    const [{ login, password }] = created as [(typeof created)[0]];
    const tried = await bench.run(['test', 'login', '--as', login], { MULTIDEMO_PASSWORD: password });
    expect(tried, tried.stderr).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`"preferred_username": "${login}"`) as string,
    });
    if (like === 'no-api-am') {
      const agent = await bench.run(['agent', 'create']);
      expect(agent.stderr).toContain('Agents need a custom authorization server');
      expect(await bench.api.list('/api/v1/apps?q=Shop%20agent')).toEqual([]);
    }
    expect(await serve.stop()).toBe(0);
  });

  it.each([
    {
      org: 'whose admin has a custom role that cannot create groups',
      interfere: at(/^\/api\/v1\/groups$/, noRight, /POST/),
      says: /is not allowed to create groups\.\n.*A custom role must also allow this/,
    },
    {
      org: 'whose plan allows reading servers, but not creating one',
      interfere: at(/^\/api\/v1\/authorizationServers$/, noFeature(403), /POST/),
      says: /The org’s plan does not include authorization servers \(Okta says E0000015\)/,
    },
    {
      org: 'whose plan has no identity providers, when one is wanted',
      interfere: at(/^\/api\/v1\/idps/, noFeature(401)),
      options: ['--google-client-id', 'g'],
      says: /The org’s plan does not include identity providers .*\n.*--without/,
    },
    {
      org: 'whose admin may only read',
      like: ['read-only'] as const,
      says: /is not a super administrator/,
    },
    {
      org: 'that rejects the token',
      interfere: at(/^\/api\//, oktaError(401, 'E0000011', 'Invalid token provided')),
      says: /The org rejects the API token/,
    },
    {
      org: 'behind a gateway that fails for good',
      interfere: at(/^\/api\/v1\/trustedOrigins/, gatewayPage(502), /GET/),
      says: /The org failed to respond to GET .*: 502 \(a web page\)/,
    },
  ])('$org: refused before anything is made', async ({ interfere, says, options = [], ...rest }) => {
    bench = await startProxiedBench('like' in rest ? { like: rest.like } : {});
    const before = await snapshotOf(bench.api);
    bench.interfere(interfere);
    const secret = options.length > 0 ? { GOOGLE_CLIENT_SECRET: 's' } : {};
    for (const more of [['--dry-run'], []]) {
      const { status, stdout, stderr } = await bench.init([...options, ...more], secret);
      expect(status).toBe(1);
      expect(stderr).toMatch(says);
      expect(stdout + stderr).not.toContain('<html');
    }
    const nothing = await bench.run(['destroy', '--yes', '--org-url', bench.org.url]);
    expect(nothing).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Nothing to remove') as string,
    });
    bench.interfere(undefined);
    expect(await snapshotOf(bench.api)).toBe(before);
    expect(await bench.env()).toBeUndefined();
  });
});

describe('the doctor', () => {
  const report = async () => JSON.parse((await bench.run(['doctor', '--json'])).stdout) as DoctorReport;

  it('tells a missing CORS header and a rate limit from everything else', async () => {
    bench = await startProxiedBench();
    await bench.init(['--without', 'events']);
    bench.interfere(at(/^\/api\/v1\/sessions\/me/, oktaError(404, 'E0000007', 'Not found')));
    const stripped = (await report()).checks.filter(({ status }) => status === 'failure');
    expect(stripped).toMatchObject([
      { id: 'browser-access', remedy: expect.stringContaining('proxy or gateway') as string },
    ]);
    let left = 3;
    bench.interfere(({ path }) => (path.startsWith('/api/v1/apps') && left-- > 0 ? limited(2) : undefined));
    const { status, stdout, stderr } = await bench.run(['doctor']);
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/\b429\b/);
    expect(stderr).toContain('The org’s rate limit is reached. Continuing in');
  });

  it('foretells the second factor that the org requires of an admin who has none', async () => {
    bench = await startProxiedBench({ like: ['workforce'] });
    await bench.init(['--without', 'events']);
    const { checks } = await report();
    expect(checks.find(({ id }) => id === 'sign-in-steps')).toMatchObject({
      status: 'warning',
      found: 'admin@sandbox.example: password, then a second factor (has none), and must set up Okta Verify.',
    });
    // The same type of factor as Okta Verify's code, and another authenticator.
    const google = { id: 'uft1', factorType: 'token:software:totp', provider: 'GOOGLE', status: 'ACTIVE' };
    bench.interfere(at(/\/factors(\?|$)/, { status: 200, body: JSON.stringify([google]) }));
    expect((await report()).checks.find(({ id }) => id === 'sign-in-steps')).toMatchObject({
      found:
        'admin@sandbox.example: password, then a second factor (has Google Authenticator), and must set up Okta Verify.',
    });
  });

  it('takes a code of Google Authenticator for that, and not for Okta Verify', async () => {
    bench = await startProxiedBench({ like: ['workforce'] });
    await bench.init(['--without', 'events']);
    const [admin] = await bench.api.list('/api/v1/users?search=profile.login eq "admin@sandbox.example"');
    const factors = `/api/v1/users/${text(admin?.id)}/factors`;
    const totp = { factorType: 'token:software:totp', provider: 'GOOGLE' };
    const { id, _embedded } = await bench.api.post(factors, totp);
    const secret = text(inner({ _embedded: _embedded ?? null }, '_embedded', 'activation').sharedSecret);
    await bench.api.post(`${factors}/${text(id)}/lifecycle/activate`, {
      passCode: timeCode(secret, Date.now()),
    });
    const { checks } = await report();
    expect(checks.find(({ id: check }) => check === 'sign-in-steps')).toMatchObject({
      status: 'warning',
      found:
        'admin@sandbox.example: password, then a second factor (has Google Authenticator), and must set up Okta Verify.',
    });
  });
});

describe('an org with its own rules', () => {
  it('and two addresses is known by the one that it reports', async () => {
    bench = await startProxiedBench();
    const before = await snapshotOf(bench.api);
    const shop = ['--org-url', bench.direct, '--app-url', bench.appUrl, '--yes'];
    const { status, stderr } = await bench.run(['init', ...shop, '--without', 'events']);
    expect(stderr).toBe(`! Using ${bench.org.url}, the org’s own address.\n`);
    expect(status).toBe(0);
    expect(await values()).toMatchObject({ OKTA_BASE_URL: bench.org.url });
    const apps = await bench.api.list('/api/v1/apps');
    const web = apps.find(({ label }) => label === 'Okta Multidemo')!;
    const grants = await bench.api.list(`/api/v1/apps/${web.id as string}/grants`);
    expect(new Set(grants.map(({ issuer }) => issuer))).toEqual(new Set([bench.org.url]));
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    expect(await snapshotOf(bench.api)).toBe(before);
  });

  it('that requires an attribute of every user gets no demo people, and says why before it begins', async () => {
    bench = await startProxiedBench();
    const properties = { cost_center: { title: 'Cost center', type: 'string', required: true } };
    const custom = { id: '#custom', type: 'object', properties, required: ['cost_center'] };
    await bench.api.post('/api/v1/meta/schemas/user/default', { definitions: { custom } });
    const before = await snapshotOf(bench.api);
    const { status, stdout, stderr } = await bench.init(['--demo-people']);
    expect(stderr).toMatch(
      /The org requires cost_center for every user, so Ada, Grace and Linus are not created/,
    );
    expect(stdout).not.toContain('ada@example.com');
    expect(status).toBe(0);
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    expect(await snapshotOf(bench.api)).toBe(before);
  });
});

describe('an org that answers badly for a while', () => {
  /** One answer in `every` is another. */
  const sometimes = (every: number, answer: () => ReturnType<Interfere>, methods: RegExp): Interfere => {
    let count = 0;
    return ({ method, path }) =>
      path.startsWith('/api/v1/') && methods.test(method) && ++count % every === 0 ? answer() : undefined;
  };

  it('a gateway’s 502 pages are read again, and never shown', async () => {
    bench = await startProxiedBench();
    const before = await snapshotOf(bench.api);
    bench.interfere(sometimes(12, () => gatewayPage(502), /GET/));
    const { status, stdout, stderr } = await bench.init();
    expect(stderr).toBe('');
    expect(stdout).not.toContain('<html');
    expect(status).toBe(0);
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    bench.interfere(undefined);
    expect(await snapshotOf(bench.api)).toBe(before);
  });

  it('waits for the rate limit, says so once, and goes on', async () => {
    bench = await startProxiedBench();
    let left = 6;
    bench.interfere(({ method, path }) =>
      method === 'POST' && path === '/api/v1/groups' && left-- > 0 ? limited(1) : undefined,
    );
    const { status, stderr } = await bench.init();
    expect(status).toBe(0);
    expect(stderr).toMatch(/^! The org’s rate limit is reached\. Continuing in \d s; Ctrl-C stops now\.\n/);
  });

  it('Ctrl-C ends a wait at once', async () => {
    bench = await startProxiedBench();
    bench.interfere(({ method, path }) =>
      method === 'POST' && path === '/api/v1/apps' ? limited(50) : undefined,
    );
    const running = bench.start(['init', '--org-url', bench.org.url, '--app-url', bench.appUrl, '--yes']);
    while (!running.stderr().includes('rate limit')) await new Promise((settle) => setTimeout(settle, 20));
    const began = performance.now();
    expect(await running.stop()).toBe(130);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(running.stderr()).toContain('Run the command again to continue.');
  });

  it('does not wait for a limit that resets in an hour', async () => {
    bench = await startProxiedBench();
    bench.interfere(at(/^\/api\/v1\/idps/, limited(3600)));
    const { status, stderr } = await bench.init();
    expect(status).toBe(1);
    expect(stderr).toContain('Try again when they reset.');
  });
});
