import { generateKeyPairSync } from 'node:crypto';
import type * as fs from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readOrgUrl } from '../../cli/init/org-url.ts';
import { initScopes } from '../../cli/provision/credentials.ts';
import { takeLock } from '../../cli/run/lock.ts';
import { stackSize, startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { noTerraform, withTerraform } from '../helpers/provider/terraform.ts';

/** The file system's answer when a state file is written to a full disk. */
const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    open: async (path: string, ...rest: [string]) => {
      const handle = await real.open(path, ...rest);
      if (disk.isFull && path.includes('direct.json'))
        handle.writeFile = () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' }));
      return handle;
    },
  };
});

let bench: InitBench;

/** What went wrong, on at most four lines; nothing was made, here or there. */
async function failing(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { status, stderr } = await bench.run(['init', ...argv], env);
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
  expect(stderr).not.toContain(bench.org.apiToken);
  expect(await bench.env()).toBeUndefined();
  expect((await bench.api.list('/api/v1/apps')).map(({ label }) => label)).not.toContain('Okta Multidemo');
  return stderr;
}

describe('init refuses, and changes nothing', () => {
  beforeAll(async () => {
    bench = await startInitBench();
  });
  afterAll(() => bench.close());

  it.each([
    ['which org', ['--yes'], {}, '--org-url is missing: the URL of your Okta org.'],
    ['the token', ['--yes', '--org-url', 'ORG'], { OKTA_API_KEY: '' }, 'OKTA_API_KEY is missing'],
    [
      'the private key',
      ['--yes', '--org-url', 'ORG', '--client-id', '0oa1'],
      {},
      '--private-key-file is missing',
    ],
    ['agreement to the plan', ['--org-url', 'ORG'], {}, '--yes is required to confirm'],
    [
      'the secret of a partner',
      ['--yes', '--org-url', 'ORG', '--google-client-id', 'g'],
      {},
      'GOOGLE_CLIENT_SECRET is missing: Google client secret.',
    ],
    [
      'the partner’s URL',
      ['--yes', '--org-url', 'ORG', '--saml-issuer', 'urn:p'],
      {},
      '--saml-sso-url is missing',
    ],
  ])('without %s, naming the option', async (_what, argv, env, said) => {
    expect(
      await failing(
        argv.map((word) => (word === 'ORG' ? bench.org.url : word)),
        env,
      ),
    ).toContain(said);
  });

  it.each([
    [
      '--org-url',
      'not a url at all',
      '--org-url is invalid.\n  It must be an address like https://dev-123456.okta.com.',
    ],
    [
      '--app-url',
      'http://shop.example',
      '--app-url is invalid.\n  It must use https unless it is on this machine.',
    ],
    ['--app-url', 'http://localhost:5000/shop', '--app-url is invalid.\n  It must not have a path.'],
    ['--theme', 'no-such-theme', 'no-such-theme'],
    ['--without', 'doors', '--without: unknown part “doors”.'],
    ['--admin', 'nobody@example.com', '--admin: no user in the org has the login nobody@example.com.'],
    ['--token-file', 'nowhere', 'cannot be read (ENOENT)'],
  ])('a wrong %s %s', async (flag, value, said) => {
    const org = flag === '--org-url' ? [] : ['--org-url', bench.org.url];
    expect(await failing(['--yes', ...org, flag, value])).toContain(said);
  });

  it.each([
    ...[
      '--name',
      '--api-token-file',
      '--client-id',
      '--key-id',
      '--google-client-id',
      '--without',
      '--admin',
    ],
    ...['--premium', '--demo-people'],
  ])('%s for the sandbox org, where it would do nothing', async (flag) => {
    const value = flag === '--demo-people' ? [] : ['saml'];
    const said = await failing(['--yes', '--sandbox', flag, ...value]);
    expect(said).toContain(flag);
    expect(said).toContain('can only be used with your own org.\n  Leave it out:');
  });

  it('--org-port for an org whose URL has its port', async () => {
    const said = await failing(['--yes', '--org-url', bench.org.url, '--org-port', '5999']);
    expect(said).toContain('--org-port can only be used with the sandbox org.');
  });

  it('a wrong token', async () => {
    const said = await failing(['--yes', '--org-url', bench.org.url], { OKTA_API_KEY: 'nonsense' });
    expect(said).toContain('✗ The org rejects the API token.');
    expect(said).toContain('Security > API > Tokens');
  });

  it('an org that is not responding', async () => {
    const said = await failing(['--yes', '--org-url', bench.appUrl]);
    expect(said).toContain(`✗ The org at ${bench.appUrl} is not responding: nothing is listening there.`);
  });

  it('a host that does not exist, naming the one that was probably meant', async () => {
    const said = await failing(['--yes', '--org-url', 'https://dev-1.okat.com.']);
    expect(said).toMatch(/is not responding|Did you mean/);
    expect(await failing(['--yes', '--org-url', 'dev-1.okat.com'])).toContain(
      'Did you mean https://dev-1.okta.com?',
    );
  });

  it('an address that is no Okta org', async () => {
    const said = await failing(['--yes', '--org-url', bench.org.outside.url]);
    expect(said).toContain(`${bench.org.outside.url} responds, but is not an Okta org`);
  });

  it('a second init of the same folder while the first is at work', async () => {
    const folder = join(bench.cwd, '.multidemo', new URL(bench.org.url).host.replace(':', '-'));
    const release = await takeLock(join(folder, 'lock'), 'The state');
    const said = await failing(['--yes', '--org-url', bench.org.url]);
    expect(said).toContain(`The state in ${folder} is in use by process ${process.pid}.`);
    expect(said).toContain(`Its lock is ${join(folder, 'lock')}.`);
    await release();
  });

  it('the engine terraform without a Terraform', async () => {
    const said = await failing(['--yes', '--org-url', bench.org.url, '--engine', 'terraform'], {
      PATH: bench.cwd,
    });
    expect(said).toContain('✗ Neither terraform nor tofu is on the PATH.');
    expect(said).toContain('--engine direct');
  });

  it.skipIf(noTerraform)(withTerraform('a refused download of the provider'), async () => {
    const rc = join(bench.cwd, 'none.tfrc');
    await bench.write(
      'none.tfrc',
      'provider_installation {\n filesystem_mirror {\n path = "/nowhere"\n }\n}\n',
    );
    const said = await failing(['--yes', '--org-url', bench.org.url, '--engine', 'terraform'], {
      PATH: process.env['PATH'] ?? '',
      TF_CLI_CONFIG_FILE: rc,
    });
    expect(said).toContain('✗ Terraform could not download the Okta provider.');
  });
});

