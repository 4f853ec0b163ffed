import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, readSeed } from '../../../sandbox/index.ts';
import type { Sandbox } from '../../../sandbox/index.ts';
import { runCli } from '../../helpers/cli.ts';

const seed = `
version: 1
org: { companyName: Acme Outdoor }
userAttributes: { badge: { title: Badge, type: string, required: true } }
groups:
  - { name: Crew, description: Ask boss@acme.test, roles: [READ_ONLY_ADMIN] }
  - { name: Guests }
users:
  - profile: { login: mia@acme.test, email: mia@acme.test, firstName: Mia, lastName: Moon, mobilePhone: +1-555-0100, badge: B7, department: Sales }
    password: Known-Password-1
    groups: [Crew]
    roles: [HELP_DESK_ADMIN]
  - profile: { login: tim@acme.test, email: tim@acme.test, firstName: Tim, lastName: Sun, badge: B8 }
    status: SUSPENDED
groupRules:
  - { name: Sales people, expression: 'user.department=="Sales"', groups: [Guests] }
apps:
  - app:
      label: Shop
      signOnMode: OPENID_CONNECT
      profile: { apiKey: known-api-key, colour: red }
      credentials: { oauthClient: { client_id: shop-client, client_secret: known-client-secret-known-client-secret } }
      settings: { oauthClient: { grant_types: [authorization_code], redirect_uris: ['http://localhost:9/cb'] } }
    attributes: { level: { title: Level, type: string } }
    groups: [{ group: Crew, profile: { level: high } }]
    users: [{ login: tim@acme.test }]
    grants: [okta.users.read]
  - app:
      label: Partner
      signOnMode: SAML_2_0
      settings:
        signOn: { ssoAcsUrl: 'https://partner.test/acs', recipient: 'https://partner.test/acs', destination: 'https://partner.test/acs', audience: 'https://partner.test', idpIssuer: 'http://www.okta.com/\${org.externalKey}', subjectNameIdTemplate: '\${user.userName}', subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', responseSigned: true, assertionSigned: true, signatureAlgorithm: RSA_SHA256, digestAlgorithm: SHA256, honorForceAuthn: true, authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport' }
authorizationServers:
  - server: { name: Shop API, description: For the shop, audiences: ['http://shop'] }
    scopes: [{ name: 'goods:read' }]
    claims: [{ name: level, claimType: RESOURCE, valueType: EXPRESSION, value: appuser.level }]
    policies:
      - name: People
        description: All
        clients: [Shop]
        rules: [{ name: Any, grantTypes: [authorization_code], scopes: ['*'], groups: [Everyone], token: { accessTokenLifetimeMinutes: 30 } }]
trustedOrigins:
  - { name: shop, origin: 'http://localhost:9', scopes: [{ type: CORS }] }
eventHooks:
  - name: Events
    events: { type: EVENT_TYPE, items: [user.lifecycle.create] }
    channel: { type: HTTP, version: 1.0.0, config: { uri: 'http://localhost:9/hook', authScheme: { type: HEADER, key: authorization, value: known-hook-secret } } }
`;

let folder: string;
let org: Sandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clone-'));
  org = await createSandbox({ seed: readSeed(seed) });
});
afterEach(async () => {
  await org.close();
  await rm(folder, { recursive: true });
});

const file = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const clone = (from: Sandbox, ...options: string[]) =>
  runCli(['clone', '--org-url', from.url, ...options], {
    cwd: folder,
    env: { MULTIDEMO_API_TOKEN: from.apiToken },
  });
/** A sandbox org from a clone, cloned again. */
async function cloneOf(name: string, out: string): Promise<string> {
  const copy = await createSandbox({ seed: readSeed(await file(name)) });
  const again = await clone(copy, '--out', out);
  await copy.close();
  expect(again.status, again.stderr).toBe(0);
  return file(out);
}
const withoutComments = (text: string): string => text.replaceAll(/^#.*\n/gm, '');

test('clones an org with GET requests only, into a seed whose clone is the same', async () => {
  const before = org.requests.all().length;
  const { status, stdout, stderr } = await clone(org);
  expect(status, stderr).toBe(0);
  const requests = org.requests.all().slice(before);
  expect(requests.length).toBeGreaterThan(20);
  expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));

  const text = await file('org.yaml');
  expect(stderr).toBe('');
  expect(stdout).toContain('org.yaml');
  for (const line of ['users: 2', 'group rules: 1', 'apps: 2', 'event hooks: 1', 'secrets in settings: 1'])
    expect(stdout).toContain(line);
  for (const line of ['event hooks: 1', 'secrets in settings: 1', 'administrator whose token was used: 1'])
    expect(text).toContain(`#   ${line}\n`);
  expect(readSeed(text)).toMatchObject({
    org: { companyName: 'Acme Outdoor' },
    groups: [
      { name: 'Crew', description: 'Ask someone@example.com', roles: ['READ_ONLY_ADMIN'] },
      { name: 'Guests' },
    ],
    users: [
      { status: 'ACTIVE', groups: ['Crew', 'Guests'], roles: ['HELP_DESK_ADMIN'] },
      { status: 'SUSPENDED', groups: [] },
    ],
    groupRules: [{ name: 'Sales people', groups: ['Guests'], status: 'ACTIVE' }],
    apps: [
      {
        app: {
          label: 'Shop',
          profile: { colour: 'red' },
          credentials: { oauthClient: { client_id: 'shop-client' } },
        },
        groups: [{ group: 'Crew', profile: { level: 'high' } }],
        users: [{}],
        grants: ['okta.users.read'],
      },
      { app: { label: 'Partner', settings: { signOn: { audience: 'https://partner.test' } } } },
    ],
    trustedOrigins: [{ name: 'shop' }],
  });
  const server = readSeed(text).authorizationServers?.find(({ server: { name } }) => name === 'Shop API');
  expect(server).toMatchObject({
    scopes: [{ name: 'goods:read' }],
    claims: [{ name: 'level' }],
    policies: [
      { clients: ['Shop'], rules: [{ groups: ['Everyone'], token: { accessTokenLifetimeMinutes: 30 } }] },
    ],
  });

  const second = await cloneOf('org.yaml', 'second.yaml');
  expect(withoutComments(second)).toBe(withoutComments(text));
  expect(await cloneOf('second.yaml', 'third.yaml')).toBe(second); // nothing is left to leave out
});

