/** Direct authentication: an app that has its own sign-in pages, and the person's phone. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  onlyFor,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
  words,
} from '../../../helpers/oauth-org.ts';
import { Phone } from '../../../helpers/phone.ts';

const otp = 'urn:okta:params:oauth:grant-type:otp';
const oob = 'urn:okta:params:oauth:grant-type:oob';
const mfaOtp = 'http://auth0.com/oauth/grant-type/mfa-otp';
const mfaOob = 'http://auth0.com/oauth/grant-type/mfa-oob';
const onPhone = { challenge_hint: oob, channel_hint: 'push' };

/** An org in which one factor is enough, and one where two are asked for. */
interface Place {
  readonly org: OAuthOrg;
  readonly server: string;
  readonly app: OAuthApp;
  readonly ada: Body;
  readonly phone: Phone;
}
let one: Place;
let two: Place;

async function place(asNew: boolean): Promise<Place> {
  const org = await startOAuthOrg({ asNew });
  const server = await org.server();
  const app = await org.app({ grant_types: ['password', 'refresh_token', otp, oob, mfaOtp, mfaOob] });
  const ada = await org.person();
  return { org, server, app, ada, phone: await new Phone(org, ada).enrollVerify() };
}

beforeAll(async () => {
  one = await place(false);
  two = await place(true);
});
afterAll(async () => {
  for (const { org } of [one, two]) {
    expect(org.faults).toEqual([]);
    await org.close();
  }
});

const ask = (at: Place, grant: string, form: Record<string, string>) => {
  at.org.pass(31);
  return at.org.token(at.app, at.server, { grant_type: grant, ...form });
};
const begin = (at: Place, endpoint: string, form: Record<string, string>, app = at.app) =>
  at.org.postAs(app, at.server, endpoint, form);
const hint = ({ ada }: Place) => ({ login_hint: ada.profile.login });
const wrongOtp = [
  400,
  'invalid_grant',
  "The 'otp' provided is either empty or incorrect. Use the correct OTP and try again.",
];

describe('with one factor', () => {
  it('a one-time password signs in', async () => {
    one.org.pass(31);
    const { status, body } = await one.org.token(one.app, one.server, {
      ...{ grant_type: otp, ...hint(one), otp: await one.phone.code(), scope: 'openid offline_access' },
    });
    expect([status, body.scope]).toEqual([200, 'openid offline_access']);
    expect(decodeJwt(body.id_token)).toMatchObject({ sub: one.ada.id, amr: ['otp'] });
    expect(body.refresh_token).toBeDefined();
  });

  it('a push signs in once it is approved', async () => {
    const begun = await begin(one, 'primary-authenticate', { ...hint(one), ...onPhone });
    expect(begun.body).toEqual({
      ...{ oob_code: expect.any(String) as unknown, channel: 'push', binding_method: 'none' },
      ...{ expires_in: 300, interval: 5 },
    });
    const form = { oob_code: String(begun.body.oob_code), scope: 'openid' };
    expect(refusal(await ask(one, oob, form))).toEqual([
      400,
      'authorization_pending',
      'No user response received on the out-of-band authenticator yet. Continue polling to wait for a response.',
    ]);
    await one.phone.answer('approve');
    expect(decodeJwt((await ask(one, oob, form)).body.id_token).amr).toEqual(['swk']);
    expect(refusal(await ask(one, oob, form))).toEqual([
      403,
      'access_denied',
      "'oob_code' has expired. Use a new 'oob_code' and try again.",
    ]);
  });

  it('a refused push does not, nor one that is too old', async () => {
    const refused = (await begin(one, 'oob-authenticate', { ...hint(one), ...onPhone })).body;
    await one.phone.answer('decline');
    expect(refusal(await ask(one, oob, { oob_code: String(refused.oob_code), scope: 'openid' }))).toEqual([
      400,
      'invalid_grant',
      'User rejected out-of-band authentication prompt.',
    ]);
    const old = (await begin(one, 'primary-authenticate', { ...hint(one), ...onPhone })).body;
    one.org.pass(301);
    expect(refusal(await ask(one, oob, { oob_code: String(old.oob_code), scope: 'openid' }))).toEqual([
      403,
      'access_denied',
      "'oob_code' has expired. Use a new 'oob_code' and try again.",
    ]);
  });

  it('a text message is typed into the app', async () => {
    const bob = await one.org.person();
    const phone = await new Phone(one.org, bob).enrollSms();
    const form = { login_hint: bob.profile.login, challenge_hint: oob, channel_hint: 'sms' };
    const { body } = await begin(one, 'primary-authenticate', form);
    expect(body).toEqual({
      ...{
        oob_code: expect.any(String) as unknown,
        channel: 'sms',
        binding_method: 'prompt',
        expires_in: 300,
      },
    });
    const redeem = { oob_code: String(body.oob_code), scope: 'openid' };
    expect(refusal(await ask(one, oob, { ...redeem, binding_code: 'wrong' }))).toEqual(wrongOtp);
    const answer = await ask(one, oob, { ...redeem, binding_code: await phone.textedCode() });
    expect(decodeJwt(answer.body.id_token)).toMatchObject({ sub: bob.id, amr: ['sms'] });
  });
});