describe('init in trouble on the way', () => {
  beforeEach(async () => {
    bench = await startInitBench();
  });
  afterEach(() => bench.close());

  it('refuses an account without the right, before anything is made', async () => {
    const me = await bench.api.read('/api/v1/users/me');
    const roles = `/api/v1/users/${me?.id as string}/roles`;
    const [mine] = await bench.api.list(roles);
    await bench.api.post(roles, { type: 'READ_ONLY_ADMIN' });
    await bench.api.delete(`${roles}/${mine?.id as string}`);
    const said = await failing(['--yes', '--org-url', bench.org.url]);
    expect(said).toContain(
      '✗ The API token belongs to admin@sandbox.example, who is not a super administrator.\n  init needs a super administrator’s token',
    );
  });

  it('says that the disk is full, and goes on once there is room', async () => {
    disk.isFull = true;
    expect(await failing(['--yes', '--org-url', bench.org.url])).toContain('✗ The disk is full: ');
    disk.isFull = false;
    const { status, stdout } = await bench.init();
    expect(status).toBe(0);
    expect(stdout).toContain(`+ ${stackSize} to create`);
  });

  it('stopped by Ctrl-C in the middle keeps what was done; the next run does the rest', async () => {
    const running = bench.start(['init', '--org-url', bench.org.url, '--app-url', bench.appUrl, '--yes']);
    await running.until(/ created/);
    expect(await running.stop()).toBe(130);
    expect(running.stderr()).toBe(
      '✗ Stopped. Changes made so far are kept.\n  Run the command again to continue.\n',
    );
    const done = running.stdout().match(/ ✓ .* created/g)?.length ?? 0;
    expect(done).toBeGreaterThan(0);
    expect(await bench.env()).toBeUndefined();
    const { status, stdout } = await bench.init();
    expect(status).toBe(0);
    expect(stdout.match(/ ✓ .* created/g)).toHaveLength(stackSize - done);
    expect(stdout).not.toContain('adopted');
    expect((await readdir(bench.cwd)).filter((name) => name.startsWith('.env'))).toEqual(['.env']);
  });

  it('stopped by Ctrl-C while the demo is checked reports nothing as broken', async () => {
    const running = bench.start(['init', '--org-url', bench.org.url, '--app-url', bench.appUrl, '--yes']);
    await running.until(/Sign in /);
    expect(await running.stop()).toBe(130);
    expect(running.stderr()).toBe(
      '✗ Stopped. The org is configured, but not checked.\n  To check it: multidemo doctor\n',
    );
    expect(running.stdout()).not.toMatch(/✗|Doctor/);
    expect(await bench.values()).toMatchObject({ OKTA_BASE_URL: bench.org.url });
  });

  it('knows as its own what it began to make when it was killed', async () => {
    await bench.init();
    const folder = join(bench.cwd, '.multidemo', new URL(bench.org.url).host.replace(':', '-'));
    const { readFile, writeFile } = await import('node:fs/promises');
    const file = join(folder, 'direct.json');
    const state = JSON.parse(await readFile(file, 'utf8')) as { resources: object; creating: string[] };
    Reflect.deleteProperty(state.resources, 'okta_group.premium'); // as if killed between the request and its record
    state.creating = ['okta_group.premium'];
    await writeFile(file, JSON.stringify(state));
    expect((await bench.init()).status).toBe(0);
    await bench.run(['destroy', '--yes']);
    expect(await bench.api.list('/api/v1/groups?q=Premium')).toEqual([]);
  });

  it('tells a refusal of the org with what it was about', async () => {
    await bench.api.post('/api/v1/trustedOrigins', {
      name: `Okta Multidemo ${bench.appUrl}`,
      origin: 'https://elsewhere.example',
      scopes: [{ type: 'CORS' }],
    });
    const said = await bench.init();
    expect(said.status).toBe(1);
    expect(said.stderr).toContain(
      '✗ Trusted origins, okta_trusted_origin.app: Okta rejected POST /api/v1/trustedOrigins: 400',
    );
    expect(said.stderr).toMatch(
      new RegExp(
        `\\d+ of ${stackSize} are done and kept\\. Run the command again to continue, or multidemo destroy to remove them\\.`,
      ),
    );
  });
});

