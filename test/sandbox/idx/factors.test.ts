import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../../sandbox/org/org/messages.ts';
import type { User } from '../../../sandbox/org/kernel/model.ts';
import { totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { hashSecret } from '../../../sandbox/org/people/passwords.ts';
import { IdxClient } from '../../helpers/idx-client.ts';
import { onePassword, password, startOrg, twoFactors, type TestOrg } from '../../helpers/org.ts';

let test: TestOrg;
let ada: User;

beforeEach(async () => {
  test = await startOrg();
  ada = await test.addPerson('ada@example.com');
  test.demand(twoFactors);
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

/** Name and password are given: the second factor is asked. */
async function afterPassword(): Promise<IdxClient> {
  const client = await new IdxClient(test).start();
  await client.proceed('identify', { identifier: 'ada@example.com' });
  return client.answer({ passcode: password });
}

const lastMail = (): Mail => test.org.messages.sentTo('ada@example.com')[0] as Mail;

const enrollPush = () => {
  const { push, totp: code } = test.org.factors.enrollOktaVerify(ada.id, ada.profile.login);
  test.org.factors.activateDevice(ada.id, push.deviceId!);
  return { push, code };
};

const only = (key: string, method: string) => ({
  ...twoFactors,
  constraints: [{ possession: { required: true, authenticationMethods: [{ key, method }] } }],
});

describe('e-mail', () => {
  it('is sent when asked for; the code counts; both proofs are in the token', async () => {
    const client = await afterPassword();
    expect(client.names).toEqual(['authenticator-verification-data', 'select-authenticator-authenticate']);
    expect(test.org.messages.all()).toEqual([]);
    await client.choose('Email');
    expect(client.names[0]).toBe('challenge-authenticator');
    const { profile, poll, resend } = client.document.currentAuthenticatorEnrollment!.value;
    expect([profile, poll?.refresh, resend?.name]).toEqual([{ email: 'a***a@example.com' }, 4000, 'resend']);
    await client.submit(poll);
    expect([client.status, client.names[0]]).toEqual([200, 'challenge-authenticator']);
    const first = lastMail().code!;
    await client.submit(resend);
    await client.answer({ passcode: first === lastMail().code ? 'x' : first });
    expect([client.status, client.fieldMessageKeys]).toEqual([401, ['api.authn.error.PASSCODE_INVALID']]);
    await client.answer({ passcode: lastMail().code });
    expect((await client.idToken()).amr).toEqual(['pwd', 'email', 'mfa']);
  });

  it('brings the code back to the app by its link, and the first tab learns of it', async () => {
    const client = await (await afterPassword()).choose('Email');
    const followed = await client.visitor.fetch(lastMail().link!);
    const target = new URL(followed.headers.get('location')!);
    expect(target.origin + target.pathname).toBe('http://localhost:9/callback');
    expect(target.searchParams.get('state')).toBe('state-1');
    const { poll } = client.document.currentAuthenticatorEnrollment!.value;
    await client.answer({ passcode: target.searchParams.get('otp') });
    expect((await client.idToken()).amr).toEqual(['pwd', 'email', 'mfa']);
    await client.submit(poll);
    expect([client.messageKeys, client.names]).toEqual([['idx.transferred.to.new.tab'], []]);
    expect((await client.visitor.fetch(lastMail().link!)).status).toBe(400);
  });

  it('never shows a page between the right code and what follows from it', async () => {
    const client = await (await afterPassword()).choose('Email');
    const { stateHandle, currentAuthenticatorEnrollment: enrollment } = client.document;
    const poll = async (): Promise<number> => {
      const response = await client.visitor.fetch(enrollment!.value.poll!.href, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ stateHandle }),
      });
      return response.status;
    };
    const turn = { isOver: false };
    const answered = client.answer({ passcode: lastMail().code }).finally(() => (turn.isOver = true));
    const polls: Promise<number>[] = [];
    while (!turn.isOver) {
      polls.push(poll());
      await new Promise(setImmediate);
    }
    await answered;
    expect((await client.idToken()).amr).toEqual(['pwd', 'email', 'mfa']);
    expect(new Set(await Promise.all(polls))).toEqual(new Set([200]));
  });

  it('ends with five wrong codes, and with its time', async () => {
    const client = await (await afterPassword()).choose('Email');
    for (let i = 0; i < 4; i += 1) await client.answer({ passcode: 'wrong' });
    await client.answer({ passcode: 'wrong' });
    expect([client.status, client.messageKeys]).toEqual([429, ['tooManyRequests']]);
    const late = await (await afterPassword()).choose('Email');
    test.pass(301);
    await late.answer({ passcode: lastMail().code });
    expect(late.fieldMessageKeys).toEqual(['api.authn.error.PASSCODE_INVALID']);
  });
});

