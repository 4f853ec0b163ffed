/** Apps and who is assigned to them. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const home = sandboxOfFile();
const { call } = home;

const bookmark = (label: string) => ({
  label,
  signOnMode: 'BOOKMARK',
  name: 'bookmark',
  settings: { app: { url: 'https://shelf.example' } },
});
const oidc = (label: string, client: object, settings: object = {}) => ({
  label,
  name: 'oidc_client',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: client },
  settings: {
    oauthClient: {
      application_type: 'web',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['https://one.example.com/'],
      ...settings,
    },
  },
});

test('assignments bring the group or the person along when asked to', async () => {
  const app = (await call('POST', '/api/v1/apps', bookmark('Expanded'))).id;
  const profile = { firstName: 'Ada', lastName: 'L', email: 'exp@example.com', login: 'exp@example.com' };
  const user = (await call('POST', '/api/v1/users', { profile })).id;
  const group = (await call('POST', '/api/v1/groups', { profile: { name: 'Expanders' } })).id;
  await call('PUT', `/api/v1/apps/${app}/groups/${group}`, {});
  await call('POST', `/api/v1/apps/${app}/users`, { id: user });
  for (const path of ['', `/${group}`]) {
    const { items, body } = await call('GET', `/api/v1/apps/${app}/groups${path}?expand=group`);
    const [first] = path === '' ? items : [body];
    expect(first).toMatchObject({ _embedded: { group: { id: group, profile: { name: 'Expanders' } } } });
  }
  for (const path of ['', `/${user}`]) {
    const { items, body } = await call('GET', `/api/v1/apps/${app}/users${path}?expand=user`);
    const [first] = path === '' ? items : [body];
    expect(first).toMatchObject({ _embedded: { user: { id: user, profile: { login: 'exp@example.com' } } } });
  }
  expect((await call('GET', `/api/v1/apps/${app}/users`)).items[0]).not.toHaveProperty('_embedded');
});

test('the apps of a user are those of their groups too', async () => {
  const app = (await call('POST', '/api/v1/apps', bookmark('Of a group'))).id;
  const profile = { login: 'g@example.com', email: 'g@example.com', firstName: 'G', lastName: 'B' };
  const user = (await call('POST', '/api/v1/users?activate=false', { profile })).id;
  const filter = encodeURIComponent(`user.id eq "${user}"`);
  const labels = async () =>
    (await call('GET', `/api/v1/apps?filter=${filter}`)).items.map(({ label }) => label);
  expect(await labels()).not.toContain('Of a group');
  const group = (await call('POST', '/api/v1/groups', { profile: { name: 'With an app' } })).id;
  await call('PUT', `/api/v1/groups/${group}/users/${user}`);
  await call('PUT', `/api/v1/apps/${app}/groups/${group}`, {});
  expect(await labels()).toContain('Of a group');
});

test("POST to an app's user assigns users who are not assigned, and changes those who are", async () => {
  const app = await call('POST', '/api/v1/apps', bookmark('Assigned'));
  const profile = { login: 'a@example.com', email: 'a@example.com', firstName: 'A', lastName: 'B' };
  const user = await call('POST', '/api/v1/users?activate=false', { profile });
  const path = `/api/v1/apps/${app.id}/users/${user.id}`;
  expect((await call('GET', path)).status).toBe(404);
  const body = { id: user.id, credentials: { userName: 'ann' } };
  const assigned = { status: 200, body: { id: user.id, scope: 'USER', credentials: { userName: 'ann' } } };
  expect(await call('POST', path, body)).toMatchObject(assigned);
  expect(await call('GET', path)).toMatchObject(assigned);
  const changed = await call('POST', path, { credentials: { userName: 'anna' } });
  expect(changed.body).toMatchObject({ credentials: { userName: 'anna' } });
  const nobody = await call('POST', `/api/v1/apps/${app.id}/users/00u00000000000000000`, {});
  expect(nobody.status).toBe(404);
});

test('a client without a secret cannot do without PKCE', async () => {
  const none = { token_endpoint_auth_method: 'none', pkce_required: false };
  const refused = await call('POST', '/api/v1/apps', oidc('Bare', none, { application_type: 'native' }));
  expect(refused).toMatchObject({
    status: 400,
    body: {
      errorCauses: [
        {
          errorSummary:
            "pkce_required: ''pkce_required'' must be set to true when ''token_endpoint_auth_method'' is ''none''.",
        },
      ],
    },
  });
  const basic = { token_endpoint_auth_method: 'client_secret_basic', pkce_required: false };
  expect((await call('POST', '/api/v1/apps', oidc('Basic', basic))).status).toBe(200);
});

test('a web app has a way to authenticate at the token endpoint', async () => {
  const none = { token_endpoint_auth_method: 'none', pkce_required: true };
  expect(await call('POST', '/api/v1/apps', oidc('Open', none, { application_type: 'web' }))).toMatchObject({
    status: 400,
    body: {
      errorCauses: [
        {
          errorSummary:
            "token_endpoint_auth_method: 'token_endpoint_auth_method' is invalid. Valid values: [client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]",
        },
      ],
    },
  });
});

test('a service app may have grants of people beside its own', async () => {
  const mixed = {
    application_type: 'service',
    grant_types: ['implicit', 'client_credentials'],
    response_types: ['token'],
  };
  const made = await call('POST', '/api/v1/apps', oidc('Mixed', {}, mixed));
  expect(made).toMatchObject({ status: 200, body: { settings: { oauthClient: mixed } } });
});

test.each([
  ['https://*.example.com/cb', 200],
  ['https://redirect-*-domain.example.com/oidc/redirect', 200],
  ['http://d-*.com/aaa', 200],
  ['https://*.com/cb', 400],
  ['https://a.*.example.com/cb', 400],
  ['https://*-*.example.com/cb', 400],
  ['https://one.example.com/*', 400],
])('a redirect URI with a wildcard: %s is answered with %i', async (uri, status) => {
  const settings = { wildcard_redirect: 'SUBDOMAIN', redirect_uris: [uri] };
  expect((await call('POST', '/api/v1/apps', oidc(uri.slice(-50), {}, settings))).status).toBe(status);
  const without = oidc(uri.slice(-50), {}, { redirect_uris: [uri] });
  expect((await call('POST', '/api/v1/apps', without)).status).toBe(400);
});

test('an address that is not one is reported by the name of its setting', async () => {
  const wrong = { redirect_uris: ['https://one.example.com/cb'], post_logout_redirect_uris: ['nowhere'] };
  const { status, body } = await call('POST', '/api/v1/apps', oidc('Nowhere', {}, wrong));
  expect([status, body['errorCauses']]).toEqual([
    400,
    [{ errorSummary: "post_logout_redirect_uris: 'nowhere' is not a valid redirect URI." }],
  ]);
});

test('an empty client secret is none: the app gets one, and keeps it', async () => {
  const empty = { token_endpoint_auth_method: 'client_secret_basic', client_secret: '' };
  const made = await call('POST', '/api/v1/apps', oidc('Empty secret', empty));
  const secretOf = ({ body }: typeof made) =>
    (body['credentials'] as { oauthClient: { client_secret: string } }).oauthClient.client_secret;
  expect(secretOf(made)).toHaveLength(64);
  const again = await call('PUT', `/api/v1/apps/${made.id}`, oidc('Empty secret', empty));
  expect(secretOf(again)).toBe(secretOf(made));
});

test('keys of a client have an id, which they keep, and links; an inactive one signs nothing', async () => {
  const key = { kty: 'EC', crv: 'P-256', kid: 'one', use: 'sig', x: 'x'.repeat(43), y: 'y'.repeat(43) };
  const other = { ...key, kid: 'two', status: 'INACTIVE' };
  const client = { token_endpoint_auth_method: 'private_key_jwt' };
  const keysOf = ({ body }: { readonly body: unknown }) =>
    (body as { settings: { oauthClient: { jwks: { keys: Record<string, unknown>[] } } } }).settings
      .oauthClient.jwks.keys;
  const made = await call('POST', '/api/v1/apps', oidc('Keys', client, { jwks: { keys: [key, other] } }));
  const [first, second] = keysOf(made);
  expect(first).toMatchObject({
    ...key,
    id: expect.stringMatching(/^pks/) as string,
    status: 'ACTIVE',
    _links: { deactivate: {} },
  });
  expect(second).toMatchObject({ status: 'INACTIVE', _links: { activate: {}, delete: {} } });
  const again = await call('PUT', `/api/v1/apps/${made.id}`, oidc('Keys', client, { jwks: { keys: [key] } }));
  expect(keysOf(again)).toMatchObject([{ id: first!['id'], created: first!['created'] }]);
  const asClient = await call('GET', `/oauth2/v1/clients/${made.id}`);
  expect(asClient.body).toMatchObject({ jwks: { keys: [key] } });
});

test('an uploaded logo is served, shown and kept; anything but a picture is refused', async () => {
  const app = await call('POST', '/api/v1/apps', bookmark('With a logo'));
  const upload = async (bytes: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'logo.png');
    const headers = { authorization: `SSWS ${home.sandbox.apiToken}` };
    const options = { method: 'POST', headers, body: form };
    const answer = await fetch(`${home.sandbox.url}/api/v1/apps/${app.id}/logo`, options);
    return [answer.status, answer.headers.get('content-type'), (await answer.text()).length];
  };
  expect((await upload(new TextEncoder().encode('<svg/>')))[0]).toBe(400);
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  expect(await upload(png)).toEqual([201, null, 0]);
  const logoOf = ({ body }: { readonly body: unknown }) =>
    (body as { _links: { logo: { href: string }[] } })._links.logo[0]!.href;
  const href = logoOf(await call('GET', `/api/v1/apps/${app.id}`));
  const picture = await fetch(href);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(png);
  expect(logoOf(await call('PUT', `/api/v1/apps/${app.id}`, bookmark('Renamed')))).toBe(href);
});

test.each([
  ['client_secret_basic', 'secrets'],
  ['private_key_jwt', 'jwks'],
])('a client with %s links to its %s', async (method, name) => {
  const made = await call('POST', '/api/v1/apps', {
    name: 'oidc_client',
    label: `Links ${method}`,
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: method } },
    settings: {
      oauthClient: {
        application_type: 'service',
        grant_types: ['client_credentials'],
        ...(name === 'jwks' && { jwks_uri: 'https://keys.example/jwks' }),
      },
    },
  });
  const { clientCredentials } = made.body['_links'] as {
    readonly clientCredentials: readonly { readonly name: string; readonly href: string }[];
  };
  expect(clientCredentials.map((one) => one.name)).toEqual([name]);
  expect(clientCredentials[0]?.href).toMatch(new RegExp(`/api/v1/apps/${made.id}/credentials/${name}$`));
});

test('a CIBA client is polled unless it asks for something else, and holds its authenticator', async () => {
  const app = (label: string, more: object) => ({
    name: 'oidc_client',
    label,
    signOnMode: 'OPENID_CONNECT',
    settings: {
      oauthClient: {
        application_type: 'web',
        redirect_uris: ['https://shop.example/callback'],
        ...more,
      },
    },
  });
  const phone = await call('POST', '/api/v1/apps', app('Phone', { grant_types: ['authorization_code'] }));
  const authenticators = '/api/v1/authenticators';
  const authenticator = await call('POST', `${authenticators}?activate=true`, {
    key: 'custom_app',
    name: 'Bank app',
    agreeToTerms: true,
    settings: { appInstanceId: phone.id, userVerification: 'PREFERRED' },
  });
  const grants = ['urn:openid:params:grant-type:ciba', 'authorization_code'];
  const ciba = app('Ciba', {
    grant_types: grants,
    backchannel_custom_authenticator_id: authenticator.id,
  });
  const made = await call('POST', '/api/v1/apps', ciba);
  expect(made.body['settings']).toMatchObject({
    oauthClient: {
      grant_types: grants,
      backchannel_token_delivery_mode: 'poll',
      backchannel_custom_authenticator_id: authenticator.id,
    },
  });
  const refused = await call('POST', `${authenticators}/${authenticator.id}/lifecycle/deactivate`);
  expect(refused.body).toMatchObject({
    errorSummary: 'Api validation failed: Authenticator',
    errorCauses: [{ errorSummary: expect.stringContaining('configured for CIBA') as string }],
  });
});

test('people who say nothing of it have the language and time zone of the org in an OIDC app', async () => {
  const made = await call('POST', '/api/v1/apps', {
    name: 'oidc_client',
    label: 'Profiles',
    signOnMode: 'OPENID_CONNECT',
    settings: {
      oauthClient: { application_type: 'web', redirect_uris: ['https://shop.example/callback'] },
    },
  });
  const assigned = async (login: string, more: object) => {
    const profile = { firstName: 'Ada', lastName: 'Byron', email: login, login, ...more };
    const user = await call('POST', '/api/v1/users?activate=false', { profile });
    return (await call('POST', `/api/v1/apps/${made.id}/users`, { id: user.id })).body['profile'];
  };
  expect(await assigned('none@example.com', {})).toMatchObject({
    zoneinfo: 'America/Los_Angeles',
    locale: 'en_US',
  });
  expect(await assigned('some@example.com', { timezone: 'Europe/Paris', locale: 'fr_FR' })).toMatchObject({
    zoneinfo: 'Europe/Paris',
    locale: 'fr_FR',
  });
});
