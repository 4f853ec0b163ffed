/** Which addresses an identity provider may have: the org redirects users to them, and calls them with its secret. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../../helpers/sandbox-of-file.ts';

const { call } = sandboxOfFile();

const endpoint = (path: string) => ({ url: `https://idp.example.com/${path}` });
const provider = (endpoints: object = {}) => ({
  type: 'OIDC',
  name: 'Elsewhere',
  protocol: {
    type: 'OIDC',
    endpoints: {
      ...{ authorization: endpoint('authorize'), token: endpoint('token'), jwks: endpoint('keys') },
      ...endpoints,
    },
    scopes: ['openid'],
    issuer: { url: 'https://idp.example.com' },
    credentials: { client: { client_id: 'a', client_secret: 'b' } },
  },
});

test.each([
  ['authorization', 'javascript:alert(1)', 'The address must be a URL.'],
  ['token', 'not an address', 'The address must be a URL.'],
  ...['token', 'userInfo', 'jwks'].map((name) => [
    name,
    'http://idp.example.com/elsewhere',
    'The address must be an https URL, or an http URL on this machine.',
  ]),
])('%s: %s is refused', async (name, url, why) => {
  expect(await call('POST', '/api/v1/idps', provider({ [name]: { url } }))).toMatchObject({
    status: 400,
    body: {
      errorCode: 'E0000001',
      errorSummary: `Api validation failed: protocol.endpoints.${name}`,
      errorCauses: [{ errorSummary: `url: ${why}` }],
    },
  });
});

test.each(['https://idp.example.com/keys', 'http://localhost:9/keys', 'http://127.0.0.1:9/keys'])(
  '%s is accepted',
  async (url) => {
    const { status, body } = await call('POST', '/api/v1/idps', {
      ...provider({ jwks: { url } }),
      name: url,
    });
    expect([status, body['protocol']]).toMatchObject([200, { endpoints: { jwks: { url } } }]);
  },
);
