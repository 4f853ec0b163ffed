import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCount, stackSize, startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { Shopper } from '../helpers/shopper.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

let bench: InitBench;
beforeEach(async () => {
  bench = await startInitBench();
});
afterEach(() => bench.close());

interface Result {
  org: { name: string; account: string; engine: string };
  changes: { address: string; action: string }[];
  drift: { address: string; action: string; attributes: string[] }[];
  people: { login: string; kind: string; password?: string }[];
  env: { changed: boolean };
  doctor: { status: string };
  staying: string[];
}
const json = async (running: ReturnType<InitBench['run']>): Promise<Result> => {
  const { status, stdout, stderr } = await running;
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Result;
};
const values = () => bench.values();
const named = async (path: string, name: string) =>
  (await bench.api.list(`/api/v1/${path}`)).find((item) => item.name === name || item.label === name);
const inventory = async () => {
  const paths = ['groups', 'apps', 'authorizationServers', 'trustedOrigins', 'eventHooks', 'idps', 'users'];
  const policies = ['ACCESS_POLICY', 'IDP_DISCOVERY'].map((type) => `policies?type=${type}`);
  return Object.fromEntries(
    await Promise.all(
      [...paths, ...policies].map(async (path) => {
        const items = await bench.api.list(`/api/v1/${path}`);
        return [path, items.map(({ id }) => id).sort()] as const;
      }),
    ),
  );
};

