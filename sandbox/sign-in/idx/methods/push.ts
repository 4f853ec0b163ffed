import type { Factor } from '../../../org/factors/factors.ts';
import { type Message, refuse, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import { constant, form, type Remediation } from '../wire.ts';
import type { Method } from './method.ts';
import { qrCode } from '../../../org/factors/qr-code.ts';
import { pollEvery } from './sent-code.ts';

export const push: Method = {
  authenticatorKey: 'okta_verify',
  methodType: 'push',
  sends: true,
  relatesToAuthenticator: true,
  start: sendPush,
  resend: sendPush,
  forms: (turn) => [
    resultOf(turn) === 'WAITING'
      ? form(turn, 'challenge-poll', 'authenticators/poll', [], {
          relatesTo: ['$.currentAuthenticator'],
          refresh: pollEvery,
        })
      : askAgain(turn),
  ],
  about: (turn) => {
    const { correctAnswer } = challengeOf(turn) ?? {};
    return {
      ...(correctAnswer !== undefined && { contextualData: { correctAnswer: String(correctAnswer) } }),
      resend: form(turn, 'resend', 'challenge/resend'),
    };
  },
  // A push that was not approved is a normal response (200): with an error status the widget would keep
  // waiting.
  poll: (turn) => {
    const result = resultOf(turn);
    if (result === 'REJECTED' || result === 'TIMEOUT') throw refuse(outcomes[result], 200);
    return result === 'SUCCESS';
  },
  enroll: {
    start: (turn) => {
      const user = turn.requireUser();
      const { factors } = turn.org;
      for (const factor of factors.ofUser(user.id))
        if (factor.deviceId !== undefined && factor.status !== 'ACTIVE') factors.delete(factor);
      return { factorId: factors.enrollOktaVerify(user.id, user.profile.login).push.id };
    },
    forms: (turn) => [form(turn, 'enroll-poll', 'authenticators/poll', [], { refresh: pollEvery })],
    about: (turn) => ({
      contextualData: { qrcode: qrCode(activationLink(turn)), selectedChannel: 'qrcode' },
    }),
    poll: (turn) => turn.requireFactor().status === 'ACTIVE',
  },
};

const outcomes: Readonly<Record<'REJECTED' | 'TIMEOUT', Message>> = {
  REJECTED: say.pushRejected,
  TIMEOUT: say.pushExpired,
};

function sendPush(turn: Turn, factor: Factor | undefined): { challengeId?: string } {
  if (factor === undefined) return {};
  const { org, app, ctx } = turn;
  const { settings } = org.authenticators.byKey('okta_verify') ?? {};
  const { channelBinding } = (settings ?? {}) as { readonly channelBinding?: { readonly required?: string } };
  return {
    challengeId: org.challenges.push(factor, {
      signInTo: app?.label ?? org.name,
      from: ctx.ip,
      numberChallenge: channelBinding?.required === 'ALWAYS',
    }).id,
  };
}

const challengeOf = (turn: Turn) => turn.org.challenges.get(turn.current.challengeId ?? '');

function resultOf(turn: Turn) {
  const challenge = challengeOf(turn);
  return challenge ? turn.org.challenges.resultOf(challenge) : 'TIMEOUT';
}

/** After a rejection or timeout: sends the push again. */
const askAgain = (turn: Turn): Remediation =>
  form(
    turn,
    'resend',
    'challenge',
    [
      {
        name: 'authenticator',
        type: 'object',
        label: 'Okta Verify',
        value: {
          form: {
            value: [
              constant('id', turn.org.authenticators.byKey('okta_verify')?.id ?? ''),
              { ...constant('methodType', 'push'), label: 'PUSH' },
            ],
          },
        },
      },
    ],
    { relatesTo: ['$.currentAuthenticator'] },
  );

/** What the code on the page says to Okta Verify. */
const activationLink = (turn: Turn): string => {
  const { deviceId, id } = turn.requireFactor();
  const parameters = new URLSearchParams({ t: deviceId ?? '', f: id, s: turn.org.url, isIdxEnabled: 'true' });
  return `oktaverify://${turn.requireUser().profile.login}/?${parameters}`;
};
