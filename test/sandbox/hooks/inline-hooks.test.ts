/** Inline hooks that are asked for a password, about a new person, and to deliver a code; previews and keys. */
import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, callerOf } from '../../helpers/call.ts';
import { type HookService, startHookService } from '../../helpers/hook-service.ts';
import { IdxClient } from '../../helpers/idx-client.ts';
import { startOrg, type TestOrg } from '../../helpers/org.ts';

const login = 'isaac@example.com';
const types = {
  password: 'com.okta.user.credential.password.import',
  registration: 'com.okta.user.pre-registration',
  telephony: 'com.okta.telephony.provider',
  token: 'com.okta.oauth2.tokens.transform',
};

let test: TestOrg;
let service: HookService;
let call: Call;

beforeEach(async () => {
  [test, service] = await Promise.all([startOrg(), startHookService()]);
  call = callerOf(test);
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  service.close();
  await test.close();
});

/** What the System Log says of hooks: event type, and why it failed. */
const logged = (): unknown[] =>
  test.org.log
    .all()
    .filter(({ eventType }) => /^inline_hook\.(executed|response)|^user\.import/.test(eventType))
    .map(({ eventType, outcome }) => [eventType, outcome.reason ?? outcome.result]);

const hook = async (type: string, config: object = {}, channel = 'HTTP'): Promise<string> => {
  const made = await call('POST', '/api/v1/inlineHooks', service.hook(type, config, channel));
  expect(made.body).toMatchObject({ type, status: 'ACTIVE' });
  return made.id;
};
const command = (type: string, value: unknown) => ({ body: { commands: [{ type, value }] } });

