/** Authenticators that administrators add, switch off and describe. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const { call } = sandboxOfFile();

const path = '/api/v1/authenticators';
const idOf = async (key: string): Promise<string> =>
  String((await call('GET', path)).items.find((authenticator) => authenticator['key'] === key)!['id']);
const deactivate = async (key: string) => call('POST', `${path}/${await idOf(key)}/lifecycle/deactivate`);

test('one that a policy needs cannot be switched off', async () => {
  const policy = {
    type: 'MFA_ENROLL',
    name: 'Codes',
    conditions: {
      people: { groups: { include: [(await call('GET', '/api/v1/groups?q=Everyone')).items[0]!['id']] } },
    },
    settings: {
      type: 'AUTHENTICATORS',
      authenticators: [{ key: 'google_otp', enroll: { self: 'OPTIONAL' } }],
    },
  };
  const { id } = await call('POST', '/api/v1/policies', policy);
  const refused = await deactivate('google_otp');
  expect(refused).toMatchObject({
    status: 403,
    body: {
      errorCode: 'E0000148',
      errorCauses: [{ errorSummary: 'Authenticator Enrollment Policies: Codes' }],
    },
  });
  await call('DELETE', `/api/v1/policies/${id}`);
  expect(await deactivate('google_otp')).toMatchObject({ status: 200, body: { status: 'INACTIVE' } });
});

test('nor one that a rule of an app’s policy names', async () => {
  const policy = await call('POST', '/api/v1/policies', { type: 'ACCESS_POLICY', name: 'Strict' });
  const constraints = [
    { possession: { required: true, authenticationMethods: [{ key: 'webauthn', method: 'webauthn' }] } },
  ];
  const verificationMethod = { type: 'ASSURANCE', factorMode: '2FA', reauthenticateIn: 'PT0S', constraints };
  const rule = await call('POST', `/api/v1/policies/${policy.id}/rules`, {
    type: 'ACCESS_POLICY',
    name: 'Passkey',
    actions: { appSignOn: { access: 'ALLOW', verificationMethod } },
  });
  expect(rule.status).toBe(200);
  expect((await deactivate('webauthn')).body['errorCode']).toBe('E0000148');
});

test.each(['constructor', 'nothing'])('%s is no authenticator', async (key) => {
  const { status, body } = await call('POST', '/api/v1/authenticators', { key, name: 'Odd' });
  expect([status, body['errorCode']]).toEqual([400, 'E0000001']);
});

test('a custom app needs the terms accepted and an OIDC app, and shows its client', async () => {
  const app = await call('POST', '/api/v1/apps', {
    name: 'oidc_client',
    label: 'Phone app',
    signOnMode: 'OPENID_CONNECT',
    settings: {
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['com.example:/callback'],
      },
    },
  });
  const custom = {
    key: 'custom_app',
    name: 'Our app',
    provider: { type: 'PUSH', configuration: { fcm: { id: 'ppc1' } } },
    settings: { userVerification: 'PREFERRED', appInstanceId: app.id },
  };
  expect((await call('POST', path, custom)).status).toBe(400);
  expect(
    (await call('POST', path, { ...custom, agreeToTerms: true, settings: { appInstanceId: '0oanone' } }))
      .status,
  ).toBe(400);
  expect((await call('POST', path, { ...custom, agreeToTerms: true })).body).toMatchObject({
    settings: { appInstanceId: app.id, oauthClientId: app.id },
    _links: { enroll: {} },
  });
});

test('models of security keys: made, refused twice, changed in part, removed', async () => {
  const aaguids = `${path}/${await idOf('webauthn')}/aaguids`;
  const aaguid = 'cb69481e-8ff7-4039-93ec-0a2729a11111';
  const characteristics = { fipsCompliant: true };
  const made = { aaguid, name: 'Key', authenticatorCharacteristics: characteristics };
  expect((await call('POST', aaguids, made)).body).toMatchObject({
    name: 'Key',
    authenticatorCharacteristics: { fipsCompliant: true, platformAttached: false },
  });
  expect((await call('POST', aaguids, made)).status).toBe(400);
  expect((await call('POST', aaguids, { aaguid: aaguid.replace('cb', 'cc') })).status).toBe(400);
  expect((await call('PATCH', `${aaguids}/${aaguid}`, { name: 'Renamed' })).body).toMatchObject({
    name: 'Renamed',
    authenticatorCharacteristics: { fipsCompliant: true },
  });
  const wrong = [{ x5c: 'no certificate' }];
  expect((await call('PUT', `${aaguids}/${aaguid}`, { attestationRootCertificates: wrong })).status).toBe(
    400,
  );
  expect((await call('DELETE', `${aaguids}/${aaguid}`)).status).toBe(204);
  expect((await call('GET', aaguids)).items).toEqual([]);
  expect((await call('GET', `${path}/${await idOf('okta_email')}/aaguids`)).status).toBe(404);
});

test('the factor types of the Classic engine are the authenticators', async () => {
  const statusOf = async (id: string) =>
    (await call('GET', '/api/v1/org/factors')).items.find((factor) => factor['id'] === id)!['status'];
  expect(await statusOf('okta_sms')).toBe('ACTIVE');
  expect(await statusOf('duo')).toBe('NOT_SETUP');
  await call('POST', '/api/v1/org/factors/okta_sms/lifecycle/deactivate');
  expect(await statusOf('okta_sms')).toBe('INACTIVE');
  expect((await call('GET', `${path}/${await idOf('phone_number')}`)).body).toMatchObject({
    status: 'INACTIVE',
  });
  expect((await call('POST', '/api/v1/org/factors/duo/lifecycle/activate')).status).toBe(404);
  expect((await call('GET', '/api/v1/org/factors/okta_email')).body).toMatchObject({
    id: 'okta_email',
    status: 'ACTIVE',
    _links: { self: {}, deactivate: {} },
  });
  expect((await call('GET', '/api/v1/org/factors/nothing')).status).toBe(404);
  const kept = await call('POST', '/api/v1/org/factors/okta_password/lifecycle/deactivate');
  expect(kept.body).toMatchObject({ errorCode: 'E0000020' });
});

test('one that is added without a name has its own', async () => {
  const provider = { type: 'DEL_OATH', configuration: { hostName: 'localhost', authPort: 999 } };
  const made = await call('POST', path, { key: 'onprem_mfa', provider });
  expect(made.body).toMatchObject({ type: 'security_key', name: 'On-Prem MFA' });
  expect((await call('PUT', `${path}/${made.id}`, { key: 'onprem_mfa', provider })).body).toMatchObject({
    name: 'On-Prem MFA',
  });
});

test('a replacement may leave out the key, as Okta’s SDK does, but not change it', async () => {
  const email = `${path}/${await idOf('okta_email')}`;
  expect((await call('PUT', email, { name: 'Mail' })).body).toMatchObject({
    key: 'okta_email',
    name: 'Mail',
  });
  expect((await call('PUT', email, { key: 'duo', name: 'Duo' })).body).toMatchObject({
    errorCauses: [{ errorSummary: expect.stringMatching(/^key: /) as string }],
  });
  await call('PUT', email, { name: 'Email' });
});

test('the method of an authenticator is the one of the path, whether or not the body names it', async () => {
  const method = `${path}/${await idOf('webauthn')}/methods/webauthn`;
  const settings = { userVerification: 'PREFERRED' };
  expect((await call('PUT', method, { settings })).body).toMatchObject({
    type: 'webauthn',
    settings,
  });
  for (const other of [{ type: 'otp', settings }, {}])
    expect((await call('PUT', method, other)).body).toMatchObject({
      errorCauses: [{ errorSummary: expect.stringMatching(/^type: /) as string }],
    });
});