describe('with two factors', () => {
  /** What the phone shows when `ask` has let time pass. */
  const codeAfter = async (seconds: number): Promise<string> => {
    two.org.pass(seconds);
    const code = await two.phone.code();
    two.org.pass(-seconds);
    return code;
  };
  const needsMore = async () => {
    const form = { username: two.ada.profile.login, password, scope: 'openid' };
    const { status, body } = await ask(two, 'password', form);
    expect({ status, ...body }).toEqual({
      status: 403,
      error: 'mfa_required',
      error_description: 'Verify with an additional authenticator to complete the sign-in process.',
      mfa_token: expect.any(String) as unknown,
    });
    return String(body.mfa_token);
  };

  it('the password is followed by a one-time password', async () => {
    const token = await needsMore();
    const asked = { mfa_token: token, challenge_types_supported: mfaOtp };
    expect((await begin(two, 'challenge', asked)).body).toEqual({ challenge_type: mfaOtp });
    expect(refusal(await ask(two, mfaOtp, { mfa_token: token, otp: '000000' }))).toEqual(wrongOtp);
    two.org.pass(31);
    const form = { grant_type: mfaOtp, mfa_token: token, otp: await two.phone.code() };
    const { body } = await two.org.token(two.app, two.server, form);
    expect(decodeJwt(body.id_token)).toMatchObject({ sub: two.ada.id, amr: ['pwd', 'otp', 'mfa'] });
    expect(refusal(await two.org.token(two.app, two.server, form))).toEqual([
      403,
      'access_denied',
      "'mfa_token' has expired. Use a new 'mfa_token' and try again.",
    ]);
  });

  it('the password is followed by a push', async () => {
    const token = await needsMore();
    const asked = { mfa_token: token, challenge_types_supported: mfaOob, channel_hint: 'push' };
    const { body: begun } = await begin(two, 'challenge', asked);
    expect(begun).toMatchObject({
      challenge_type: mfaOob,
      channel: 'push',
      binding_method: 'none',
      interval: 5,
    });
    await two.phone.answer('approve');
    const other = await needsMore();
    const form = { oob_code: String(begun.oob_code) };
    expect(refusal(await ask(two, mfaOob, { ...form, mfa_token: other }))).toEqual([
      400,
      'invalid_request',
      "The 'oob_code' and the 'mfa_token' provided are not associated with each other. Review the values and try again.",
    ]);
    const { body } = await ask(two, mfaOob, { ...form, mfa_token: token });
    expect(decodeJwt(body.id_token).amr).toEqual(['pwd', 'swk', 'mfa']);
  });

  it('an app that says what it can do is asked for no more than that', async () => {
    const form = { ...hint(two), scope: 'openid' };
    const say = async (grant_types_supported: string) => {
      two.org.pass(31);
      return ask(two, otp, { ...form, otp: await codeAfter(31), grant_types_supported });
    };
    expect(refusal(await say('magic'))).toEqual([
      400,
      'invalid_request',
      "magic is not supported as a 'grant_type'. Remove or replace the value and try again.",
    ]);
    expect(refusal(await say(otp))).toEqual([
      403,
      'access_denied',
      `The 'grant_types_supported' '${otp}' are not sufficient to satisfy the authentication policy. Configure additional grant types for the client or revise the authentication policy to allow the user to sign-in.`,
    ]);
    const { body } = await say(`${mfaOob} ${otp}`);
    expect(body.error).toBe('mfa_required');
    const asked = { mfa_token: String(body.mfa_token), channel_hint: 'push' };
    expect((await begin(two, 'challenge', asked)).body).toMatchObject({ challenge_type: mfaOob });
  });

  it("Okta's SDKs for mobile apps say that they can do passkeys too", async () => {
    const webauthn = 'urn:okta:params:oauth:grant-type:webauthn';
    const mfaWebauthn = 'urn:okta:params:oauth:grant-type:mfa-webauthn';
    const grants = ['password', oob, otp, mfaOob, mfaOtp, webauthn, mfaWebauthn].join(' ');
    const { body } = await ask(two, 'password', {
      ...{ username: two.ada.profile.login, password, scope: 'openid', grant_types_supported: grants },
    });
    const mfa = { mfa_token: String(body.mfa_token) };
    const asked = { ...mfa, challenge_types_supported: [mfaWebauthn, mfaOob, mfaOtp].join(' ') };
    const { body: begun } = await begin(two, 'challenge', { ...asked, channel_hint: 'push' });
    await two.phone.answer('approve');
    const form = { ...mfa, oob_code: String(begun.oob_code), grant_types_supported: grants };
    expect((await ask(two, mfaOob, form)).status).toBe(200);
    expect(words(await begin(two, 'challenge', { ...mfa, challenge_types_supported: mfaOtp }))[2]).toBe(
      "'mfa_token' has expired. Use a new 'mfa_token' and try again.",
    );
  });

  it('a request for two factors gets them where one would be enough, and the tokens say so', async () => {
    const acr_values = 'urn:okta:loa:2fa:any';
    const asked = { username: one.ada.profile.login, password, scope: 'openid offline_access', acr_values };
    const { body } = await ask(one, 'password', asked);
    expect(body.error).toBe('mfa_required');
    one.org.pass(31);
    const form = { grant_type: mfaOtp, mfa_token: String(body.mfa_token), otp: await one.phone.code() };
    const other = { ...form, acr_values: 'urn:okta:loa:1fa:any' };
    expect(refusal(await one.org.token(one.app, one.server, other))).toEqual([
      400,
      'invalid_request',
      `The acr_values 'urn:okta:loa:1fa:any' do not match the acr_values requested in the original request '${acr_values}'. Use the originally requested acr_values and try again.`,
    ]);
    const { body: tokens } = await one.org.token(one.app, one.server, { ...form, acr_values });
    const renewed = await ask(one, 'refresh_token', { refresh_token: tokens.refresh_token });
    for (const token of [tokens.access_token, tokens.id_token, renewed.body.access_token])
      expect(decodeJwt(token)).toMatchObject({ acr: acr_values });
  });

  it('a token of an earlier step asks for the same scopes', async () => {
    const token = await needsMore();
    const form = { mfa_token: token, otp: '000000', scope: 'openid profile' };
    expect(refusal(await ask(two, mfaOtp, form))).toEqual([
      400,
      'invalid_scope',
      "The requested scopes 'openid profile' do not match the scopes requested in the original request 'openid'. Use the originally requested scopes and try again.",
    ]);
  });
});