describe('the password import hook', () => {
  const verdict = (credential: string) => command('com.okta.action.update', { credential });
  const person = async (): Promise<void> => {
    const made = await call('POST', '/api/v1/users?activate=true', {
      profile: { login, email: login, firstName: 'Isaac', lastName: 'Brock' },
      credentials: { password: { hook: { type: 'default' } } },
    });
    expect(made.body).toMatchObject({
      status: 'ACTIVE',
      credentials: { password: {}, provider: { type: 'IMPORT' } },
    });
  };
  const signIn = async (secret: string): Promise<IdxClient> =>
    (await new IdxClient(test).start()).proceed('identify', {
      identifier: login,
      credentials: { passcode: secret },
    });

  it('is asked at the first sign-in; what it has verified is the password from then on', async () => {
    const id = await hook(types.password);
    await person();
    service.answer(verdict('UNVERIFIED'));
    expect((await signIn('wrong')).messageKeys).toEqual(['errors.E0000004']);
    service.answer(verdict('VERIFIED'));
    // The password policy would not take it.
    expect((await signIn('okta')).interactionCode).toBeDefined();
    expect(service.calls).toHaveLength(1);
    expect(service.calls[0]!.headers.authorization).toBe('secret');
    expect(service.calls[0]!.body).toMatchObject({
      eventType: types.password,
      eventTypeVersion: '1.0',
      cloudEventVersion: '0.1',
      source: `${test.url}/api/v1/inlineHooks/${id}`,
      data: {
        context: {
          request: { method: 'POST', url: { value: '/idp/idx/identify' } },
          credential: { username: login, password: 'okta' },
        },
        action: { credential: 'UNVERIFIED' },
      },
    });
    expect((await signIn('okta')).interactionCode).toBeDefined();
    expect(service.calls).toHaveLength(1);
    expect(test.org.users.byLogin(login)).toMatchObject({ provider: { type: 'OKTA' } });
    expect(logged()).toEqual([
      ['inline_hook.executed', 'SUCCESS'],
      ['inline_hook.response.processed', 'SUCCESS'],
      ['user.import.password', 'UNVERIFIED'],
      ['inline_hook.executed', 'SUCCESS'],
      ['inline_hook.response.processed', 'SUCCESS'],
      ['user.import.password', 'SUCCESS'],
    ]);
  });

  it.each([
    ['an empty answer', { status: 204 }, 1, ['inline_hook.response.processed', 'SUCCESS']],
    ['garbage', { body: 'garbage' }, 1, ['inline_hook.response.processed', 'The response is malformed.']],
    [
      'an error object',
      { body: { error: { errorSummary: 'Closed.' }, ...verdict('VERIFIED').body } },
      1,
      ['inline_hook.response.processed', 'Closed.'],
    ],
    [
      'another command',
      command('com.okta.user.profile.update', {}),
      1,
      ['inline_hook.response.processed', 'The command com.okta.user.profile.update is not supported.'],
    ],
    [
      'a refusal',
      { status: 403 },
      1,
      ['inline_hook.executed', 'The external service responded with the status code 403.'],
    ],
    [
      'a redirect',
      { status: 302, body: verdict('VERIFIED').body },
      1,
      ['inline_hook.executed', 'The external service responded with the status code 302.'],
    ],
    [
      'two failures',
      { status: 500, body: verdict('VERIFIED').body },
      2,
      ['inline_hook.executed', 'The external service responded with the status code 500.'],
    ],
    [
      'an answer that is too large',
      { body: { ...verdict('VERIFIED').body, debugContext: 'x'.repeat(256 * 1024) } },
      1,
      ['inline_hook.response.processed', 'The response is larger than 256 KB.'],
    ],
  ])('signs nobody in with %s', async (_, answer, times, entry) => {
    await hook(types.password);
    await person();
    service.answer(answer);
    expect((await signIn('okta')).messageKeys).toEqual(['errors.E0000004']);
    expect(service.calls).toHaveLength(times);
    expect(logged()).toContainEqual(entry);
    expect(test.org.users.byLogin(login)).toMatchObject({ importsPassword: true });
  });

  it('is asked again after a failure, which is not a failed attempt of the person', async () => {
    await hook(types.password);
    await person();
    service.answer({ status: 500 }, verdict('VERIFIED'));
    expect((await signIn('okta')).interactionCode).toBeDefined();
    expect(service.calls).toHaveLength(2);
    expect(test.org.users.byLogin(login)).toMatchObject({ failedSignIns: 0 });
  });

  it('is asked by the Authentication API too, and not at all when it is inactive', async () => {
    const id = await hook(types.password);
    await person();
    service.answer(verdict('VERIFIED'));
    await call('POST', `/api/v1/inlineHooks/${id}/lifecycle/deactivate`);
    const authn = () => call('POST', '/api/v1/authn', { username: login, password: 'okta' });
    expect((await authn()).status).toBe(401);
    expect(service.calls).toEqual([]);
    await call('POST', `/api/v1/inlineHooks/${id}/lifecycle/activate`);
    expect((await authn()).body).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('the registration hook', () => {
  const attributes = [
    { name: 'email', label: 'Email', required: true },
    { name: 'firstName', label: 'First name', required: true },
  ];
  const open = async (): Promise<void> => {
    const inlineHookId = await hook(types.registration);
    const { policies } = test.org;
    const policy = policies.systemPolicy('PROFILE_ENROLLMENT');
    const [rule] = policies.rules(policy.id);
    const changed = await call('PUT', `/api/v1/policies/${policy.id}/rules/${rule!.id}`, {
      type: 'PROFILE_ENROLLMENT',
      name: rule!.name,
      actions: {
        profileEnrollment: {
          access: 'ALLOW',
          profileAttributes: attributes,
          preRegistrationInlineHooks: [{ inlineHookId }],
          activationRequirements: { emailVerification: true },
        },
      },
    });
    expect(changed.status).toBe(200);
  };
  const userProfile = { email: 'bob@example.com', firstName: 'Bob' };
  const register = async (): Promise<IdxClient> => {
    const client = await (await new IdxClient(test).start()).proceed('select-enroll-profile');
    return client.proceed('enroll-profile', { userProfile });
  };
  const bob = () => test.org.users.byLogin('bob@example.com');

  it('hears what the person has given, and changes it before the account is made', async () => {
    await open();
    service.answer({
      body: {
        commands: [
          { type: 'com.action.update', value: { registration: 'ALLOW' } },
          { type: 'com.okta.user.profile.update', value: { title: 'Builder', firstName: 'Robert' } },
        ],
        debugContext: { took: 3 },
      },
    });
    const client = await register();
    expect(client.names).not.toContain('enroll-profile');
    expect(service.calls[0]!.body).toMatchObject({
      eventType: types.registration,
      requestType: 'self.service.registration',
      data: {
        context: { request: { url: { value: '/idp/idx/enroll/new' } } },
        userProfile: { ...userProfile, login: 'bob@example.com' },
        action: 'ALLOW',
      },
    });
    expect(bob()?.profile).toMatchObject({ title: 'Builder', firstName: 'Robert' });
    expect(test.org.log.all().find(({ debugData }) => debugData?.debugContext)).toMatchObject({
      eventType: 'inline_hook.response.processed',
      debugData: { debugContext: '{"took":3}' },
    });
  });

  it.each([
    ['denies', command('com.okta.action.update', { registration: 'DENY' }), 'Registration denied.'],
    ['returns an error', { body: { error: {} } }, 'Registration cannot be completed at this time.'],
    ['fails', { status: 500 }, 'There was an error creating your account. Please try registering again'],
    [
      'sets an attribute that there is not',
      command('com.okta.user.profile.update', { shoeSize: 46 }),
      'There was an error creating your account. Please try registering again',
    ],
    [
      'sets the password',
      command('com.okta.user.profile.update', { password: 'x' }),
      'There was an error creating your account. Please try registering again',
    ],
  ])('that %s registers nobody', async (_, answer, message) => {
    await open();
    service.answer(answer);
    const client = await register();
    expect(client.document.messages?.value.map((one) => one.message)).toEqual([message]);
    expect(bob()).toBeUndefined();
  });

  it('shows its causes beside the fields that they are about', async () => {
    await open();
    const cause = {
      errorSummary: 'Only example.org may register.',
      reason: 'INVALID_EMAIL_DOMAIN',
      locationType: 'body',
      location: 'data.userProfile.email',
      domain: 'end-user',
    };
    service.answer({ body: { error: { errorSummary: 'No.', errorCauses: [cause] } } });
    const client = await register();
    expect(JSON.stringify(client.document.remediation)).toContain(cause.errorSummary);
    expect(client.document.messages).toBeUndefined();
    expect(logged()).toContainEqual(['inline_hook.response.processed', 'No.']);
  });

  it('is refused in a policy when it is a hook for something else, or none', async () => {
    const wrong = await hook(types.token);
    const { policies } = test.org;
    const policy = policies.systemPolicy('PROFILE_ENROLLMENT');
    const [rule] = policies.rules(policy.id);
    const named = (ids: readonly string[]) =>
      call('PUT', `/api/v1/policies/${policy.id}/rules/${rule!.id}`, {
        type: 'PROFILE_ENROLLMENT',
        name: rule!.name,
        actions: {
          profileEnrollment: { preRegistrationInlineHooks: ids.map((inlineHookId) => ({ inlineHookId })) },
        },
      });
    expect((await named([wrong])).status).toBe(400);
    expect((await named(['calNone'])).status).toBe(400);
  });
});

describe('the telephony hook', () => {
  const phoneNumber = '+14155550123';
  const askForCode = async (): Promise<void> => {
    const ada = await test.addPerson('ada@example.com');
    const factor = { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber } };
    expect((await call('POST', `/api/v1/users/${ada.id}/factors`, factor)).status).toBe(200);
    await test.org.telephony.settled();
  };
  const action = (status: string) =>
    command('com.okta.telephony.action', [{ status, provider: 'VONAGE', transactionId: '1' }]);
  const messages = () => test.org.messages.sentTo(phoneNumber);

  it('delivers the code in the place of the org', async () => {
    await hook(types.telephony);
    service.answer(action('SUCCESSFUL'));
    await askForCode();
    const { body } = service.calls[0]!;
    expect(body).toMatchObject({
      eventType: types.telephony,
      requestType: 'com.okta.user.telephony.pre-enrollment',
      data: {
        userProfile: { login: 'ada@example.com', firstName: 'Ada' },
        messageProfile: {
          phoneNumber,
          deliveryChannel: 'SMS',
          otpCode: expect.stringMatching(/^\d{6}$/) as string,
        },
      },
    });
    expect(messages()).toEqual([]);
  });

  it.each([
    [
      'fails',
      { status: 500 },
      ['inline_hook.executed', 'The external service responded with the status code 500.'],
    ],
    ['answers garbage', { body: '[' }, ['inline_hook.response.processed', 'The response is malformed.']],
    [
      'returns an error',
      { body: { error: {} } },
      ['inline_hook.response.processed', 'The callback service returned an error'],
    ],
    [
      'could not deliver',
      action('FAILED'),
      ['inline_hook.response.processed', 'The external service could not deliver the message.'],
    ],
    [
      'has a status of its own',
      action('MAYBE'),
      [
        'inline_hook.response.processed',
        'The response has no com.okta.telephony.action with a valid status.',
      ],
    ],
  ])('that %s is asked once, and the org delivers', async (_, answer, entry) => {
    await hook(types.telephony);
    service.answer(answer);
    await askForCode();
    expect(service.calls).toHaveLength(1);
    expect(messages()).toHaveLength(1);
    expect(logged()).toContainEqual(entry);
  });

  it('is one for an org, and has a secret', async () => {
    const made = await hook(types.telephony);
    const another = { ...service.hook(types.telephony), name: 'Another' };
    expect((await call('POST', '/api/v1/inlineHooks', another)).status).toBe(400);
    await call('POST', `/api/v1/inlineHooks/${made}/lifecycle/deactivate`);
    const open = service.hook(types.telephony, { authScheme: undefined });
    expect((await call('POST', '/api/v1/inlineHooks', { ...open, name: 'Open' })).status).toBe(400);
    expect((await call('POST', '/api/v1/inlineHooks', another)).status).toBe(200);
    expect((await call('POST', `/api/v1/inlineHooks/${made}/lifecycle/activate`)).status).toBe(400);
  });
});

it('an answer that does not come within three seconds is none, at the second attempt either', async () => {
  await Promise.all([hook(types.password), hook(types.telephony)]);
  service.answer({ late: true });
  await call('POST', '/api/v1/users?activate=true', {
    profile: { login, email: login, firstName: 'Isaac', lastName: 'Brock' },
    credentials: { password: { hook: { type: 'default' } } },
  });
  const ada = await test.addPerson('ada@example.com');
  const profile = { phoneNumber: '+14155550123' };
  await call('POST', `/api/v1/users/${ada.id}/factors`, { factorType: 'sms', provider: 'OKTA', profile });
  const [signedIn] = await Promise.all([
    call('POST', '/api/v1/authn', { username: login, password: 'okta' }),
    test.org.telephony.settled(),
  ]);
  expect(signedIn.status).toBe(401);
  const late = 'The external service did not respond within 3 seconds.';
  expect(test.org.log.all().filter(({ outcome }) => outcome.reason === late)).toHaveLength(2);
  const times = (type: string) => service.calls.filter(({ body }) => body.eventType === type).length;
  expect([times(types.password), times(types.telephony)]).toEqual([2, 1]);
  expect(test.org.messages.sentTo('+14155550123')).toHaveLength(1);
});

describe('a preview', () => {
  const execute = async (id: string) => call('POST', `/api/v1/inlineHooks/${id}/execute`, { data: { a: 1 } });

  it('sends what it is given, and returns what comes', async () => {
    const id = await hook(types.token);
    service.answer({ status: 500 }, command('com.okta.identity.patch', []));
    expect(await execute(id)).toMatchObject({
      status: 200,
      body: command('com.okta.identity.patch', []).body,
    });
    expect(service.calls.map(({ body }) => body)).toEqual([{ data: { a: 1 } }, { data: { a: 1 } }]);
    service.answer({ body: { error: { errorSummary: 'No.' } } });
    expect((await execute(id)).body).toEqual({ error: { errorSummary: 'No.' } });
  });

  it.each([
    ['an error status', { status: 400 }, 'The external service responded with the status code 400.'],
    ['garbage', { body: '"garbage"' }, 'The response is malformed.'],
  ])('says that there was %s', async (_, answer, reason) => {
    const id = await hook(types.token);
    service.answer(answer);
    expect(await execute(id)).toMatchObject({
      status: 400,
      body: { errorCode: 'E0000001', errorCauses: [{ errorSummary: reason }] },
    });
  });
});

it('a hook that no sign-in calls is kept, the log says so, and a preview calls it', async () => {
  const imports = await call('POST', '/api/v1/inlineHooks', service.hook('com.okta.import.transform'));
  expect(imports.status).toBe(200);
  const told = await call('GET', '/api/v1/logs?filter=eventType%20eq%20%22sandbox.setting.not_simulated%22');
  expect(JSON.stringify(told.items)).toContain('createInlineHook');
  // A preview calls it.
  const update = command('com.okta.action.update', { result: 'CREATE_USER' });
  service.answer(update);
  const previewed = await call('POST', `/api/v1/inlineHooks/${imports.id}/execute`, {
    ...{ eventType: 'com.okta.import.transform', data: { action: { result: 'LINK_USER' } } },
  });
  expect([previewed.status, previewed.body]).toEqual([200, update.body]);
  expect(service.calls.map(({ body }) => body.eventType)).toEqual(['com.okta.import.transform']);
});

describe('hook keys', () => {
  it('sign for an access token, which the call brings', async () => {
    const key = await call('POST', '/api/v1/hook-keys', { name: 'Key 1' });
    expect(key.body).toMatchObject({ name: 'Key 1', isUsed: false, _embedded: { kty: 'RSA', use: null } });
    const keyId = String(key.body['keyId']);
    const tokenUrl = `${service.url}token`;
    const config = {
      authType: 'private_key_jwt',
      clientId: 'client-1',
      tokenUrl,
      hookKeyId: key.id,
      scope: 'hook',
    };
    const id = await hook(types.token, config, 'OAUTH');
    service.answer({ body: { access_token: 'AT1' } }, {});
    expect((await call('POST', `/api/v1/inlineHooks/${id}/execute`, {})).status).toBe(200);
    const [asked, called] = service.calls;
    expect(called!.headers.authorization).toBe('Bearer AT1');
    const form = Object.fromEntries(new URLSearchParams(asked!.text));
    expect(form).toMatchObject({
      grant_type: 'client_credentials',
      scope: 'hook',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    const published = await call('GET', `/api/v1/hook-keys/public/${keyId}`);
    expect(published.body).toEqual(key.body['_embedded']);
    const jwk = published.body as { readonly e: string; readonly n: string };
    const publicKey = createPublicKey({ key: { kty: 'RSA', e: jwk.e, n: jwk.n }, format: 'jwk' });
    const { payload, protectedHeader } = await jwtVerify(form['client_assertion']!, publicKey);
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: keyId });
    expect(payload).toMatchObject({ iss: 'client-1', sub: 'client-1', aud: tokenUrl });
  });

  it('are renamed, listed without their keys, and deleted when no hook has them', async () => {
    const { id } = await call('POST', '/api/v1/hook-keys', { name: 'Key 1' });
    const config = { authType: 'private_key_jwt', clientId: 'c', tokenUrl: service.url, hookKeyId: id };
    const used = await hook(types.token, config, 'OAUTH');
    expect((await call('PUT', `/api/v1/hook-keys/${id}`, { name: 'Key 2' })).body).toMatchObject({
      name: 'Key 2',
    });
    const [listed] = (await call('GET', '/api/v1/hook-keys')).items;
    expect(listed).toMatchObject({ id, name: 'Key 2', isUsed: true });
    expect(listed).not.toHaveProperty('_embedded');
    expect(JSON.stringify(await call('GET', `/api/v1/hook-keys/${id}?expand=publickey`))).not.toContain(
      '"d":',
    );
    expect((await call('POST', '/api/v1/hook-keys', { name: 'Key 2' })).status).toBe(400);
    expect((await call('DELETE', `/api/v1/hook-keys/${id}`)).status).toBe(403);
    await call('POST', `/api/v1/inlineHooks/${used}/lifecycle/deactivate`);
    expect((await call('DELETE', `/api/v1/inlineHooks/${used}`)).status).toBe(204);
    expect((await call('DELETE', `/api/v1/hook-keys/${id}`)).status).toBe(204);
    expect((await call('GET', `/api/v1/hook-keys/${id}`)).status).toBe(404);
  });

  it('that are not there are refused', async () => {
    const config = { authType: 'private_key_jwt', clientId: 'c', tokenUrl: service.url, hookKeyId: 'HKY1' };
    const made = await call('POST', '/api/v1/inlineHooks', service.hook(types.token, config, 'OAUTH'));
    expect(made.status).toBe(400);
  });
});