describe('Okta Verify', () => {
  it('approves a push with the number that the page shows', async () => {
    const { org } = test;
    enrollPush();
    const verify = org.authenticators.byKey('okta_verify')!;
    org.transaction(() => {
      org.authenticators.update(verify, { settings: { channelBinding: { required: 'ALWAYS' } } });
    });
    const client = await afterPassword();
    expect(client.names).toEqual(['select-authenticator-authenticate']);
    expect(client.options).toEqual(['Email', 'Okta Verify']);
    await client.choose('Okta Verify', { methodType: 'push' });
    expect(client.remediation('challenge-poll').refresh).toBe(4000);
    const [waiting] = org.challenges.waitingPushes(ada.id);
    const shown = client.document.currentAuthenticator!.value.contextualData!.correctAnswer;
    expect(shown).toBe(String(waiting!.correctAnswer));
    await client.proceed('challenge-poll');
    expect([client.status, client.names[0]]).toEqual([200, 'challenge-poll']);
    org.challenges.answerPush(waiting!.id, true, Number(shown));
    await client.proceed('challenge-poll');
    expect((await client.idToken()).amr).toEqual(['pwd', 'swk', 'mfa']);
  });

  it('tells of a refusal and of silence, and asks again', async () => {
    const { challenges } = test.org;
    enrollPush();
    const client = await (await afterPassword()).choose('Okta Verify', { methodType: 'push' });
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, false);
    await client.proceed('challenge-poll');
    expect([client.messageKeys, client.names[0]]).toEqual([['api.authn.poll.error.push_rejected'], 'resend']);
    await client.choose('Okta Verify', { methodType: 'push' });
    test.pass(301);
    await client.proceed('challenge-poll');
    expect([client.messageKeys, client.names[0]]).toEqual([['oktaverify.timeout'], 'resend']);
    await client.choose('Okta Verify', { methodType: 'push' });
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, true);
    await client.proceed('challenge-poll');
    expect((await client.idToken()).amr).toEqual(['pwd', 'swk', 'mfa']);
  });

  it('shows codes of which each counts once', async () => {
    const { code } = enrollPush();
    const client = await (await afterPassword()).choose('Okta Verify', { methodType: 'totp' });
    await client.answer({ totp: '000000' });
    expect(client.fieldMessageKeys).toEqual(['authfactor.challenge.soft_token.invalid_passcode']);
    const now = totp(code.secret!, test.org.clock());
    await client.answer({ totp: now });
    expect((await client.idToken()).amr).toEqual(['pwd', 'otp', 'mfa']);
    const again = await (await afterPassword()).choose('Okta Verify', { methodType: 'totp' });
    await again.answer({ totp: now });
    expect(again.status).toBe(401);
  });
});

it('SMS is sent to the enrolled phone', async () => {
  const { org } = test;
  org.factors.activate(org.factors.enrollSms(ada.id, '+14155550123'));
  test.demand(only('phone_number', 'sms'));
  const client = await afterPassword();
  expect(client.names[0]).toBe('authenticator-verification-data');
  expect(client.document.currentAuthenticatorEnrollment?.value.profile).toEqual({
    phoneNumber: '+1 XXX-XXX-0123',
  });
  await client.choose('Phone', { methodType: 'sms' });
  const [message] = org.messages.sentTo('+14155550123');
  await client.answer({ passcode: (message as { code: string }).code });
  expect((await client.idToken()).amr).toEqual(['pwd', 'sms', 'mfa']);
});

