import { email } from './email.ts';
import type { Method } from './method.ts';
import { password } from './password.ts';
import { push } from './push.ts';
import { question } from './question.ts';
import { sms } from './sms.ts';
import { googleCode, oktaVerifyCode } from './time-code.ts';
import { webauthn } from './webauthn.ts';

/** All verification methods. An authenticator's first method is the default. */
const methods: readonly Method[] = [
  password,
  email,
  push,
  oktaVerifyCode,
  googleCode,
  sms,
  question,
  webauthn,
];

/** The method of an authenticator. */
export function requireMethod(authenticatorKey: string, methodType: string): Method {
  const found = methods.find(
    (method) => method.authenticatorKey === authenticatorKey && method.methodType === methodType,
  );
  if (found === undefined) throw new Error(`No method ${methodType} of ${authenticatorKey}.`);
  return found;
}
