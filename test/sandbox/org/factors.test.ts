import { beforeEach, describe, expect, it } from 'vitest';
import { asking } from '../../helpers/org.ts';
import { memoryJournal } from '../../../sandbox/org/kernel/journal.ts';
import { toBase32, totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { createOrg } from '../../../sandbox/org/new-org.ts';
import type { Org } from '../../../sandbox/org/org.ts';
import type { Mail } from '../../../sandbox/org/org/messages.ts';

let now = Date.parse('2026-01-01T00:00:00Z');
let org: Org;
let userId: string;

const seconds = (count: number): void => {
  now += count * 1000;
};

beforeEach(() => {
  org = createOrg({ journal: memoryJournal, clock: () => now, url: 'http://localhost:1' });
  userId = org.users.all()[0]!.id;
});

describe('time-based one-time passwords', () => {
  // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
  const secret = toBase32(Buffer.from('12345678901234567890'));

  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('are those of RFC 6238 at %i seconds', (at, expected) => {
    expect(totp(secret, at * 1000)).toBe(expected);
  });

  it('count once, and for a clock that differs by one step', () => {
    const factor = org.factors.enrollTotp(userId, 'a@example.com', 'GOOGLE');
    const code = totp(factor.secret!, now);
    seconds(30);
    expect(org.factors.checkTotp(factor.id, '000000')).toBe(false);
    expect(org.factors.checkTotp(factor.id, code)).toBe(true);
    expect(org.factors.checkTotp(factor.id, code)).toBe(false);
    const old = totp(factor.secret!, now - 60_000);
    expect(org.factors.checkTotp(factor.id, old)).toBe(false);
  });
});

describe('codes by e-mail and SMS', () => {
  it('arrive with their link, count once, and end with the fifth wrong one', () => {
    const factor = org.factors.enrollEmail(userId, 'Ada@example.com');
    org.transaction(() => org.brands.update(org.brands.ensure(org.name), { name: 'A <b> & C' }));
    const send = () =>
      org.challenges.sendCode(factor, {
        purpose: 'sign-in',
        asking,
        link: ({ id }) => `http://localhost:1/verify?c=${id}&x="`,
      });
    const first = send();
    const challenge = send();
    const [mail] = org.messages.sentTo('ada@EXAMPLE.com') as Mail[];
    expect(mail).toMatchObject({ subject: 'One-time verification code', code: challenge.code });
    expect(mail!.html).toContain('A &lt;b&gt; &amp; C');
    expect(mail!.html).toContain(`c=${challenge.id}&amp;x=&quot;`);
    expect(org.challenges.checkCode(first.id, first.code!)).toBe('EXPIRED');
    expect(org.challenges.checkCode(challenge.id, challenge.code!)).toBe('CORRECT');
    expect(org.challenges.checkCode(challenge.id, challenge.code!)).toBe('EXPIRED');

    const sms = org.challenges.sendCode(org.factors.enrollSms(userId, '+14155550123'), {
      purpose: 'sign-in',
      asking,
    });
    expect(org.messages.sentTo('+14155550123')[0]).toMatchObject({ channel: 'SMS', code: sms.code });
    const results = Array.from({ length: 5 }, () => org.challenges.checkCode(sms.id, 'wrong'));
    expect(results).toEqual(['WRONG', 'WRONG', 'WRONG', 'WRONG', 'EXHAUSTED']);
    expect(org.challenges.checkCode(sms.id, sms.code!)).toBe('EXHAUSTED');
  });

  it('expire', () => {
    const factor = org.factors.enrollEmail(userId, 'ada@example.com');
    const challenge = org.challenges.sendCode(factor, { purpose: 'recovery', asking });
    seconds(300);
    expect(org.challenges.checkCode(challenge.id, challenge.code!)).toBe('EXPIRED');
  });
});

describe('pushes', () => {
  it('are approved with the right number, refused with a wrong one, and time out', () => {
    const { push, totp: pending } = org.factors.enrollOktaVerify(userId, 'a@example.com');
    expect(org.factors.activeOf(userId)).toEqual([]);
    org.factors.activateDevice(userId, push.deviceId!);
    expect(org.factors.activeOf(userId).map(({ id }) => id)).toEqual([push.id, pending.id]);
    const ask = () => org.challenges.push(push, { signInTo: 'Shop', numberChallenge: true });

    const approved = ask();
    expect(org.challenges.waitingPushes(userId)).toHaveLength(1);
    expect(approved.choices).toContain(approved.correctAnswer);
    expect(org.challenges.answerPush(approved.id, true, approved.correctAnswer)).toBe('SUCCESS');
    expect(org.challenges.answerPush(approved.id, false)).toBe('SUCCESS');

    const refused = ask();
    expect(org.challenges.answerPush(refused.id, true, 1)).toBe('REJECTED');

    const late = ask();
    seconds(300);
    expect(org.challenges.waitingPushes(userId)).toEqual([]);
    expect(org.challenges.answerPush(late.id, true, late.correctAnswer)).toBe('TIMEOUT');
  });
});

it('everything that a person has enrolled goes with the person', () => {
  const factor = org.factors.enrollEmail(userId, 'ada@example.com');
  org.challenges.sendCode(factor, { purpose: 'sign-in', asking });
  org.transaction(() => org.users.delete(org.users.require(userId)));
  expect(org.factors.ofUser(userId)).toEqual([]);
});
