/**
 * Every implemented operation that Okta describes (OpenAPI, `../shared/okta-published`): a minimal described request is
 * accepted and each answer has the described shape. The recorded conversations of real orgs supply half of the
 * requests, the calls below the others; an operation that none of them reaches fails the test.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../sandbox/api/table.ts';
import { type Sandbox, createSandbox } from '../../sandbox/index.ts';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import {
  type Deviation,
  Description,
  type Listener,
  deviationsOfExamples,
  deviationsOfRealOrgs,
  listenTo,
  nameOf,
  placeOf,
  sharedFolder,
} from '../helpers/described.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';

const title = 'answers as Okta describes them';
const named =
  sharedFolder === undefined ? `${title} (skipped: no ../shared/okta-published beside the project)` : title;

/** A body with whatever a test looks for in it. */
type Body = Readonly<Record<string, string>> & { readonly [index: number]: Body };

describe.skipIf(sharedFolder === undefined)(named, { timeout: 600_000 }, () => {
  const shared = sharedFolder ?? '';
  const recordings = [`${shared}/okta-recordings`, `${shared}/okta-recordings-more`];
  const seen = new Map<string, Set<number>>();
  const deviations: Deviation[] = [];
  let management: Description;
  let oauth: Description;

  beforeAll(() => {
    management = new Description(`${shared}/okta-published/management.yaml`);
    oauth = new Description(`${shared}/okta-published/oauth.yaml`);
  }, 600_000);

  const keep = async (listener: Listener, sandbox: Sandbox): Promise<void> => {
    for (const [id, statuses] of listener.seen) seen.set(id, new Set([...(seen.get(id) ?? []), ...statuses]));
    deviations.push(...listener.deviations);
    await listener.close();
    await sandbox.close();
  };

  test.each(recordings)('to the recorded requests of %s', async (folder) => {
    const sandbox = await createSandbox();
    const listener = await listenTo(sandbox.url, [management, oauth]);
    const tool = [`${shared}/tools/replay-okta.mjs`, '--base', listener.url, '--token', sandbox.apiToken];
    const args = [...tool, '--recordings', folder, '--own', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 50_000_000 });
    expect((JSON.parse(stdout) as { sum: { ok: number } }).sum.ok).toBeGreaterThan(500);
    await keep(listener, sandbox);
  });

  test('to minimal described requests', async () => {
    const sandbox = await createSandbox({ apiToken: 'T' });
    const listener = await listenTo(sandbox.url, [management, oauth]);
    await minimalRequests(listener.url, sandbox);
    await keep(listener, sandbox);
  });

  test('whatever the operation, and each is asked', () => {
    const ofOkta = new Set([
      ...recordings.flatMap((folder) => [...deviationsOfRealOrgs(management, folder)]),
      ...[management, oauth].flatMap((one) => deviationsOfExamples(one, seen)),
    ]);
    const ours = new Set(deviations.filter((one) => !ofOkta.has(placeOf(one))).map(nameOf));
    expect.soft([...ours].sort()).toEqual([]);
    const described = new Set([...management.operations, ...oauth.operations].map((one) => one.id));
    const implemented = routes.map((route) => route.name).filter((name) => described.has(name));
    const reached = implemented.filter((name) => [...(seen.get(name) ?? [])].some((status) => status < 400));
    expect(implemented.filter((name) => !reached.includes(name))).toEqual([]);
    process.stdout.write(`described operations: ${implemented.length} implemented, all reached\n`);
  });
});

/** A PNG of one pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** While it runs, something answers the one-time verification of event hooks. */
async function withEcho(work: (uri: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ verification: request.headers['x-okta-verification-challenge'] }));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  await work(`http://localhost:${(server.address() as AddressInfo).port}/hook`);
  server.closeAllConnections();
  server.close();
}