it('a security question is knowledge like the password: with it alone nobody gets past two factors', async () => {
  const { org } = test;
  const authenticator = org.authenticators.byKey('security_question')!;
  org.transaction(() => org.authenticators.update(authenticator, { settings: { allowedFor: 'any' } }));
  org.factors.enrollQuestion(ada.id, 'disliked_food', 'Which food?', await hashSecret('spinach'));
  expect((await afterPassword()).options).toEqual(['Email']);
  test.demand(onePassword);
  const client = await new IdxClient(test).start();
  await client.proceed('identify', { identifier: 'ada@example.com' });
  await client.choose('Security Question');
  await client.answer({ questionKey: 'disliked_food', answer: 'cake' });
  expect(client.fieldMessageKeys).toEqual(['authfactor.challenge.question_factor.answer_invalid']);
  await client.answer({ questionKey: 'disliked_food', answer: 'Spinach' });
  expect((await client.idToken()).amr).toEqual(['kba']);
});

it('who has not what the policy asks enrolls it: Google Authenticator', async () => {
  test.demand(only('google_otp', 'otp'));
  const client = await afterPassword();
  expect([client.names, client.options]).toEqual([['select-authenticator-enroll'], ['Google Authenticator']]);
  await client.choose('Google Authenticator');
  const { sharedSecret, qrcode } = client.document.currentAuthenticator!.value.contextualData as {
    sharedSecret: string;
    qrcode: { href: string };
  };
  expect(qrcode.href).toMatch(/^data:image\/svg\+xml;base64,/);
  await client.answer({ passcode: '000000' });
  expect(client.fieldMessageKeys).toEqual(['api.authn.error.PASSCODE_INVALID']);
  await client.answer({ passcode: totp(sharedSecret, test.org.clock()) });
  expect((await client.idToken()).amr).toEqual(['pwd', 'otp', 'mfa']);
});

it('Okta Verify is enrolled by the phone that reads the code', async () => {
  test.demand(only('okta_verify', 'push'));
  const client = await (await afterPassword()).choose('Okta Verify', { channel: 'qrcode' });
  expect(client.names[0]).toBe('enroll-poll');
  await client.proceed('enroll-poll');
  expect(client.names[0]).toBe('enroll-poll');
  const pending = test.org.factors.ofUser(ada.id).find(({ factorType }) => factorType === 'push')!;
  test.org.factors.activateDevice(ada.id, pending.deviceId!);
  await client.proceed('enroll-poll');
  expect((await client.idToken()).amr).toEqual(['pwd', 'swk', 'mfa']);
});

it('a phone is enrolled by its number and a code; voice calls and nonsense are refused', async () => {
  test.demand(only('phone_number', 'sms'));
  const client = await (await afterPassword()).choose('Phone', { methodType: 'sms' });
  expect(client.names[0]).toBe('authenticator-enrollment-data');
  const phone = (more: object) =>
    client.proceed('authenticator-enrollment-data', {
      authenticator: { id: client.document.currentAuthenticator!.value.id, ...more },
    });
  await phone({ methodType: 'voice', phoneNumber: '+14155550123' });
  expect([client.status, client.messageKeys]).toEqual([400, ['sandbox.voice']]);
  await phone({ methodType: 'sms', phoneNumber: '12' });
  expect(client.fieldMessageKeys).toEqual(['api.factors.error.sms.invalid_phone']);
  await phone({ methodType: 'sms', phoneNumber: '+1 (415) 555-0123' });
  expect(client.names[0]).toBe('enroll-authenticator');
  const [message] = test.org.messages.sentTo('+14155550123');
  await client.answer({ passcode: (message as { code: string }).code });
  expect((await client.idToken()).amr).toEqual(['pwd', 'sms', 'mfa']);
});

it('a rule that denies, or that nothing the person may enroll can satisfy, lets nobody in', async () => {
  test.demand({ ...twoFactors, constraints: [{ possession: { required: true, methods: ['SMART_CARD'] } }] });
  const client = await afterPassword();
  expect([client.status, client.messageKeys, client.names[0]]).toEqual([
    403,
    ['security.access_denied'],
    'identify',
  ]);
});

it('a session of one factor is raised by the other', async () => {
  test.demand(onePassword);
  const first = await afterPassword();
  test.demand(twoFactors);
  const second = await new IdxClient(test, first.visitor).start();
  expect(second.names[0]).toBe('authenticator-verification-data');
  await second.choose('Email');
  await second.answer({ passcode: lastMail().code });
  expect((await second.idToken()).amr).toEqual(['pwd', 'email', 'mfa']);
});
