/** What a password policy says of new passwords and of locked accounts has its effect, whichever way someone comes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Body, type OAuthOrg, password, startOAuthOrg } from '../helpers/oauth-org.ts';

interface Policy extends Body {
  readonly settings: { readonly password: Readonly<Record<string, object>> };
}

interface LogEvent {
  readonly eventType: string;
  readonly outcome: { readonly reason?: string | null };
}

let org: OAuthOrg;
let ada: Body;

beforeEach(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

/** Changes one section of the default password policy: `complexity`, `age`, `lockout`. */
async function set(section: string, changes: object): Promise<void> {
  const [policy] = await org.must<Policy[]>('GET', '/api/v1/policies?type=PASSWORD');
  const { settings } = policy!;
  const changed = { ...settings.password, [section]: { ...settings.password[section], ...changes } };
  await org.must('PUT', `/api/v1/policies/${policy!.id}`, {
    ...policy,
    settings: { ...settings, password: changed },
  });
}
const change = (from: string, to: string, query = '') =>
  org.api('POST', `/api/v1/users/${ada.id}/credentials/change_password${query}`, {
    oldPassword: { value: from },
    newPassword: { value: to },
  });
const signIn = (secret: string, options: object = {}) =>
  org.api('POST', '/api/v1/authn', { username: ada.profile.login, password: secret, options });
const causesOf = ({ status, body }: Answer) => [
  status,
  body.errorCode,
  ...(body['errorCauses'] as readonly { errorSummary: string }[]).map(({ errorSummary }) => errorSummary),
];
const basics =
  'Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, ' +
  'an uppercase letter, a number, no parts of your username';
const lastFour = 'Your password cannot be any of your last 4 passwords.';
const refused = (requirements: string) => [403, 'E0000014', `password: ${requirements}`];