async function minimalRequests(url: string, { url: org, outside }: Sandbox): Promise<void> {
  const send = async (method: string, path: string, body?: unknown, headers = {}): Promise<Body> => {
    const file = body instanceof FormData;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: 'SSWS T',
        ...(body !== undefined && !file && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: file || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect.soft(answer.status, `${method} ${path}: ${text.slice(0, 300)}`).toBeLessThan(400);
    return (text === '' ? {} : /^[[{]/.test(text) ? JSON.parse(text) : {}) as Body;
  };
  const get = async (path: string): Promise<Body> => send('GET', path);
  const post = async (path: string, body?: unknown): Promise<Body> => send('POST', path, body);
  const put = async (path: string, body?: unknown): Promise<Body> => send('PUT', path, body);
  const remove = async (path: string): Promise<Body> => send('DELETE', path);
  const at = (body: Body, ...path: (string | number)[]): string =>
    path.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], body) as string;

  const person = async (login: string): Promise<string> =>
    at(
      await post('/api/v1/users?activate=true', {
        profile: { firstName: 'Ada', lastName: 'Lovelace', email: login, login },
        credentials: { password: { value: 'Correct-Horse-77' } },
      }),
      'id',
    );

  // The org, its people and what becomes of them.
  await get('/api/v1/org');
  await post('/api/v1/org', { companyName: 'Northlight' });
  const ada = await person('ada@example.com');
  const user = `/api/v1/users/${ada}`;
  await post(user, { profile: { nickName: 'Countess' } });
  for (const change of ['suspend', 'unsuspend', 'expire_password', 'reset_factors'])
    await post(`${user}/lifecycle/${change}`);
  await post(`${user}/lifecycle/expire_password_with_temp_password`);
  const staged = await post('/api/v1/users?activate=false', {
    profile: {
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
      login: 'grace@example.com',
    },
  });
  await post(`/api/v1/users/${at(staged, 'id')}/lifecycle/activate?sendEmail=false`);
  await post(`/api/v1/users/${at(staged, 'id')}/lifecycle/reactivate?sendEmail=false`);
  const locked = await person('linus@example.com');
  for (let attempt = 0; attempt < 10; attempt += 1)
    await fetch(`${url}/api/v1/authn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'linus@example.com', password: 'wrong' }),
    });
  await post(`/api/v1/users/${locked}/lifecycle/unlock`);
  await post(`${user}/credentials/forgot_password?sendEmail=false`);
  await post(user, { credentials: { password: { value: 'Correct-Horse-79' } } });
  await get(`${user}/appLinks`);

  // Groups, roles and their targets.
  const group = at(await post('/api/v1/groups', { profile: { name: 'Shoppers' } }), 'id');
  await put(`/api/v1/groups/${group}/users/${ada}`);
  await get('/api/v1/groups/rules');
  const service = await post('/api/v1/apps', {
    label: 'Job',
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      oauthClient: {
        application_type: 'service',
        grant_types: ['client_credentials'],
        response_types: ['token'],
      },
    },
  });
  const serviceId = at(service, 'id');
  await get(`/api/v1/apps/${serviceId}/federated-claims`);
  for (const holder of [user, `/api/v1/groups/${group}`, `/oauth2/v1/clients/${serviceId}`]) {
    await get(`${holder}/roles`);
    const helpDesk = `${holder}/roles/${at(await post(`${holder}/roles`, { type: 'HELP_DESK_ADMIN' }), 'id')}`;
    await get(helpDesk);
    const appAdmin = `${holder}/roles/${at(await post(`${holder}/roles`, { type: 'APP_ADMIN' }), 'id')}`;
    if (!holder.startsWith('/oauth2')) {
      const other = at(await post('/api/v1/groups', { profile: { name: `Target of ${holder}` } }), 'id');
      await put(`${helpDesk}/targets/groups/${group}`);
      await put(`${helpDesk}/targets/groups/${other}`);
      await get(`${helpDesk}/targets/groups`);
      await remove(`${helpDesk}/targets/groups/${other}`);
      const targets = `${appAdmin}/targets/catalog/apps`;
      await put(`${targets}/oidc_client/${serviceId}`);
      await put(`${targets}/salesforce`);
      await put(`${targets}/box`);
      await get(targets);
      await remove(`${targets}/box`);
      await put(`${targets}/bookmark`);
      await remove(`${targets}/oidc_client/${serviceId}`);
    }
    await remove(appAdmin);
    await remove(helpDesk);
  }

  // Apps.
  const callback = 'http://localhost:9/callback';
  const web = await post('/api/v1/apps', {
    label: 'Shop',
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      oauthClient: {
        application_type: 'web',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [callback],
        consent_method: 'REQUIRED',
      },
    },
  });
  const app = `/api/v1/apps/${at(web, 'id')}`;
  const clientId = at(web, 'credentials', 'oauthClient', 'client_id');
  const secret = at(web, 'credentials', 'oauthClient', 'client_secret');
  await put(`${app}/groups/${group}`, {});
  await get(`${app}/groups`);
  await get(`/api/v1/groups/${group}/apps`);
  await remove(`${app}/groups/${group}`);
  await post(`${app}/users`, { id: ada });
  await get(`${app}/users`);
  await get(`${app}/users/${ada}`);
  await post(`${app}/users/${ada}`, { profile: {} });
  const grant = await post(`${app}/grants`, {
    scopeId: 'okta.users.read',
    issuer: at(await get('/.well-known/openid-configuration'), 'issuer'),
  });
  await get(`${app}/grants`);
  await get(`${app}/grants/${at(grant, 'id')}`);
  await remove(`${app}/grants/${at(grant, 'id')}`);
  const key = await post(`${app}/credentials/keys/generate?validityYears=2`);
  await get(`${app}/credentials/keys/${at(key, 'kid')}`);
  const secrets = `${app}/credentials/secrets`;
  await get(secrets);
  const second = `${secrets}/${at(await post(secrets, {}), 'id')}`;
  await get(second);
  await post(`${second}/lifecycle/deactivate`);
  await post(`${second}/lifecycle/activate`);
  await post(`${second}/lifecycle/deactivate`);
  await remove(second);

  // Schemas, types, mappings.
  await get('/api/v1/meta/schemas/group/default');
  await post('/api/v1/meta/schemas/group/default', {
    definitions: {
      custom: { id: '#custom', type: 'object', properties: { site: { title: 'Site', type: 'string' } } },
    },
  });
  await get('/api/v1/meta/schemas/user/linkedObjects');
  const type = await post('/api/v1/meta/types/user', {
    name: 'guest',
    displayName: 'Guest',
    description: '',
  });
  await post(`/api/v1/meta/types/user/${at(type, 'id')}`, { displayName: 'Visitor' });
  await put(`/api/v1/meta/types/user/${at(type, 'id')}`, {
    name: 'guest',
    displayName: 'Guest',
    description: 'Short stay',
  });

  // Authorization servers.
  const servers = '/api/v1/authorizationServers';
  await get(servers);
  const issuers = [];
  for (const name of ['Orders', 'Fulfilment'])
    issuers.push(
      at(await post(servers, { name, description: name, audiences: [`api://${name.toLowerCase()}`] }), 'id'),
    );
  const server = `${servers}/${issuers[0] ?? ''}`;
  await get(`${server}/credentials/keys`);
  await post(`${server}/credentials/lifecycle/keyRotate`, { use: 'sig' });
  await get(`${server}/credentials/keys/${at(await get(`${server}/credentials/keys`), 0, 'kid')}`);
  await post(`${server}/associatedServers`, { trusted: [issuers[1]] });
  await get(`${server}/associatedServers?trusted=true`);
  await remove(`${server}/associatedServers/${issuers[1] ?? ''}`);
  const policy = `${server}/policies/${at(
    await post(`${server}/policies`, {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'Everybody',
      description: 'All clients',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    }),
    'id',
  )}`;
  await post(`${policy}/lifecycle/deactivate`);
  await post(`${policy}/lifecycle/activate`);
  const ruleBody = {
    type: 'RESOURCE_ACCESS',
    name: 'All',
    priority: 1,
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: ['authorization_code', 'client_credentials'] },
      scopes: { include: ['*'] },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: 60,
        refreshTokenLifetimeMinutes: 0,
        refreshTokenWindowMinutes: 10080,
      },
    },
  };
  await post(`${policy}/rules`, ruleBody);
  const rule = `${policy}/rules/${at(await post(`${policy}/rules`, { ...ruleBody, name: 'More', priority: 2 }), 'id')}`;
  await get(`${policy}/rules`);
  await get(rule);
  await put(rule, { ...ruleBody, name: 'Still more', priority: 2 });
  await post(`${rule}/lifecycle/deactivate`);
  await post(`${rule}/lifecycle/activate`);
  await remove(rule);
  const scopes = await post(`${server}/scopes`, { name: 'orders:read', consent: 'REQUIRED' });
  await get(`${server}/scopes/${at(scopes, 'id')}`);

  // What surrounds them: origins, brands, hooks, policies, zones, behaviours, devices, identity providers.
  const origin = at(
    await post('/api/v1/trustedOrigins', {
      name: 'Shop',
      origin: 'http://localhost:5000',
      scopes: [{ type: 'CORS' }],
    }),
    'id',
  );
  await get('/api/v1/trustedOrigins');
  await post(`/api/v1/trustedOrigins/${origin}/lifecycle/deactivate`);
  await post(`/api/v1/trustedOrigins/${origin}/lifecycle/activate`);
  const brands = await get('/api/v1/brands');
  const brand = `/api/v1/brands/${at(brands, 0, 'id')}`;
  await put(brand, { name: at(await get(brand), 'name') });
  const sender = { displayName: 'Tally', userName: 'hello' };
  const emailDomain = { ...sender, brandId: at(await get(brand), 'id'), domain: 'tally.example' };
  const emailDomains = '/api/v1/email-domains';
  await put(`${emailDomains}/${at(await post(emailDomains, emailDomain), 'id')}`, sender);
  await get(emailDomains);
  const theme = `${brand}/themes/${at(await get(`${brand}/themes`), 0, 'id')}`;
  await put(theme, {
    primaryColorHex: '#1662dd',
    secondaryColorHex: '#ebebed',
    signInPageTouchPointVariant: 'OKTA_DEFAULT',
    endUserDashboardTouchPointVariant: 'OKTA_DEFAULT',
    errorPageTouchPointVariant: 'OKTA_DEFAULT',
    emailTemplateTouchPointVariant: 'OKTA_DEFAULT',
  });
  for (const place of ['logo', 'favicon', 'background-image']) {
    const form = new FormData();
    form.append('file', new Blob([picture], { type: 'image/png' }), 'picture.png');
    await send('POST', `${theme}/${place}`, form);
    await remove(`${theme}/${place}`);
  }
  const logo = new FormData();
  logo.append('file', new Blob([picture], { type: 'image/png' }), 'logo.png');
  await send('POST', `${app}/logo`, logo);
  const hook = await post('/api/v1/eventHooks', {
    name: 'Shop',
    events: { type: 'EVENT_TYPE', items: ['user.lifecycle.suspend'] },
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://example.com/hook' } },
  });
  await get('/api/v1/eventHooks');
  await withEcho(async (uri) => {
    const own = await post('/api/v1/eventHooks', {
      name: 'Verified',
      events: { type: 'EVENT_TYPE', items: ['user.lifecycle.suspend'] },
      channel: { type: 'HTTP', version: '1.0.0', config: { uri } },
    });
    await post(`/api/v1/eventHooks/${at(own, 'id')}/lifecycle/verify`);
  });
  await post(`/api/v1/eventHooks/${at(hook, 'id')}/lifecycle/deactivate`);
  await post(`/api/v1/eventHooks/${at(hook, 'id')}/lifecycle/activate`);
  await get('/api/v1/inlineHooks');
  await withEcho(async (uri) => {
    const own = await post('/api/v1/inlineHooks', {
      name: 'Previewed',
      type: 'com.okta.oauth2.tokens.transform',
      version: '1.0.0',
      channel: { type: 'HTTP', version: '1.0.0', config: { uri, method: 'POST' } },
    });
    await post(`/api/v1/inlineHooks/${at(own, 'id')}/execute`, { eventType: at(own, 'type') });
  });
  const hookKey = await post('/api/v1/hook-keys', { name: 'Signing' });
  await get('/api/v1/hook-keys');
  await get(`/api/v1/hook-keys/${at(hookKey, 'id')}`);
  await get(`/api/v1/hook-keys/public/${at(hookKey, 'keyId')}`);
  await put(`/api/v1/hook-keys/${at(hookKey, 'id')}`, { name: 'Signed' });
  await remove(`/api/v1/hook-keys/${at(hookKey, 'id')}`);
  const leaving = await person('leaving@example.com');
  await post('/oauth2/v1/global-token-revocation', { sub_id: { format: 'opaque', id: leaving } });
  const access = await post('/api/v1/policies', { type: 'ACCESS_POLICY', name: 'Strict', description: '' });
  const strict = `/api/v1/policies/${at(access, 'id')}`;
  await put(`${app}/policies/${at(access, 'id')}`);
  await get(`${strict}/app`);
  const policies = (await get('/api/v1/policies?type=ACCESS_POLICY')) as unknown as readonly {
    id: string;
    system: boolean;
  }[];
  await put(`${app}/policies/${policies.find((one) => one.system)?.id ?? ''}`);
  await get(`${strict}/mappings`);
  const mapped = await post(`${strict}/mappings`, { resourceId: serviceId, resourceType: 'APP' });
  await get(`${strict}/mappings/${at(mapped, 'id')}`);
  await remove(`${strict}/mappings/${at(mapped, 'id')}`);
  const session = await post('/api/v1/policies', { type: 'OKTA_SIGN_ON', name: 'Session', description: '' });
  const sessionRule = await post(`/api/v1/policies/${at(session, 'id')}/rules`, {
    type: 'SIGN_ON',
    name: 'Anybody',
    actions: { signon: { access: 'ALLOW' } },
  });
  const anybody = `/api/v1/policies/${at(session, 'id')}/rules/${at(sessionRule, 'id')}`;
  await post(`${anybody}/lifecycle/deactivate`);
  await post(`${anybody}/lifecycle/activate`);
  const authenticators = '/api/v1/authenticators';
  const all = (await get(authenticators)) as unknown as readonly { id: string; key: string }[];
  const idOf = (key: string): string => all.find((one) => one.key === key)?.id ?? '';
  await post(`${authenticators}?activate=false`, {
    key: 'duo',
    name: 'Duo Security',
    provider: {
      type: 'DUO',
      configuration: {
        host: 'https://duo.example',
        integrationKey: 'I',
        secretKey: 'S',
        userNameTemplate: { template: 'login' },
      },
    },
  });
  const google = `${authenticators}/${idOf('google_otp')}`;
  await get(google);
  await put(google, { key: 'google_otp', name: 'Google Authenticator' });
  await post(`${google}/lifecycle/deactivate`);
  await post(`${google}/lifecycle/activate`);
  await get(`${google}/methods`);
  await put(`${authenticators}/${idOf('phone_number')}/methods/sms`, { type: 'sms', status: 'ACTIVE' });
  await post(`${authenticators}/${idOf('phone_number')}/methods/voice/lifecycle/activate`);
  await post(`${authenticators}/${idOf('phone_number')}/methods/voice/lifecycle/deactivate`);
  await get(`${authenticators}/${idOf('okta_verify')}/methods`);
  const aaguids = `${authenticators}/${idOf('webauthn')}/aaguids`;
  const model = { aaguid: 'cb69481e-8ff7-4039-93ec-0a2729a11111', name: 'Own key' };
  await post(aaguids, model);
  await get(aaguids);
  await get(`${aaguids}/${model.aaguid}`);
  await put(`${aaguids}/${model.aaguid}`, { name: 'Renamed' });
  await send('PATCH', `${aaguids}/${model.aaguid}`, { name: 'Named again' });
  await remove(`${aaguids}/${model.aaguid}`);
  await get('/api/v1/zones');
  await get('/api/v1/behaviors');
  const behavior = { name: 'Odd hours', type: 'VELOCITY', settings: { velocityKph: 800 } };
  const odd = `/api/v1/behaviors/${at(await post('/api/v1/behaviors', behavior), 'id')}`;
  await get(odd);
  await put(odd, { ...behavior, settings: { velocityKph: 900 } });
  await post(`${odd}/lifecycle/deactivate`);
  await post(`${odd}/lifecycle/activate`);
  await remove(odd);
  await get('/api/v1/device-assurances');
  const assurance = { name: 'Macs', platform: 'MACOS', osVersion: { minimum: '14.0.0' } };
  const macs = at(await post('/api/v1/device-assurances', assurance), 'id');
  await put(`/api/v1/device-assurances/${macs}`, { ...assurance, osVersion: { minimum: '15.0.0' } });
  const idp = await post('/api/v1/idps', {
    type: 'GOOGLE',
    name: 'Google',
    protocol: {
      type: 'OIDC',
      scopes: ['openid', 'email', 'profile'],
      credentials: { client: { client_id: 'at-google', client_secret: 'of-google' } },
    },
    policy: {
      accountLink: { action: 'AUTO' },
      provisioning: { action: 'AUTO', groups: { action: 'NONE' } },
      subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
      maxClockSkew: 0,
    },
  });
  await post(`/api/v1/idps/${at(idp, 'id')}/lifecycle/deactivate`);
  await post(`/api/v1/idps/${at(idp, 'id')}/lifecycle/activate`);
  await get(`/api/v1/idps/${at(idp, 'id')}/users`);
  const mapping = at(await get(`/api/v1/mappings?sourceId=${at(idp, 'id')}`), 0, 'id');
  await post(`/api/v1/mappings/${mapping}`, { properties: {} });
  await get('/api/v1/idps/credentials/keys');
  await get('/api/v1/api-tokens');
  await get(`/api/v1/api-tokens/${at(await get('/api/v1/api-tokens'), 0, 'id')}`);

  // Factors.
  const factors = `${user}/factors`;
  await get(`${factors}/catalog`);
  await get(`${factors}/questions`);
  const question = { question: 'disliked_food', questionText: '', answer: 'mayonnaise' };
  const asked = await post(factors, { factorType: 'question', provider: 'OKTA', profile: question });
  await get(factors);
  await get(`${factors}/${at(asked, 'id')}`);
  await post(`${factors}/${at(asked, 'id')}/verify`, { answer: 'mayonnaise' });
  await remove(`${factors}/${at(asked, 'id')}`);
  const code = await post(factors, { factorType: 'token:software:totp', provider: 'GOOGLE' });
  const shared = at(code, '_embedded', 'activation', 'sharedSecret');
  await post(`${factors}/${at(code, 'id')}/lifecycle/activate`, { passCode: totp(shared, Date.now()) });
  const pushed = await post(factors, { factorType: 'push', provider: 'OKTA' });
  expect(at(pushed, 'status')).toBe('PENDING_ACTIVATION');
  const phone = `${outside.url}/phone/${ada}`;
  const device =
    /name="device" value="([^"]+)"/.exec(await (await fetch(`${phone}/screen`)).text())?.[1] ?? '';
  await fetch(`${phone}/add`, {
    method: 'POST',
    headers: { origin: outside.url },
    body: new URLSearchParams({ device }),
    redirect: 'manual',
  });
  const prompt = await post(`${factors}/${at(pushed, 'id')}/verify`, {});
  await get(new URL(at(prompt, '_links', 'poll', 'href')).pathname);

  // A person's session, consents and tokens.
  const buyer = await person('barbara@example.com');
  await post(`${app}/users`, { id: buyer });
  const barbara = `/api/v1/users/${buyer}`;
  const issuer = `${org}/oauth2/${issuers[0] ?? ''}`;
  const visitor = new Visitor();
  const verifier = randomBytes(32).toString('base64url');
  const authn = await post('/api/v1/authn', {
    username: 'barbara@example.com',
    password: 'Correct-Horse-77',
  });
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid offline_access orders:read',
    state: 's',
    nonce: 'n',
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    sessionToken: at(authn, 'sessionToken'),
  });
  const consent = locationOf(await visitor.fetch(`${issuer}/v1/authorize?${query.toString()}`));
  const page = await HostedPage.open(visitor, consent.href);
  if (page.names[0] === 'authenticator-verification-data') {
    // The policy that a new app is under asks for two factors.
    await page.choose('Email');
    const mail = await (await fetch(`${outside.url}/mailbox/barbara%40example.com`)).text();
    await page.answer({ passcode: /\b(\d{6})\b/.exec(mail.replace(/<[^>]+>/g, ' '))![1]! });
  }
  if (page.names[0] === 'consent') await page.proceed('consent', { consent: true });
  const back = await page.leave();
  const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
  const form = { ...basic, 'content-type': 'application/x-www-form-urlencoded' };
  const inForm = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
  const tokens = await send(
    'POST',
    `${new URL(issuer).pathname}/v1/token`,
    inForm({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: callback,
      code_verifier: verifier,
    }),
    form,
  );
  const server0 = new URL(issuer).pathname;
  await send('GET', `${server0}/v1/userinfo`, undefined, {
    authorization: `Bearer ${at(tokens, 'access_token')}`,
  });
  for (const name of ['access_token', 'refresh_token', 'id_token'])
    await send(
      'POST',
      `${server0}/v1/introspect`,
      inForm({ token: at(tokens, name), token_type_hint: name }),
      form,
    );
  await send(
    'POST',
    `${server0}/v1/token`,
    inForm({
      grant_type: 'refresh_token',
      refresh_token: at(tokens, 'refresh_token'),
      scope: 'openid offline_access',
    }),
    form,
  );
  for (const path of [
    '/.well-known/openid-configuration',
    '/v1/keys',
    '/.well-known/oauth-authorization-server',
  ])
    await get(`${server0}${path}`);
  await get('/.well-known/openid-configuration');
  await get('/oauth2/v1/keys');
  const grants = await get(`${barbara}/grants`);
  await get(`${barbara}/grants/${at(grants, 0, 'id')}`);
  await get(`${barbara}/clients`);
  const ofClient = `${barbara}/clients/${clientId}`;
  await get(`${ofClient}/grants`);
  const refresh = at(await get(`${ofClient}/tokens`), 0, 'id');
  await get(`${ofClient}/tokens/${refresh}`);
  await remove(`${ofClient}/tokens/${refresh}`);
  await remove(`${ofClient}/tokens`);
  await remove(`${barbara}/grants/${at(grants, 0, 'id')}`);
  await remove(`${ofClient}/grants`);
  await remove(`${barbara}/grants`);
  const again = await post('/api/v1/authn', {
    username: 'barbara@example.com',
    password: 'Correct-Horse-77',
  });
  const session2 = at(await post('/api/v1/sessions', { sessionToken: at(again, 'sessionToken') }), 'id');
  await get(`/api/v1/sessions/${session2}`);
  await post(`/api/v1/sessions/${session2}/lifecycle/refresh`);
  await remove(`/api/v1/sessions/${session2}`);
  await remove(`${barbara}/sessions`);
  await remove(`${app}/users/${buyer}`);
  const made = await post('/oauth2/v1/clients', {
    client_name: 'Registered',
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'web',
  });
  const client = `/oauth2/v1/clients/${at(made, 'client_id')}`;
  await get('/oauth2/v1/clients');
  await put(client, { ...(await get(client)), client_name: 'Renamed' });
  await post(`${client}/lifecycle/newSecret`);
  await remove(client);
  await get('/api/v1/logs?limit=5');
  await remove(`/api/v1/api-tokens/${at(await get('/api/v1/api-tokens'), 0, 'id')}`);
}