describe('is refused', () => {
  it.each<[string, Record<string, string>, number, string, string]>([
    [
      'for nobody',
      { login_hint: 'nobody' },
      400,
      'invalid_grant',
      "The 'login_hint' does not uniquely identify a user.",
    ],
    [
      'without a person',
      { login_hint: '' },
      400,
      'invalid_request',
      "A 'login_hint' is required for the request.",
    ],
    [
      'for a call',
      { channel_hint: 'voice' },
      400,
      'invalid_request',
      "'voice' is not supported as a 'channel_hint'. Try again with another value.",
    ],
    [
      'without a channel',
      { channel_hint: '' },
      400,
      'invalid_request',
      "The required parameter 'channel_hint' is missing.",
    ],
    [
      'with scopes, which only the token request has',
      { scope: 'openid' },
      400,
      'invalid_scope',
      "The 'scope' parameter is unsupported on this endpoint. Try again without this parameter.",
    ],
    [
      'for another challenge',
      { challenge_hint: 'magic' },
      400,
      'invalid_request',
      "'magic' is not supported as a 'challenge_hint'. Try again with another value.",
    ],
    [
      'without such a phone',
      { channel_hint: 'sms' },
      403,
      'access_denied',
      'The required authenticator cannot be used. Check if it is required by policy and the user is enrolled in the authenticator and try again.',
    ],
  ])('%s', async (_, more, ...told) => {
    const form = { ...hint(one), ...onPhone, ...more };
    expect(refusal(await begin(one, 'primary-authenticate', form))).toEqual(told);
  });

  it('as a challenge without the token of the sign-in, and with scopes', async () => {
    expect(refusal(await begin(two, 'challenge', { challenge_types_supported: mfaOtp }))).toEqual([
      ...[400, 'invalid_request', "The required parameter 'mfa_token' is missing."],
    ]);
    expect(refusal(await begin(two, 'challenge', { mfa_token: 'x', scope: 'openid' }))).toEqual([
      400,
      'invalid_scope',
      "The 'scope' parameter is unsupported on this endpoint. Try again without this parameter.",
    ]);
  });

  it('to another app than began it, and at another server', async () => {
    const other = await one.org.app({ grant_types: [oob] });
    const { body } = await begin(one, 'primary-authenticate', { ...hint(one), ...onPhone });
    const form = { grant_type: oob, oob_code: String(body.oob_code), scope: 'openid' };
    expect(refusal(await one.org.token(other, one.server, form))).toEqual([
      401,
      'invalid_client',
      `The client_id '${other.clientId}' does not match the client_id in the original request '${one.app.clientId}'. Use the original client id and try again.`,
    ]);
    const elsewhere = await one.org.server();
    expect(refusal(await one.org.token(one.app, elsewhere, form))).toEqual([
      400,
      'invalid_request',
      `The authorization server id '${elsewhere}' in the url_path parameter does not match the authorization server id in the original request '${one.server}'. Use the original authorization server id and try again.`,
    ]);
  });

  it('for a person without such an app for codes, whom wrong ones do not lock out', async () => {
    const bare = await one.org.person();
    for (let attempt = 0; attempt < 11; attempt += 1)
      expect(
        refusal(await ask(one, otp, { login_hint: bare.profile.login, otp: '000000', scope: 'openid' })),
      ).toEqual([
        403,
        'access_denied',
        'The required authenticator cannot be used. Check if it is required by policy and the user is enrolled in the authenticator and try again.',
      ]);
    expect((await one.org.must('GET', `/api/v1/users/${bare.id}`))['status']).toBe('ACTIVE');
  });

  it('where the person has been deleted, or their phone has been removed, since', async () => {
    const [gil, hal] = [await two.org.person(), await one.org.person()];
    await new Phone(two.org, gil).enrollVerify();
    const phone = await new Phone(one.org, hal).enrollVerify();
    const first = { username: gil.profile.login, password, scope: 'openid' };
    const { body } = await ask(two, 'password', first);
    // The first call only deactivates.
    await two.org.must('DELETE', `/api/v1/users/${gil.id}`);
    await two.org.must('DELETE', `/api/v1/users/${gil.id}`);
    expect(refusal(await begin(two, 'challenge', { mfa_token: String(body.mfa_token) }))).toEqual([
      403,
      'access_denied',
      "'mfa_token' has expired. Use a new 'mfa_token' and try again.",
    ]);
    const push = (await begin(one, 'primary-authenticate', { login_hint: hal.profile.login, ...onPhone }))
      .body;
    await phone.answer('approve');
    await one.org.must('POST', `/api/v1/users/${hal.id}/lifecycle/reset_factors`);
    expect(refusal(await ask(one, oob, { oob_code: String(push.oob_code), scope: 'openid' }))).toEqual([
      403,
      'access_denied',
      "'oob_code' has expired. Use a new 'oob_code' and try again.",
    ]);
  });

  it('where the org has switched the authenticator off', async () => {
    const [verify] = (await one.org.must<Body[]>('GET', '/api/v1/authenticators')).filter(
      ({ key }) => key === 'okta_verify',
    );
    const lifecycle = `/api/v1/authenticators/${verify!.id}/lifecycle`;
    await one.org.must('POST', `${lifecycle}/deactivate`);
    const told =
      'The required authenticator cannot be used. Check if it is required by policy and the user is enrolled in the authenticator and try again.';
    expect(words(await begin(one, 'primary-authenticate', { ...hint(one), ...onPhone }))[2]).toBe(told);
    const code = { ...hint(one), otp: await one.phone.code(), scope: 'openid' };
    expect(words(await ask(one, otp, code))[2]).toBe(told);
    await one.org.must('POST', `${lifecycle}/activate`);
  });

  it('for a suspended person, who gets no message', async () => {
    const fay = await one.org.person();
    const phone = await new Phone(one.org, fay).enrollSms('+1 555 415 1338');
    await one.org.must('POST', `/api/v1/users/${fay.id}/lifecycle/suspend`);
    const form = { login_hint: fay.profile.login, challenge_hint: oob, channel_hint: 'sms' };
    expect(refusal(await begin(one, 'primary-authenticate', form))).toEqual([
      403,
      'access_denied',
      "User couldn't be signed-in through direct authentication because authentication policy wasn't satisfied.",
    ]);
    expect((await phone.screen()).texts).toEqual([]);
  });

  it('with a wrong one-time password; too many lock', async () => {
    const eve = await one.org.person();
    const phone = await new Phone(one.org, eve).enrollVerify();
    const form = { login_hint: eve.profile.login, scope: 'openid' };
    for (let attempt = 0; attempt < 10; attempt += 1)
      expect(refusal(await ask(one, otp, { ...form, otp: '000000' }))).toEqual(wrongOtp);
    one.org.pass(31);
    const right = { ...form, grant_type: otp, otp: await phone.code() };
    expect(refusal(await one.org.token(one.app, one.server, right))).toEqual(wrongOtp);
  });

  it('to an app that does not have the grants', async () => {
    const other = await one.org.app({ grant_types: ['password', otp] });
    const told = [
      400,
      'unauthorized_client',
      `The client is not authorized to use the provided grant type. Configured grant types: [password, ${otp}].`,
    ];
    const form = { ...hint(one), ...onPhone };
    expect(refusal(await begin(one, 'primary-authenticate', form, other))).toEqual(told);
    for (const grant of [oob, mfaOtp, mfaOob])
      expect(refusal(await one.org.token(other, one.server, { grant_type: grant }))).toEqual(told);
  });

  it('where no rule of the access policy allows it', async () => {
    const strict = await one.org.server(
      {},
      {
        conditions: onlyFor('authorization_code'),
      },
    );
    one.org.pass(31);
    const form = { grant_type: otp, ...hint(one), otp: await one.phone.code(), scope: 'openid' };
    const told = [
      401,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ];
    expect(refusal(await one.org.token(one.app, strict, form))).toEqual(told);
    const push = { ...hint(one), ...onPhone };
    expect(refusal(await one.org.postAs(one.app, strict, 'primary-authenticate', push))).toEqual(told);
  });

  it('before more is asked for, where no rule allows what would follow', async () => {
    const told = 'Policy evaluation failed for this request, please check the policy configurations.';
    const first = { grant_type: 'password', username: two.ada.profile.login, password, scope: 'openid' };
    const onlyFirst = await two.org.server({}, { conditions: onlyFor('password') });
    expect(words(await two.org.token(two.app, onlyFirst, first))[2]).toBe(told);
    const onlySecond = await two.org.server({}, { conditions: onlyFor(mfaOtp) });
    const { body } = await two.org.token(two.app, onlySecond, first);
    const mfa = { mfa_token: String(body.mfa_token) };
    expect((await two.org.postAs(two.app, onlySecond, 'challenge', mfa)).body).toEqual({
      challenge_type: mfaOtp,
    });
    const push = { ...mfa, challenge_types_supported: mfaOob, channel_hint: 'push' };
    expect(words(await two.org.postAs(two.app, onlySecond, 'challenge', push))[2]).toBe(told);
  });
});