test('nothing secret and nobody’s name gets into the file; --keep keeps attributes', async () => {
  await clone(org);
  const text = await file('org.yaml');
  for (const secret of [
    ...['known-', 'Known-Password', 'scrypt', org.apiToken, 'passwordHash', 'client_secret:'],
    ...['Mia', 'Moon', 'mia@', 'Tim', 'boss@', '555-0100', 'B7'],
  ])
    expect(text).not.toContain(secret);

  const kept = await clone(org, '--keep', 'department,badge', '--users', '1', '--out', 'kept.yaml');
  expect(kept.stdout).toContain('users beyond the first 1: 1');
  const [first, ...others] = readSeed(await file('kept.yaml')).users ?? [];
  expect(first?.profile).toMatchObject({ firstName: 'Alma', department: 'Sales', badge: 'B7' });
  expect(others).toEqual([]);
});

test('an existing file is kept unless --force is passed', async () => {
  await writeFile(join(folder, 'org.yaml'), 'mine');
  const refused = await clone(org);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/org\.yaml already exists\.[\s\S]*--force/);
  expect(await file('org.yaml')).toBe('mine');
  expect((await clone(org, '--force')).status).toBe(0);
  expect(await file('org.yaml')).toContain('version: 1');
});

test('a wrong URL or token is reported with a remedy, and nothing is written', async () => {
  const run = async (env: Record<string, string>, ...options: string[]) => {
    const { status, stderr } = await runCli(['clone', ...options], { cwd: folder, env });
    expect(status).toBe(1);
    expect(await readdir(folder)).toEqual([]);
    return stderr;
  };
  const token = { MULTIDEMO_API_TOKEN: 'wrong' };
  expect(await run(token)).toMatch(/--org-url is missing[\s\S]*OKTA_BASE_URL/);
  expect(await run(token, '--org-url', '://')).toMatch(/--org-url is invalid\.\n +It must be an address/);
  expect(await run(token, '--org-url', 'http://localhost:9')).toMatch(
    /not responding[\s\S]*correct --org-url/,
  );
  expect(await run(token, '--org-url', org.outside.url)).toMatch(/not an Okta org[\s\S]*Copy the address/);
  expect(await run({}, '--org-url', org.url)).toMatch(/OKTA_API_KEY is missing[\s\S]*--api-token-file/);
  expect(await run(token, '--org-url', org.url)).toMatch(/rejects the API token[\s\S]*Create a new one/);
});

test('what the plan does not include and what the sandbox refuses is left out, and said', async () => {
  await org.close();
  org = await createSandbox({ like: ['no-api-am'] });
  const create = (login: string) =>
    fetch(`${org.url}/api/v1/users`, {
      method: 'POST',
      headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ profile: { login, email: login, firstName: 'Kim', lastName: 'Star' } }),
    });
  await create('kim@acme.test');
  // A sandbox org has its own administrator with this login.
  const me = await fetch(`${org.url}/api/v1/users/me`, {
    headers: { authorization: `SSWS ${org.apiToken}` },
  });
  const { id } = (await me.json()) as { id: string };
  await fetch(`${org.url}/api/v1/users/${id}`, {
    method: 'POST',
    headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ profile: { login: 'other@acme.test' } }),
  });
  expect((await create('admin@sandbox.example')).status).toBe(200);

  const { status, stdout, stderr } = await clone(org, '--json', '--keep', 'login');
  expect(status, stderr).toBe(0);
  const { leftOut, contains, refused } = JSON.parse(stdout) as Record<string, unknown>;
  expect(contains).toMatchObject({ users: 1 });
  expect(leftOut).toContainEqual({ kind: 'authorization servers', count: 'not in the org’s plan' });
  expect(leftOut).toContainEqual({ kind: 'users that the sandbox refuses', count: 1 });
  expect(refused).toEqual([expect.stringMatching(/^users: login/)]);
});
