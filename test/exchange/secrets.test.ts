/** Every place where a secret can be in a message, each with one of its own; none is shown, and what is no secret is. */
import { expect, test } from 'vitest';
import { bodyOf, Ledger, readMessages } from '../../exchange/index.ts';

interface Sent {
  url?: string;
  headers?: Record<string, string>;
  body?: string;
  type?: string;
  responseHeaders?: Record<string, string>;
  response?: object | string;
  responseType?: string;
}

function shownOf(...all: Sent[]): string {
  const ledger = new Ledger();
  for (const { url = 'http://localhost/', headers = {}, body, type = 'application/json', ...rest } of all) {
    const { response, responseHeaders = {}, responseType = 'application/json' } = rest;
    const message = ledger.open({
      ...{ at: 0, method: 'POST', url, requestBody: body === undefined ? undefined : bodyOf(body, type) },
      requestHeaders: Object.entries({ ...headers, 'Content-Type': type }).flat(),
    });
    const text = typeof response === 'string' ? response : JSON.stringify(response ?? {});
    ledger.close(message, {
      ...{ ms: 1, status: 200, responseBody: bodyOf(text, responseType) },
      responseHeaders: Object.entries({ ...responseHeaders, 'Content-Type': responseType }).flat(),
    });
  }
  const messages = readMessages(ledger);
  expect(messages).toHaveLength(all.length);
  return messages
    .flatMap(({ url, requestHeaders, requestBody = '', responseHeaders, responseBody = '' }) => [
      ...[url, requestBody, responseBody],
      ...[requestHeaders, responseHeaders].map((one) => JSON.stringify(one)),
    ])
    .join('\n');
}

