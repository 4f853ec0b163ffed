/** Inline hooks and their channels. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../../helpers/sandbox-of-file.ts';

const { call } = sandboxOfFile();

const hook = (name: string, config: object) => ({
  name,
  version: '1.0.2',
  type: 'com.okta.saml.tokens.transform',
  channel: { type: 'OAUTH', version: '1.0.0', config: { uri: 'https://example.com/s', ...config } },
});
const client = { clientId: 'a', tokenUrl: 'https://example.com/token' };

test('an inline hook gets an access token with a secret, which is not shown', async () => {
  const bySecret = { ...client, authType: 'client_secret_post', clientSecret: 'b', scope: 'api' };
  const made = await call('POST', '/api/v1/inlineHooks', hook('secret', bySecret));
  const shown = {
    type: 'OAUTH',
    version: '1.0.0',
    config: {
      uri: 'https://example.com/s',
      headers: [],
      method: 'POST',
      authScheme: null,
      ...client,
      authType: 'client_secret_post',
      scope: 'api',
    },
  };
  expect(made).toMatchObject({ status: 200, body: { channel: shown } });
  expect(made.body['channel']).toEqual(shown);
  const { clientSecret: _, ...kept } = bySecret;
  const path = `/api/v1/inlineHooks/${made.id}`;
  expect((await call('PUT', path, hook('secret', kept))).body['channel']).toEqual(shown);
});

test('an inline hook gets an access token with a key of the org', async () => {
  const { id: hookKeyId } = await call('POST', '/api/v1/hook-keys', { name: 'key' });
  const byKey = { ...client, authType: 'private_key_jwt', hookKeyId };
  const made = await call('POST', '/api/v1/inlineHooks', hook('key', byKey));
  expect(made.body).toMatchObject({ channel: { config: { hookKeyId, scope: null } } });
});

test('a hook without what its client needs is refused', async () => {
  const refused = await call('POST', '/api/v1/inlineHooks', hook('bare', { authType: 'client_secret_post' }));
  expect(refused).toMatchObject({
    status: 400,
    body: {
      errorCauses: ['clientId', 'tokenUrl', 'clientSecret'].map((name) => ({
        errorSummary: `${name}: The field cannot be left blank`,
      })),
    },
  });
  const unknown = { ...hook('x', client), channel: { type: 'SMOKE', version: '1', config: {} } };
  expect((await call('POST', '/api/v1/inlineHooks', unknown)).body).toMatchObject({ errorCode: 'E0000001' });
});

test.each(['uri', 'tokenUrl'])('secrets go to no other machine without TLS: %s', async (name) => {
  const config = { ...client, authType: 'client_secret_post', clientSecret: 'b' };
  for (const address of ['http://example.com/token', 'ftp://localhost/token', 'not an address']) {
    const refused = await call('POST', '/api/v1/inlineHooks', hook('open', { ...config, [name]: address }));
    const errorSummary = `${name}: The address must be an https URL, or an http URL on this machine.`;
    expect(refused).toMatchObject({ status: 400, body: { errorCauses: [{ errorSummary }] } });
  }
});
