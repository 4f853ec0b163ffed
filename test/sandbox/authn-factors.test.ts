import { OktaAuth } from '@okta/okta-auth-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import { password, startOrg, type TestOrg } from '../helpers/org.ts';

let home: TestOrg;
let ada: User;
let client: OktaAuth;

beforeAll(async () => {
  home = await startOrg();
  ada = await home.addPerson('ada@example.com');
  client = new OktaAuth({ issuer: home.issuer, clientId: home.clientId, redirectUri: 'http://localhost:9' });
});
afterAll(() => home.close());

/** What the org's sign-on policy asks of everyone. */
function requireFactor(wanted: boolean): void {
  const { org } = home;
  const [rule] = org.policies.rules(org.policies.systemPolicy('OKTA_SIGN_ON').id);
  const signon = { access: 'ALLOW', requireFactor: wanted };
  org.transaction(() => org.policies.updateRule(rule!, { actions: { signon } }));
}

/** A transaction of auth-js, whose own types leave factors open. */
interface Transaction {
  readonly status: string;
  readonly sessionToken?: string;
  readonly factorResult?: string;
  readonly factors?: readonly (Transaction & { readonly factorType: string })[];
  verify(answer: { passCode?: string }): Promise<Transaction>;
  poll(options: { delay: number }): Promise<Transaction>;
  changePassword(passwords: { oldPassword: string; newPassword: string }): Promise<Transaction>;
}

interface Reset {
  resetPassword(wanted: { newPassword: string }): Promise<{ status: string }>;
}

const signIn = async (secret = password) =>
  (await client.signInWithCredentials({
    username: 'ada@example.com',
    password: secret,
  })) as unknown as Transaction;
const factor = async (type: string) => {
  const transaction = await signIn();
  expect(transaction.status).toBe('MFA_REQUIRED');
  return transaction.factors!.find(({ factorType }) => factorType === type)!;
};
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error as { errorCode?: string }).errorCode,
  );

describe('auth-js 8 against the Classic pipeline', () => {
  test('user name and password; a wrong one', async () => {
    const transaction = await signIn();
    expect(transaction).toMatchObject({ status: 'SUCCESS', user: { profile: { login: 'ada@example.com' } } });
    expect(transaction.sessionToken).toMatch(/^20111/);
    expect(await codeOf(signIn('no'))).toBe('E0000004');
  });

  test('a one-time password; a wrong one', async () => {
    requireFactor(true);
    home.org.factors.activate(home.org.factors.enrollTotp(ada.id, 'ada@example.com', 'GOOGLE'));
    const google = await factor('token:software:totp');
    expect(await codeOf(google.verify({ passCode: '000000' }))).toBe('E0000068');
    const { secret = '' } = home.org.factors.activeOf(ada.id).find(({ provider }) => provider === 'GOOGLE')!;
    const done = await google.verify({ passCode: totp(secret, home.org.clock()) });
    expect(done.status).toBe('SUCCESS');
    const redeemed = home.org.sessionTokens.redeem(done.sessionToken!);
    expect(redeemed?.amr).toEqual(['pwd', 'otp', 'mfa']);
  });

  test('a push: waiting, declined, approved', async () => {
    const { push } = home.org.factors.enrollOktaVerify(ada.id, 'ada@example.com');
    home.org.factors.activateDevice(ada.id, push.deviceId!);
    const answer = (approve: boolean) =>
      home.org.challenges.answerPush(home.org.challenges.waitingPushes(ada.id)[0]!.id, approve);
    const declined = await (await factor('push')).verify({});
    expect([declined.status, declined.factorResult]).toEqual(['MFA_CHALLENGE', 'WAITING']);
    answer(false);
    expect((await declined.poll({ delay: 1 })).factorResult).toBe('REJECTED');
    const approved = await (await factor('push')).verify({});
    answer(true);
    expect((await approved.poll({ delay: 1 })).status).toBe('SUCCESS');
  });

  test('a text message', async () => {
    home.org.factors.activate(home.org.factors.enrollSms(ada.id, '+14155550123'));
    const sent = await (await factor('sms')).verify({});
    const [message] = home.org.messages.sentTo('+14155550123');
    const done = await sent.verify({ passCode: message?.channel === 'SMS' ? message.code : '' });
    expect(done.status).toBe('SUCCESS');
  });

  test('an expired password is changed; the requirements hold', async () => {
    requireFactor(false);
    home.org.transaction(() => home.org.users.setStatus(home.org.users.require(ada.id), 'PASSWORD_EXPIRED'));
    const expired = await signIn();
    expect(expired.status).toBe('PASSWORD_EXPIRED');
    const change = (newPassword: string) => expired.changePassword({ oldPassword: password, newPassword });
    expect(await codeOf(change('short'))).toBe('E0000014');
    expect((await change('Shop-New-2026')).status).toBe('SUCCESS');
    expect(await codeOf(signIn())).toBe('E0000004');
  });

  test('who forgot the password proves it by a mail; unknown people look the same', async () => {
    const forgotten = await client.forgotPassword({ username: 'ada@example.com', factorType: 'EMAIL' });
    expect(forgotten.status).toBe('RECOVERY_CHALLENGE');
    const unknown = await client.forgotPassword({ username: 'nobody@example.com', factorType: 'EMAIL' });
    expect(unknown.status).toBe('RECOVERY_CHALLENGE');
    expect(home.org.messages.sentTo('nobody@example.com')).toEqual([]);
    const [mail] = home.org.messages.sentTo('ada@example.com');
    const recoveryToken = (mail as { link: string }).link.split('/').at(-1)!;
    const reset = await client.verifyRecoveryToken({ recoveryToken });
    expect(reset.status).toBe('PASSWORD_RESET');
    expect((await (reset as unknown as Reset).resetPassword({ newPassword: 'Shop-Other-2026' })).status).toBe(
      'SUCCESS',
    );
    expect(await codeOf(client.verifyRecoveryToken({ recoveryToken }))).toBe('E0000011');
  });

  test('what the sandbox has not is 501', async () => {
    expect(await codeOf(client.forgotPassword({ username: 'ada@example.com', factorType: 'SMS' }))).toBe(
      'E0000060',
    );
  });
});
