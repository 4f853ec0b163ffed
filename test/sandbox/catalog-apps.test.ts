/** Apps of the Okta Integration Network and of Okta's templates: what Okta adds to what a request says. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const home = sandboxOfFile();
const { call } = home;

const app = (fields: object) => call('POST', '/api/v1/apps', { label: 'One', ...fields });

test('a SAML app of the catalog has only the settings that an administrator can override, and two keys', async () => {
  const made = await app({
    name: 'zendesk',
    signOnMode: 'SAML_2_0',
    settings: { signOn: { responseSigned: false, audienceOverride: '', defaultRelayState: '' } },
  });
  expect(made.body).toMatchObject({
    licensing: { seatCount: 0 },
    universalLogout: { supportType: 'FULL', protocol: 'PROPRIETARY' },
    visibility: { appLinks: { login: true } },
    _links: { appLinks: [{ name: 'login' }] },
  });
  expect(made.body['settings']).toMatchObject({ signOn: { audienceOverride: null } });
  expect(JSON.stringify(made.body['settings'])).not.toContain('responseSigned');
  expect((await call('GET', `/api/v1/apps/${made.id}/credentials/keys`)).items).toHaveLength(2);
  const metadata = await call('GET', `/api/v1/apps/${made.id}/sso/saml/metadata`);
  expect(metadata.type).toContain('text/xml');
  const path = `${home.sandbox.url}/api/v1/apps/${made.id}/sso/saml/metadata`;
  const authorization = `SSWS ${home.sandbox.apiToken}`;
  const asked = await fetch(path, { headers: { authorization, accept: 'application/xml' } });
  expect(asked.headers.get('content-type')).toContain('application/xml');
});

test('a password app of the catalog is opened by the browser plugin, by the links that are shown', async () => {
  const bare = await app({ name: 'acme_console', signOnMode: 'AUTO_LOGIN' });
  expect(bare.body).toMatchObject({
    signOnMode: 'BROWSER_PLUGIN',
    _links: { appLinks: [{ name: 'acme_console_login' }] },
  });
  const appLinks = { login: true, mail: false, calendar: true };
  const office = await app({ name: 'office365', signOnMode: 'BROWSER_PLUGIN', visibility: { appLinks } });
  expect(office.body).toMatchObject({
    universalLogout: { supportType: 'PARTIAL', identityStack: 'SHARED' },
    visibility: { appLinks },
    _links: { appLinks: [{ name: 'login' }, { name: 'calendar' }] },
  });
});

test('a user name that an administrator wrote is not pushed unless asked for', async () => {
  const made = async (userNameTemplate: object) => {
    const { body } = await app({
      name: 'bookmark',
      signOnMode: 'BOOKMARK',
      credentials: { userNameTemplate },
    });
    return (body['credentials'] as { userNameTemplate: unknown }).userNameTemplate;
  };
  const custom = { template: 'user.firstName', type: 'CUSTOM' };
  expect(await made(custom)).toEqual({ ...custom, pushStatus: 'DONT_PUSH' });
  expect(await made({ ...custom, pushStatus: 'PUSH' })).toEqual({ ...custom, pushStatus: 'PUSH' });
  const builtIn = { template: '${source.login}', type: 'BUILT_IN' };
  expect(await made(builtIn)).toEqual(builtIn);
});

test('the inline hooks of a custom SAML app are linked', async () => {
  const hook = await call('POST', '/api/v1/inlineHooks', {
    name: 'SAML',
    type: 'com.okta.saml.tokens.transform',
    version: '1.0.0',
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://hook.example/saml', method: 'POST' } },
  });
  const { body } = await app({
    signOnMode: 'SAML_2_0',
    settings: { signOn: { ssoAcsUrl: 'https://sp.example/acs', inlineHooks: [{ id: hook.id }] } },
  });
  const href = `${home.sandbox.url}/api/v1/inlineHooks/${hook.id}`;
  expect(body).toMatchObject({
    settings: { signOn: { inlineHooks: [{ id: hook.id, _links: { self: { href } } }] } },
  });
});

test('an OIDC app of the catalog knows its redirect URIs, and does not show its client', async () => {
  const made = await app({
    name: 'StrongBox',
    signOnMode: 'OPENID_CONNECT',
    settings: { oauthClient: { application_type: 'web', grant_types: ['authorization_code'] } },
  });
  expect(made).toMatchObject({
    status: 200,
    body: {
      name: 'strongbox',
      universalLogout: { status: 'UNSUPPORTED' },
      visibility: { appLinks: { strongbox_link: true } },
      _links: { clientCredentials: [{ name: 'secrets' }], help: { type: 'text/html' } },
    },
  });
  expect(made.body['settings']).not.toHaveProperty('oauthClient');
  expect(made.body['credentials']).not.toHaveProperty('oauthClient');
  const settings = `/api/v1/internal/apps/${made.id}/settings/oauth/idToken`;
  expect((await call('GET', settings)).status).toBe(404);
});

test('the addresses of a custom SWA app change only while it is active', async () => {
  const swa = (host: string, label = 'Swa') => ({
    label,
    signOnMode: 'AUTO_LOGIN',
    settings: { signOn: { loginUrl: `https://${host}/login`, redirectUrl: `https://${host}` } },
  });
  const path = `/api/v1/apps/${(await app(swa('a.example'))).id}`;
  expect((await call('PUT', path, swa('b.example'))).status).toBe(200);
  await call('POST', `${path}/lifecycle/deactivate`);
  expect((await call('PUT', path, swa('c.example'))).body).toMatchObject({
    errorCode: 'E0000024',
    errorCauses: [{ errorSummary: expect.stringContaining('No active instances.') as string }],
  });
  expect((await call('PUT', path, swa('b.example', 'Renamed'))).body).toMatchObject({ label: 'Renamed' });
});

test('the certificate of a SAML app is written in lines, however it was sent', async () => {
  const saml = async (x5c: string) => {
    const made = await app({
      label: `Certificate ${x5c.length}`,
      signOnMode: 'SAML_2_0',
      settings: {
        signOn: {
          ssoAcsUrl: 'https://sp.example/acs',
          audience: 'https://sp.example',
          recipient: 'https://sp.example/acs',
          destination: 'https://sp.example/acs',
          spCertificate: { x5c: [x5c] },
        },
      },
    });
    return (made.body['settings'] as { signOn: { spCertificate: unknown } }).signOn.spCertificate;
  };
  const lines = { x5c: [`${'M'.repeat(76)}\r\n${'I'.repeat(76)}\r\nend=\r\n`] };
  expect(await saml(`${'M'.repeat(76)}${'I'.repeat(76)}end=`)).toEqual(lines);
  expect(await saml(lines.x5c[0]!)).toEqual(lines);
});
