/** What could have no effect is refused when it is set: patterns that are none, words that Okta does not know, reserved names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
beforeAll(async () => {
  org = await startOAuthOrg();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const send = (method: string, path: string, body: object) => org.api(method, `/api/v1/${path}`, body);

const samlApp = (filterValue: string) => ({
  label: `SAML ${filterValue}`,
  signOnMode: 'SAML_2_0',
  settings: {
    signOn: {
      ssoAcsUrl: 'http://localhost:9/acs',
      recipient: 'http://localhost:9/acs',
      destination: 'http://localhost:9/acs',
      audience: 'sp',
      subjectNameIdTemplate: '${user.userName}',
      subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      responseSigned: true,
      assertionSigned: true,
      signatureAlgorithm: 'RSA_SHA256',
      digestAlgorithm: 'SHA256',
      honorForceAuthn: true,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      attributeStatements: [{ type: 'GROUP', name: 'groups', filterType: 'REGEX', filterValue }],
    },
  },
});
const attribute = (pattern: string) => ({
  definitions: { custom: { properties: { badge: { title: 'Badge', type: 'string', pattern } } } },
});
const idp = (subject: object) => ({
  type: 'OIDC',
  name: 'Upstream',
  protocol: {
    type: 'OIDC',
    scopes: ['openid'],
    endpoints: {
      authorization: { url: 'http://localhost:9/authorize', binding: 'HTTP-REDIRECT' },
      token: { url: 'http://localhost:9/token', binding: 'HTTP-POST' },
      jwks: { url: 'http://localhost:9/keys', binding: 'HTTP-REDIRECT' },
    },
    issuer: { url: 'http://localhost:9' },
    credentials: { client: { client_id: 'a', client_secret: 'b' } },
  },
  policy: { subject },
});

describe('a regular expression', () => {
  it.each(['(', '*', '[a'])('%s is refused wherever one can be set', async (pattern) => {
    const app = await org.app();
    const idToken = { name: 'groups', valueType: 'FILTER', groupFilterType: 'REGEX', value: pattern };
    for (const [method, path, body] of [
      ['POST', 'apps', samlApp(pattern)],
      ['POST', `internal/apps/${app.id}/settings/oauth/idToken`, idToken],
      ['POST', 'meta/schemas/user/default', attribute(pattern)],
      ['POST', 'idps', idp({ filter: pattern })],
    ] as const) {
      const { status, body: said } = await send(method, path, body);
      expect([path, status, said.errorCode]).toEqual([path, 400, 'E0000001']);
    }
  });

  it('of an attribute is one of Java', async () => {
    await org.must('POST', '/api/v1/meta/schemas/user/default', attribute('(?i)b-\\d+'));
    await org.person({ badge: 'B-7' });
    await expect(org.person({ badge: 'C-7' })).rejects.toThrow('Does not match required pattern');
  });
});

it.each([
  ['SIGN_ON', 'OKTA_SIGN_ON', { actions: { signon: { access: 'MAYBE' } } }],
  ['SIGN_ON', 'OKTA_SIGN_ON', { conditions: { network: { connection: 'SOMEWHERE' } } }],
  ['ACCESS_POLICY', 'ACCESS_POLICY', { actions: { appSignOn: { access: 'PERHAPS' } } }],
  [
    'ACCESS_POLICY',
    'ACCESS_POLICY',
    {
      actions: {
        appSignOn: { access: 'ALLOW', verificationMethod: { type: 'ASSURANCE', factorMode: '3FA' } },
      },
    },
  ],
  ['PASSWORD', 'PASSWORD', { actions: { passwordChange: { access: 'SOMETIMES' } } }],
  ['MFA_ENROLL', 'MFA_ENROLL', { actions: { enroll: { self: 'TOMORROW' } } }],
])('a rule of type %s is refused with a word that Okta does not know', async (type, policyType, rule) => {
  const policy = await org.must('POST', '/api/v1/policies', {
    type: policyType,
    name: `Policy ${JSON.stringify(rule).slice(-30)}`,
  });
  const { status, body } = await send('POST', `policies/${policy.id}/rules`, { type, name: 'Rule', ...rule });
  expect([status, body.errorCode]).toEqual([400, 'E0000001']);
  expect(JSON.stringify(body)).toContain('Valid values: [');
});

it.each([
  ['complexity', { minLength: -1 }],
  ['complexity', { minLength: 'long' }],
  ['age', { maxAgeDays: 1.5 }],
  ['lockout', { maxAttempts: -3 }],
])('a password policy is refused with what is no number: %s %o', async (section, changes) => {
  const settings = { password: { [section]: changes } };
  const { status, body } = await send('POST', 'policies', { type: 'PASSWORD', name: 'Numbers', settings });
  expect([status, body.errorCode]).toEqual([400, 'E0000001']);
});

it('an identity provider is refused with a word that Okta does not know', async () => {
  expect((await send('POST', 'idps', idp({ matchType: 'SHOE_SIZE' }))).status).toBe(400);
});

describe('claims of an app', () => {
  it.each(['iss', 'sub', 'aud', 'exp', 'nonce', 'at_hash'])('may not be called %s', async (name) => {
    const app = await org.app();
    const claim = { name, expression: 'user.profile.email' };
    const groups = { name, valueType: 'EXPRESSION', groupFilterType: 'NONE', value: 'user.login' };
    for (const [path, body] of [
      [`apps/${app.id}/federated-claims`, claim],
      [`internal/apps/${app.id}/settings/oauth/idToken`, groups],
    ] as const) {
      const refused = await send('POST', path, body);
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).toContain('is a reserved claim name.');
    }
  });

  it('have the value of an expression, where the groups claim is one', async () => {
    const app = await org.app();
    await org.must('POST', `/api/v1/internal/apps/${app.id}/settings/oauth/idToken`, {
      ...{ name: 'groups', valueType: 'EXPRESSION', groupFilterType: 'NONE' },
      value: 'Groups.startsWith("OKTA", "Every", 10)',
    });
    const ada = await org.person();
    const { body } = await org.signIn(app, 'org', ada.profile.login, 'openid groups');
    expect(decodeJwt(body.id_token)).toMatchObject({ groups: ['Everyone'] });
    const without = await org.signIn(app, 'org', ada.profile.login, 'openid');
    expect(decodeJwt(without.body.id_token)).not.toHaveProperty('groups');
  });
});