const form = 'application/x-www-form-urlencoded';
const token = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.sEcReT-signature`;
const pem = '-----BEGIN PRIVATE KEY-----\nMIIEsEcReT\n-----END PRIVATE KEY-----\n';

test.each<[where: string, message: Sent, visible?: string]>([
  ['Authorization', { headers: { Authorization: 'SSWS sEcReT-1' } }, 'SSWS •••'],
  ['another header for it', { headers: { 'X-Hook-Authorization': 'sEcReT-1', 'X-API-Key': 'sEcReT-2' } }],
  ['a header of a hook', { headers: { 'X-Webhook-Secret': 'sEcReT-1', 'X-Webhook-Key': 'sEcReT-2' } }],
  ['cookies', { headers: { Cookie: 'sid=sEcReT-1' }, responseHeaders: { 'Set-Cookie': 'sid=sEcReT-2' } }],
  ['Referer', { headers: { Referer: 'http://localhost/cb?code=sEcReT-1#x' } }, 'http://localhost/cb'],
  [
    'a link',
    { responseHeaders: { Link: '<http://localhost/?after=1&token=sEcReT-1>; rel="next"' } },
    'after=1',
  ],
  ['DPoP', { headers: { DPoP: token } }],
  ['the query', { url: 'http://localhost/cb?code=sEcReT-1&state=sEcReT-2&error=no' }, 'error=no'],
  ['the fragment', { url: `http://localhost/cb#access_token=sEcReT-1&id_token=${token}` }],
  [
    'an address in the query',
    {
      url: `http://localhost/login?fromURI=${encodeURIComponent('/oauth2/v1/authorize?okta_key=sEcReT-1&a=b')}`,
    },
    'login?fromURI=',
  ],
  [
    'the credentials of an address',
    { response: { uri: 'https://ada:sEcReT-1@example.com/hook' } },
    'example.com',
  ],
  ['the path', { url: 'http://localhost/reset-password/sEcReT-1' }, '/reset-password/'],
  [
    'the path, as Okta writes it',
    { response: { resetPasswordUrl: 'http://o.example/reset_password/sEcReT-1' } },
  ],
  ['a link with a token', { response: { activationUrl: 'http://o.example/a?activationToken=sEcReT-1' } }],
  [
    'the client’s form',
    {
      type: form,
      body: 'grant_type=x&client_secret=sEcReT-1&client_assertion=sEcReT-2&code_verifier=sEcReT-3',
    },
    'grant_type=x',
  ],
  ['a SAML response', { type: form, body: 'SAMLResponse=sEcReT-1&RelayState=sEcReT-2' }],
  [
    'a form of a page',
    { type: form, body: 'name=Ada&newPassword=sEcReT-1&confirm_password=sEcReT-2' },
    'name=Ada',
  ],
  ['a form as plain text', { type: 'text/plain', body: 'name=Ada&password=sEcReT-1' }, 'name=Ada'],
  [
    'JSON as plain text',
    { type: 'text/plain;charset=UTF-8', body: '{"a":1,"password":"sEcReT-1"}' },
    '"a":1',
  ],
  ['passwords', { response: { credentials: { password: { value: 'sEcReT-1' } }, password: 'sEcReT-2' } }],
  ['one-time codes', { response: { passCode: 'sEcReT-1', otp: 483920, credentials: { totp: 'sEcReT-2' } } }],
  ['recovery', { response: { recovery_question: { question: 'Dog?', answer: 'sEcReT-1' } } }, 'Dog?'],
  ['backup codes', { response: { backupCodes: ['sEcReT-1', 'sEcReT-2'] } }],
  ['shared secrets', { response: { sharedSecret: 'sEcReT-1', qrcode: { href: 'data:sEcReT-2' } } }],
  ['a code to scan', { response: { scan: 'otpauth://totp/Okta:ada?secret=sEcReT-1&digits=6' } }, 'digits=6'],
  [
    'a field of a form of Okta’s',
    {
      response: {
        success: {
          value: [
            { name: 'interaction_code', value: 'sEcReT-1' },
            { name: 'x', value: 'y' },
          ],
        },
      },
    },
    '"y"',
  ],
  [
    'a hook’s settings',
    {
      response: {
        headers: [{ key: 'X-Token', value: 'sEcReT-1' }],
        authScheme: { type: 'HEADER', key: 'x', value: 'sEcReT-2' },
      },
    },
    'HEADER',
  ],
  [
    'new credentials',
    { response: { client_id: '0oa1', client_secret: 'sEcReT-1', secret: 'sEcReT-2' } },
    '0oa1',
  ],
  [
    'a private key',
    { response: { keys: [{ kty: 'RSA', n: 'public', d: 'sEcReT-1', qi: 'sEcReT-2' }] } },
    'public',
  ],
  ['a private key as PEM', { response: { key: pem, privateKey: 'sEcReT-1' } }],
  ['tokens', { response: { access_token: token, refreshToken: 'sEcReT-1', token_type: 'DPoP' } }, 'DPoP'],
  ['a token as the body', { responseType: 'application/jwt', response: token }],
])('in %s', (_where, message, visible) => {
  const shown = shownOf(message);
  expect(shown).not.toMatch(/sEcReT|483920/);
  expect(decodeURIComponent(shown)).toContain('•••');
  if (visible !== undefined) expect(shown).toContain(visible);
});

test('what is secret in one message is not shown in another, where nothing says so', () => {
  const basic = Buffer.from('client:sEcReT-basic').toString('base64');
  const shown = shownOf(
    { headers: { Authorization: `Basic ${basic}` } },
    { response: { success: { value: [{ name: 'interaction_code', value: 'sEcReT-code' }] } } },
    { response: { authScheme: { type: 'HEADER', key: 'X', value: 'sEcReT-hook' } } },
    {
      url: 'http://localhost/orders/sEcReT-basic',
      headers: { X: 'sEcReT-hook' },
      response: { said: 'not sEcReT-code' },
    },
  );
  expect(shown).not.toContain('sEcReT');
  expect(shown).toContain('http://localhost/orders/•••');
});

test('what only sounds like a secret is shown', () => {
  const plain = {
    ...{ token_type: 'Bearer', errorCode: 'E0000011', passwordChanged: '2026-01-01T00:00:00.000Z' },
    ...{ grant_types: ['authorization_code'], token_endpoint: 'http://localhost/v1/token', code: 404 },
    ...{ accessTokenLifetimeMinutes: 60, requested_token_type: 'urn:x', sub: 'ada@example.com' },
  };
  const shown = shownOf({ url: 'http://localhost/api/v1/users/00u1234567890abcdefg', response: plain });
  expect(shown).toContain('/users/00u1234567890abcdefg');
  expect(shown).toContain(JSON.stringify(plain));
});