describe('init in your own org', () => {
  it('shows the org and the plan, does it, writes .env for its owner alone, and the doctor agrees', async () => {
    const { status, stdout, stderr } = await bench.init();
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(`Okta org  Sandbox  ${bench.org.url}`);
    expect(stdout).toContain('Engine    Identity Engine');
    expect(stdout).toContain('Account   admin@sandbox.example  ✓ Super administrator');
    expect(stdout).toMatch(/Applications +\+ Okta Multidemo, \+ Okta Multidemo TV, \+ Okta Multidemo batch/);
    expect(stdout).toContain(`+ ${stackSize} to create`);
    expect(stdout.match(/ ✓ .* created/g)).toHaveLength(stackSize);
    expect(stdout).toMatch(/Sign in +admin@sandbox\.example +admin/);
    // The admin has no second factor.
    const passed = checkCount - 2;
    expect(stdout).toMatch(new RegExp(`Doctor +${passed} of ${checkCount} passed, 1 warning, 1 not run`));
    expect(await values()).toMatchObject({
      APP_URL: bench.appUrl,
      OKTA_BASE_URL: bench.org.url,
      OKTA_API_KEY: bench.org.apiToken,
      FF_EVENTS: 'true',
      THEME: 'default',
    });
    expect((await stat(join(bench.cwd, '.env'))).mode & 0o777).toBe(0o600);
    const admins = await named('groups?q=Admin', 'Admin').then(
      async () => (await bench.api.list('/api/v1/groups?q=Admin'))[0]!,
    );
    expect(await bench.api.list(`/api/v1/groups/${admins.id as string}/users`)).toHaveLength(1);
  });

  it('changes nothing the second time, and needs no answers but the token, which .env holds', async () => {
    await bench.init();
    const before = [await bench.env(), await inventory()];
    const { status, stdout } = await bench.run(['init', '--yes'], { OKTA_API_KEY: '' });
    expect(status).toBe(0);
    expect(stdout).toContain('The org is up to date: nothing to change.');
    expect(stdout).toMatch(/\.env +unchanged/);
    expect([await bench.env(), await inventory()]).toEqual(before);
    expect((await readdir(bench.cwd)).filter((name) => name.startsWith('.env'))).toEqual(['.env']);
  });

  it('keeps in .env a foreign line, a comment and a quoted value with # and a line end', async () => {
    const foreign = '# mine\nMINE="a # b\nsecond" # why\n';
    await bench.write('.env', `${foreign}OKTA_CLIENT_ID='old' # the web app\nLAST=1\n`);
    await bench.init();
    const text = (await bench.env()) ?? '';
    expect(text.startsWith(foreign)).toBe(true);
    expect(text).toMatch(/^OKTA_CLIENT_ID=0oa\w{17} # the web app\nLAST=1\n/m);
    const backups = (await readdir(bench.cwd)).filter((name) => name.startsWith('.env.backup-'));
    expect(backups).toHaveLength(1);
  });

  it('shows with --dry-run what it would do, and does nothing', async () => {
    const before = await inventory();
    const { changes } = await json(bench.init(['--dry-run', '--json']));
    expect(changes).toHaveLength(stackSize);
    expect(await inventory()).toEqual(before);
    expect(await bench.env()).toBeUndefined();
  });

  it('names what others changed since, and takes it back', async () => {
    await bench.init();
    const server = (await named('authorizationServers', 'Okta Multidemo'))!;
    const scopes = `/api/v1/authorizationServers/${server.id as string}/scopes`;
    const scope = (await bench.api.list(scopes)).find(({ name }) => name === 'orders:read:user')!;
    await bench.api.put(`${scopes}/${scope.id as string}`, { ...scope, consent: 'IMPLICIT' });
    const hook = (await named('eventHooks', 'Okta Multidemo events'))!;
    await bench.api.post(`/api/v1/eventHooks/${hook.id as string}/lifecycle/deactivate`);
    await bench.api.delete(`/api/v1/eventHooks/${hook.id as string}`);
    const { stdout } = await bench.init(['--dry-run']);
    expect(stdout).toContain('Changed by others since the last run');
    expect(stdout).toContain('Scopes, orders:read:user: changed: consent');
    expect(stdout).toContain('Event hooks, Okta Multidemo events: removed');
    const { changes } = await json(bench.init(['--json']));
    expect(changes).toMatchObject([
      { address: 'okta_auth_server_scope.orders_read_user', action: 'update' },
      { address: 'okta_event_hook.events[0]', action: 'create' },
    ]);
    expect(await bench.api.read(`${scopes}/${scope.id as string}`)).toMatchObject({ consent: 'REQUIRED' });
    expect((await json(bench.init(['--json']))).changes).toEqual([]);
  });

  it('changes what another answer changes, and nothing else', async () => {
    await bench.init();
    const { changes, drift } = await json(bench.init(['--json', '--app-url', 'http://localhost:6123']));
    expect(drift).toEqual([]);
    expect(changes.map(({ address, action }) => `${action} ${address}`).sort()).toEqual(
      [
        'update okta_app_oauth.tv',
        'update okta_app_oauth.web',
        'update okta_auth_server.shop',
        'update okta_event_hook.events[0]',
        'update okta_trusted_origin.app',
      ].sort(),
    );
    expect(await values()).toMatchObject({ APP_URL: 'http://localhost:6123' });
  });

  it('adds optional parts, remembers them, and leaves them out again', async () => {
    const google = ['--google-client-id', 'g-1', '--json'];
    const secret = { GOOGLE_CLIENT_SECRET: 'g-secret' };
    await bench.init(['--json']);
    const { changes } = await json(bench.init(google, secret));
    expect(changes).toMatchObject([{ address: 'okta_idp_social.google[0]', action: 'create' }]);
    const idp = (await values()).OKTA_GOOGLE_IDP;
    expect(idp).toMatch(/^0oa/);
    expect((await json(bench.init(['--json']))).changes).toEqual([]);
    const without = await json(bench.init(['--json', '--without', 'google']));
    expect(without.changes).toMatchObject([{ address: 'okta_idp_social.google[0]', action: 'delete' }]);
    expect(await values()).not.toHaveProperty('OKTA_GOOGLE_IDP');
  });

  it('takes over what is there when told so, and leaves that when it goes', async () => {
    const { id } = await bench.api.post('/api/v1/groups', {
      profile: { name: 'Premium', description: 'ours' },
    });
    const before = await inventory();
    const refused = await bench.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe(
      [
        '✗ 1 of the demo’s resources already exists in the org, and was not created by init in this folder:',
        '  Premium.',
        '  Adopt the existing ones with --adopt, or use another name with --name.',
        '',
      ].join('\n'),
    );
    expect(await inventory()).toEqual(before);
    const { changes } = await json(bench.init(['--adopt', '--json']));
    expect(changes).toContainEqual({ address: 'okta_group.premium', action: 'import', name: 'Premium' });
    const gone = await json(bench.run(['destroy', '--yes', '--json']));
    expect(gone.staying).toEqual(['okta_group.premium']);
    expect(await bench.api.read(`/api/v1/groups/${id as string}`)).toMatchObject({
      profile: { name: 'Premium' },
    });
    expect(await inventory()).toEqual(before);
  });

  it('finds by name what an earlier run made without its state, and removes it when told so', async () => {
    const before = await inventory();
    await bench.init();
    const { OKTA_CLIENT_SECRET: secret } = await values();
    await rm(join(bench.cwd, '.multidemo'), { recursive: true });
    await rm(join(bench.cwd, '.env'));
    await bench.init(['--adopt']);
    expect((await values()).OKTA_CLIENT_SECRET).toBe(secret);
    const { status } = await bench.run(['destroy', '--yes', '--include-adopted']);
    expect(status).toBe(0);
    expect(await inventory()).toEqual(before);
  });

  it('gives people their groups, creates those for the demo with passwords of their own', async () => {
    const boss = { login: 'boss@example.com', email: 'boss@example.com', firstName: 'B', lastName: 'Oss' };
    await bench.api.post('/api/v1/users?activate=true', { profile: boss });
    const options = ['--admin', 'boss@example.com', '--demo-people', '--json'];
    const { people } = await json(bench.init(options));
    expect(people.map(({ login, kind }) => `${login} ${kind}`)).toEqual([
      'boss@example.com admin',
      'ada@example.com basic',
      'grace@example.com premium',
      'linus@example.com admin',
    ]);
    const passwords = people.flatMap(({ password }) => password ?? []);
    expect(new Set(passwords).size).toBe(3);
    expect((await json(bench.init(options))).people).toEqual(people); // told again, not changed
  });

  it('knows those whom it is about to create', async () => {
    const options = ['--demo-people', '--premium', 'grace@example.com, ada@example.com', '--json'];
    const { people } = await json(bench.init(options));
    expect(people.map(({ login, kind }) => `${login} ${kind}`)).toEqual([
      'admin@sandbox.example admin',
      'ada@example.com premium',
      'grace@example.com premium',
      'linus@example.com admin',
    ]);
    const groups = await bench.api.list('/api/v1/groups?q=Premium');
    const members = await bench.api.list(`/api/v1/groups/${groups[0]!['id'] as string}/users`);
    expect(members.map(({ profile }) => (profile as { login: string }).login).sort()).toEqual([
      'ada@example.com',
      'grace@example.com',
    ]);
  });

  it('makes a demo that serve runs from .env alone, in which people sign in', async () => {
    const { people } = await json(bench.init(['--demo-people', '--json']));
    const ada = people.find(({ kind }) => kind === 'basic')!;
    const serve = bench.start(['serve'], { OKTA_API_KEY: '' });
    await serve.until(/Press \? on any page/);
    const visitor = new Shopper();
    const begun = await visitor.fetch(`${bench.appUrl}/login/okta`);
    const back = await visitor.authorize(begun.headers.get('location')!, {
      login: ada.login,
      password: ada.password!,
    });
    const { html } = await visitor.open(back.href);
    expect(html).toContain('Ada');
    await expect
      .poll(async () => (await named('eventHooks', 'Okta Multidemo events'))?.verificationStatus, {
        timeout: 150_000,
      })
      .toBe('VERIFIED');
    expect(await serve.stop()).toBe(0);
  });
});

describe('init in the sandbox org of the folder', () => {
  it('takes another org out of .env; serve then finds all of it there', async () => {
    await bench.init();
    await bench.org.close(); // its port is free now
    const orgPort = new URL(bench.org.url).port;
    const { status, stdout, stderr } = await bench.run(['init', '--sandbox', '--org-port', orgPort, '--yes']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(`${bench.org.url}  sandbox`);
    expect(stdout).toMatch(/ada@example\.com +basic +Shop-Basic-2026/);
    expect(stdout).toMatch(/Doctor +(\d+) of \1 passed/);
    const left = await values();
    expect(Object.keys(left).filter((name) => /^(OKTA|FF)_/.test(name))).toEqual([]);
    const again = await bench.run(['init', '--sandbox', '--org-port', orgPort, '--yes']);
    expect(again.stdout).toContain('nothing to change');
    bench.org.close = () => Promise.resolve();
  });
});

describe('an org that someone has configured by hand', () => {
  it('has its own authorization server, named by OKTA_ISSUER, offered for adoption', async () => {
    const server = await bench.api.post('/api/v1/authorizationServers', {
      name: 'Made by hand',
      description: '',
      audiences: [bench.appUrl],
    });
    const id = server.id as string;
    await bench.write('.env', `OKTA_BASE_URL=${bench.org.url}\nOKTA_ISSUER=${server.issuer as string}\n`);
    const refused = await bench.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/already exists? in the org[^]*Made by hand/);
    expect((await bench.init(['--adopt'])).status).toBe(0);
    expect((await values()).OKTA_ISSUER).toBe(`${bench.org.url}/oauth2/${id}`);
    await bench.run(['destroy', '--yes']);
    expect(await bench.api.read(`/api/v1/authorizationServers/${id}`)).toBeDefined();
  });

  it('has its own app, named by OKTA_CLIENT_ID, offered for adoption', async () => {
    const own = ['http://localhost:4000/callback'];
    const app = await bench.api.post('/api/v1/apps', {
      name: 'oidc_client',
      label: 'Clicked by hand',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
      settings: {
        oauthClient: {
          application_type: 'web',
          grant_types: ['authorization_code'],
          response_types: ['code'],
          redirect_uris: own,
        },
      },
    });
    const path = `/api/v1/apps/${app.id as string}`;
    const before = await snapshotOf(bench.api);
    const redirects = async () =>
      ((await bench.api.read(path)) as { settings: { oauthClient: { redirect_uris: string[] } } }).settings
        .oauthClient.redirect_uris;
    await bench.write('.env', `OKTA_BASE_URL=${bench.org.url}\nOKTA_CLIENT_ID=${app.id as string}\n`);
    const refused = await bench.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/already exists? in the org[^]*Clicked by hand/);
    expect(await redirects()).toEqual(own);
    expect((await bench.init(['--adopt'])).status).toBe(0);
    expect(await values()).toMatchObject({
      OKTA_CLIENT_ID: app.id,
      OKTA_CLIENT_SECRET: expect.any(String) as string,
    });
    expect(await named('apps', 'Okta Multidemo')).toBeUndefined();
    expect(await redirects()).toEqual(
      expect.arrayContaining([...own, `${bench.appUrl}/login/okta/authorized`]),
    );
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    expect(await snapshotOf(bench.api)).toBe(before);
  });
});