describe('the history', () => {
  it('keeps the last four passwords out, the present one among them, and no more', async () => {
    const passwords = [password, 'Second-Horse-1', 'Third-Horse-1', 'Fourth-Horse-1', 'Fifth-Horse-1'];
    expect(causesOf(await change(password, password))).toEqual(refused(`${basics}. ${lastFour}`));
    for (const [i, next] of passwords.slice(1).entries())
      expect((await change(passwords[i]!, next)).status).toBe(200);
    expect(causesOf(await change('Fifth-Horse-1', 'Second-Horse-1'))).toEqual(
      refused(`${basics}. ${lastFour}`),
    );
    expect((await change('Fifth-Horse-1', password)).status).toBe(200);
  });

  it('binds an administrator only with strict=true', async () => {
    const put = (query: string) =>
      org.api('POST', `/api/v1/users/${ada.id}${query}`, { credentials: { password: { value: password } } });
    expect(causesOf(await put('?strict=true'))).toEqual([
      400,
      'E0000001',
      `password: ${basics}. ${lastFour}`,
    ]);
    expect((await put('')).status).toBe(200);
  });

  it('holds at the end of an expired password too', async () => {
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/expire_password`);
    const { body } = await signIn(password);
    expect(body['status']).toBe('PASSWORD_EXPIRED');
    const renew = (newPassword: string) =>
      org.api('POST', '/api/v1/authn/credentials/change_password', {
        stateToken: body['stateToken'],
        oldPassword: password,
        newPassword,
      });
    expect(causesOf(await renew(password))).toEqual([403, 'E0000014', `newPassword: ${basics}. ${lastFour}`]);
    expect((await renew('Second-Horse-1')).body['status']).toBe('SUCCESS');
  });
});

it('a password has to stay for its minimum age, where the change is strict', async () => {
  await set('age', { minAgeMinutes: 120, historyCount: 0 });
  const words = `${basics}. At least 2 hour(s) must have elapsed since you last changed your password.`;
  expect(causesOf(await change(password, 'Second-Horse-1', '?strict=true'))).toEqual(refused(words));
  org.pass(2 * 60 * 60);
  expect((await change(password, 'Second-Horse-1', '?strict=true')).status).toBe(200);
});

describe('the form', () => {
  it.each([
    [{ excludeAttributes: ['firstName', 'lastName'] }, 'My-Lovelace-1', ', does not include your first name, does not include your last name'],
    [{ excludeAttributes: ['firstName'] }, 'xxADAxx-12', ', does not include your first name'],
  ])('%o refuses %s', async (complexity, bad, words) => {
    await set('complexity', complexity);
    expect(causesOf(await change(password, bad))).toEqual(refused(`${basics}${words}. ${lastFour}`));
    expect((await change(password, 'Second-Horse-1')).status).toBe(200);
  }); // prettier-ignore

  it('common passwords are refused where the policy says so', async () => {
    expect((await change(password, 'Password123')).status).toBe(200);
    await set('complexity', { dictionary: { common: { exclude: true } } });
    expect(causesOf(await change('Password123', 'P@ssw0rd123'))).toEqual(
      refused('This password was found in a list of commonly used passwords. Please try another password.'),
    );
  });
});

describe('a password', () => {
  it('has at least eight characters and at most 72 bytes, and is compared as it is', async () => {
    expect((await change(password, 'Aa1-567')).status).toBe(403);
    const longest = ` Ü${'a'.repeat(66)}-1 `; // 71 characters, of which one takes two bytes
    expect((await change(password, `${longest}x`)).status).toBe(403);
    expect((await change(password, longest)).status).toBe(200);
    for (const other of [longest.trim(), longest.toLowerCase(), longest.slice(0, -1)])
      expect((await signIn(other)).status).toBe(401);
    expect((await signIn(longest)).body['status']).toBe('SUCCESS');
  });

  it('is changed only by someone who knows it', async () => {
    expect(causesOf(await change('Wrong-Horse-77', 'Second-Horse-1'))).toEqual([
      403,
      'E0000014',
      'Old Password is not correct',
    ]);
    expect((await signIn(password)).body['status']).toBe('SUCCESS');
  });

  it('does not expire unless the policy says so', async () => {
    org.pass(20 * 86_400);
    await set('age', { maxAgeDays: 0 }); // the API token lives for thirty days without use
    org.pass(20 * 86_400);
    expect((await signIn(password)).body['status']).toBe('SUCCESS');
    await set('age', { maxAgeDays: 30 });
    expect((await signIn(password)).body['status']).toBe('PASSWORD_EXPIRED');
  });
});

describe('a locked account', () => {
  const guess = async (times: number) => {
    for (let i = 0; i < times; i += 1) await signIn('wrong');
  };
  const statusNow = async () => (await org.must('GET', `/api/v1/users/${ada.id}`))['status'];
  const events = async () =>
    (await org.must<LogEvent[]>('GET', '/api/v1/logs?limit=1000')).map(
      ({ eventType, outcome }) => `${eventType} ${outcome.reason ?? 'SUCCESS'}`,
    );

  it('is unlocked automatically after autoUnlockMinutes, for every reader', async () => {
    await set('lockout', { maxAttempts: 3, autoUnlockMinutes: 10 });
    await guess(3);
    expect([await statusNow(), (await signIn(password)).body.errorCode]).toEqual(['LOCKED_OUT', 'E0000004']);
    org.pass(9 * 60);
    expect(await statusNow()).toBe('LOCKED_OUT');
    org.pass(61);
    const found = await org.must<Body[]>('GET', '/api/v1/users?filter=status eq "LOCKED_OUT"');
    expect([found, await statusNow()]).toEqual([[], 'ACTIVE']);
    expect((await signIn(password)).body['status']).toBe('SUCCESS');
    expect(await events()).toContain('user.account.unlock SUCCESS');
  });

  it('is written to the log once, and told by mail where the policy wants it', async () => {
    await set('lockout', { maxAttempts: 2, userLockoutNotificationChannels: ['EMAIL'] });
    await guess(4);
    const seen = (await events()).filter((event) => /account\.lock|session\.start/.test(event));
    expect(seen).toEqual([
      'user.session.start INVALID_CREDENTIALS',
      'user.account.lock LOCKED_OUT',
      'user.session.start LOCKED_OUT',
      'user.session.start LOCKED_OUT',
      'user.session.start LOCKED_OUT',
    ]);
    const mailbox = await fetch(`${org.sandbox.outside.url}/mailbox/${ada.profile.login}`);
    expect(await mailbox.text()).toContain('Account locked');
  });

  it('is told only where the policy says so, and after the password was looked at', async () => {
    await set('lockout', { maxAttempts: 1, showLockoutFailures: true });
    expect((await signIn('wrong')).body['status']).toBe('LOCKED_OUT');
    expect((await signIn(password)).body['status']).toBe('LOCKED_OUT');
    await set('lockout', { showLockoutFailures: false });
    expect((await signIn(password)).body.errorCode).toBe('E0000004');
  });
});

it('an expired password that is right is not counted as wrong', async () => {
  await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/expire_password`);
  for (let i = 0; i < 12; i += 1) expect((await signIn(password)).body['status']).toBe('PASSWORD_EXPIRED');
});