describe('init as a service app', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let clientId: string;
  let appId: string;
  beforeAll(async () => {
    bench = await startInitBench();
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    const app = await bench.api.post('/api/v1/apps', {
      name: 'oidc_client',
      label: 'init',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt' } },
      settings: {
        oauthClient: {
          application_type: 'service',
          grant_types: ['client_credentials'],
          response_types: ['token'],
          jwks: { keys: [jwk] },
        },
      },
    });
    appId = app.id as string;
    clientId = appId;
    await bench.write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  });
  afterAll(() => bench.close());
  const asService = () => ['--client-id', clientId, '--private-key-file', 'key.pem'];
  const grant = (scopeId: string) =>
    bench.api.post(`/api/v1/apps/${appId}/grants`, { issuer: bench.org.url, scopeId });

  it('names the scopes that are not granted', async () => {
    for (const scope of initScopes.slice(2)) await grant(scope);
    const said = await failing(['--yes', '--org-url', bench.org.url, ...asService()], { OKTA_API_KEY: '' });
    expect(said).toContain(`✗ The service app ${clientId} lacks ${initScopes.slice(0, 2).join(', ')}.`);
  });

  it('makes the demo org with its private key, and tells the shop to use it', async () => {
    for (const scope of initScopes.slice(0, 2)) await grant(scope);
    const { status, stdout, stderr } = await bench.init(asService(), { OKTA_API_KEY: '' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(`Account   ${clientId}  ✓ Service app with ${initScopes.length} scopes`);
    const text = (await bench.env()) ?? '';
    expect(text).toContain(`OKTA_API_CLIENT_ID=${clientId}`);
    expect(text).not.toContain('OKTA_API_KEY');
    expect((await bench.run(['init', '--yes'], { OKTA_API_KEY: '' })).stdout).toContain('nothing to change');
  });

  it('does the same for an app that demands proof of possession (DPoP)', async () => {
    const app = await bench.api.read(`/api/v1/apps/${appId}`);
    const settings = app?.settings as { oauthClient: object };
    await bench.api.put(`/api/v1/apps/${appId}`, {
      ...app,
      settings: { ...settings, oauthClient: { ...settings.oauthClient, dpop_bound_access_tokens: true } },
    });
    const { status, stdout, stderr } = await bench.run(['init', '--yes', '--json'], { OKTA_API_KEY: '' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { changes, doctor } = JSON.parse(stdout) as { changes: object[]; doctor: { counts: object } };
    expect(changes).toEqual([]);
    expect(doctor.counts).toMatchObject({ failure: 1 }); // nobody administers the shop yet
  });

  it('refuses a key that is none, and one of another app', async () => {
    await bench.write('other.pem', 'no key');
    const options = (key: string) => [
      'init',
      '--yes',
      '--org-url',
      bench.org.url,
      '--client-id',
      clientId,
      '--private-key-file',
      key,
    ];
    expect((await bench.run(options('other.pem'))).stderr).toContain('✗ The private key cannot be used');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await bench.write('other.pem', other.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect((await bench.run(options('other.pem'))).stderr).toContain(
      `✗ The org did not issue a token to the service app ${clientId}`,
    );
    // For an unknown client, an org responds in the format of its Management API.
    const unknown = options('other.pem').map((option) => (option === clientId ? '0oanobody' : option));
    const { stderr } = await bench.run(unknown);
    expect(stderr).toContain("service app 0oanobody: Invalid value for 'client_id' parameter");
    expect(stderr).toContain('Check the client ID');
  });
});

describe('an org URL', () => {
  it.each([
    ['https://dev-1.okta.com', 'https://dev-1.okta.com', undefined],
    ['dev-1.okta.com/', 'https://dev-1.okta.com', undefined],
    [
      'https://dev-1-admin.okta.com/admin/dashboard',
      'https://dev-1.okta.com',
      'without -admin, which is the Admin Console',
    ],
    [
      'https://dev-1-admin.oktapreview.com',
      'https://dev-1.oktapreview.com',
      'without -admin, which is the Admin Console',
    ],
    ['http://dev-1.okta.com', 'https://dev-1.okta.com', 'with https'],
    ['https://dev-1.okta.com/app/UserHome?x=1', 'https://dev-1.okta.com', 'without the path'],
    ['http://localhost:5001', 'http://localhost:5001', undefined],
    ['https://login.acme-admin.example', 'https://login.acme-admin.example', undefined],
  ])('%s is taken as %s', (written, url, note) => {
    expect(readOrgUrl(written)).toEqual({ url, corrected: note && `${url}, ${note}` });
  });
});