describe('destroy', () => {
  it('removes exactly what init made, people too, and takes the org out of .env', async () => {
    await bench.write('.env', 'MINE=1\n');
    const before = await inventory();
    await bench.init(['--demo-people']);
    const { status, stdout, stderr } = await bench.run(['destroy', '--yes']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(`- ${stackSize} to remove`);
    expect(stdout).toContain('ada@example.com, grace@example.com, linus@example.com will be removed too');
    expect(await inventory()).toEqual(before);
    expect(await values()).toEqual({
      MINE: '1',
      APP_URL: bench.appUrl,
      THEME: 'default',
      SECRET_KEY: expect.any(String) as string,
    });
    const again = await bench.run(['destroy', '--org-url', bench.org.url, '--yes']);
    expect(again.stdout).toContain(
      `Nothing to remove: init has not created anything in ${bench.org.url} from this folder.`,
    );
    expect(again.status).toBe(0);
    const anywhere = await bench.run(['destroy', '--yes', '--json']);
    expect({ ...anywhere, stdout: JSON.parse(anywhere.stdout) as unknown }).toEqual({
      status: 0,
      stderr: '',
      stdout: { org: { url: null }, changes: [], staying: [], people: [] },
    });
  });

  it('says what others changed since, and needs someone to agree', async () => {
    await bench.init();
    const hook = (await named('eventHooks', 'Okta Multidemo events'))!;
    await bench.api.post(`/api/v1/eventHooks/${hook.id as string}/lifecycle/deactivate`);
    await bench.api.delete(`/api/v1/eventHooks/${hook.id as string}`);
    const { status, stdout, stderr } = await bench.run(['destroy']);
    expect(status).toBe(1);
    expect(stdout).toContain('Event hooks, Okta Multidemo events: removed');
    expect(stdout).toContain(`- ${stackSize - 1} to remove`);
    expect(stderr).toContain('✗ Without a terminal, --yes is required to confirm.');
    expect(await named('apps', 'Okta Multidemo')).toBeDefined();
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
  });
});

describe('what doctor --fix made', () => {
  const fix = async () => {
    const { status, stdout } = await bench.run([
      'doctor',
      '--fix',
      '--yes',
      '--only',
      'groups,trusted-origin,scopes',
    ]);
    expect(stdout).toMatch(/ {2}✓ groups\n/);
    expect(stdout).toMatch(/ {2}✓ trusted-origin\n/);
    expect(status).toBe(0);
  };
  const remove = async (name: string) => {
    const groups = await bench.api.list(`/api/v1/groups?q=${name}`);
    await bench.api.delete(`/api/v1/groups/${groups[0]!.id as string}`);
    const [origin] = await bench.api.list('/api/v1/trustedOrigins');
    await bench.api.delete(`/api/v1/trustedOrigins/${origin!.id as string}`);
  };

  it('is init’s own: neither refused nor left behind', async () => {
    const before = await inventory();
    await bench.init(['--admin', '', '--no-demo-people']);
    await remove('Premium');
    await fix();
    const again = await json(bench.init(['--json']));
    expect(again.changes.map(({ action }) => action)).not.toContain('import');
    await remove('Premium');
    await fix();
    await json(bench.run(['destroy', '--yes', '--json']));
    expect(await inventory()).toEqual(before);
  });

  it('is not taken for what was in the org before, in a folder whose state is lost', async () => {
    await bench.init();
    await rm(join(bench.cwd, '.multidemo'), { recursive: true });
    await remove('Premium');
    await fix();
    const refused = await bench.init();
    const others = stackSize - 2;
    expect(refused.stderr).toMatch(
      new RegExp(`^✗ ${others} of the demo’s resources already exist in the org, and were not`),
    );
    expect((await bench.init(['--adopt'])).status).toBe(0);
    const { staying } = await json(bench.run(['destroy', '--yes', '--json']));
    expect(staying).toHaveLength(others);
    expect(staying).not.toContain('okta_group.premium');
    expect(staying).not.toContain('okta_trusted_origin.app');
    expect(await bench.api.list('/api/v1/groups?q=Premium')).toEqual([]);
  });

  it('is all that destroy removes where init never ran', async () => {
    await bench.init();
    await rm(join(bench.cwd, '.multidemo'), { recursive: true });
    await remove('Premium');
    const before = await inventory();
    await fix();
    const { changes } = await json(bench.run(['destroy', '--yes', '--json']));
    expect(changes.map(({ address }) => address).sort()).toEqual([
      'okta_group.premium',
      'okta_trusted_origin.app',
    ]);
    expect(await inventory()).toEqual(before);
  });
});
