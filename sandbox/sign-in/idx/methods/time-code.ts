import { type Message, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import { failedAttempt } from './attempts.ts';
import { type Credentials, type Method, textOf } from './method.ts';
import { qrCode } from '../../../org/factors/qr-code.ts';

function checkTimeCode(turn: Turn, credentials: Credentials, field: string, message: Message): void {
  const code = textOf(credentials, field).replaceAll(' ', '');
  const { user, factor } = turn;
  if (user === undefined || factor === undefined) throw refuseField(field, message);
  if (!turn.org.factors.checkTotp(factor.id, code)) throw failedAttempt(turn, user, field, message);
}

/** The six digits that Okta Verify shows. Enrolled together with its push. */
export const oktaVerifyCode: Method = {
  authenticatorKey: 'okta_verify',
  methodType: 'totp',
  relatesToAuthenticator: true,
  fields: () => [{ name: 'totp', label: 'Enter code from Okta Verify app', required: true, visible: true }],
  check: async (turn, credentials) => {
    checkTimeCode(turn, credentials, 'totp', say.wrongSoftToken);
    return [];
  },
};

/** Google Authenticator, or any other app that shows time-based codes. */
export const googleCode: Method = {
  authenticatorKey: 'google_otp',
  methodType: 'otp',
  relatesToAuthenticator: true,
  fields: () => [{ name: 'passcode', label: 'Enter code', required: true, visible: true }],
  check: async (turn, credentials) => {
    checkTimeCode(turn, credentials, 'passcode', say.wrongCode);
    return [];
  },
  enroll: {
    start: (turn) => {
      const user = turn.requireUser();
      const { factors } = turn.org;
      for (const factor of factors.ofUser(user.id))
        if (factor.provider === 'GOOGLE' && factor.status !== 'ACTIVE') factors.delete(factor);
      return { factorId: factors.enrollTotp(user.id, user.profile.login, 'GOOGLE').id };
    },
    fields: () => [{ name: 'passcode', label: 'Enter code', required: true, visible: true }],
    about: (turn) => {
      const { secret = '' } = turn.requireFactor();
      return { contextualData: { qrcode: qrCode(keyUri(turn, secret)), sharedSecret: secret } };
    },
    check: async (turn, credentials) => {
      checkTimeCode(turn, credentials, 'passcode', say.wrongCode);
      turn.org.factors.activate(turn.requireFactor());
    },
  },
};

/** @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
function keyUri(turn: Turn, secret: string): string {
  const { host } = new URL(turn.org.url);
  const label = encodeURIComponent(`${host}:${turn.requireUser().profile.login}`);
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(host)}`;
}
