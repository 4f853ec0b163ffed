import type { Authenticator } from '../../org/kernel/model.ts';
import type { Enrollment } from '../enrollments.ts';
import { methodTypesOf } from '../proofs.ts';
import { refuse, say } from './messages.ts';
import { requireMethod } from './methods/index.ts';
import type { Credentials } from './methods/method.ts';
import type { Turn } from './turn.ts';

/**
 * Begins to verify something that the person has enrolled.
 * @param chosen whether the user selected it: only then is a code or push sent immediately
 */
export function beginChallenge(
  turn: Turn,
  enrollment: Enrollment,
  methodType: string,
  chosen: boolean,
): void {
  const method = requireMethod(enrollment.authenticator.key, methodType);
  const factor = enrollment.methods.find(({ type }) => type === methodType)?.factor;
  const current = { authenticatorKey: enrollment.authenticator.key, methodType, factorId: factor?.id };
  turn.note({ current });
  if (method.sends === true && !chosen) {
    turn.change({ step: 'verification-data' });
    return;
  }
  turn.change({ step: 'challenge', current: { ...current, ...method.start?.(turn, factor) } });
}

/** Begins to enroll an authenticator. For a phone, the number is requested first. */
export function beginEnrollment(turn: Turn, authenticator: Authenticator, input: Credentials): void {
  const { key } = authenticator;
  const types = methodTypesOf(key);
  const wanted = typeof input.methodType === 'string' ? input.methodType : types[0];
  if (key === 'phone_number' && wanted === 'voice') throw refuse(say.noVoice, 400);
  if (wanted === undefined || !types.includes(wanted)) throw refuse(say.notAllowed, 400);
  const channel = input.channel ?? 'qrcode';
  if (key === 'okta_verify' && channel !== 'qrcode') throw refuse(say.notAllowed, 400);
  // Okta Verify is enrolled as a whole, by its push.
  const methodType = key === 'okta_verify' ? 'push' : wanted;
  const current = { authenticatorKey: key, methodType };
  turn.note({ current });
  if (key === 'phone_number' && input.phoneNumber === undefined) {
    turn.change({ step: 'enroll-data' });
    return;
  }
  const begun = requireMethod(key, methodType).enroll?.start(turn, input);
  if (begun === undefined) throw refuse(say.notAllowed, 400);
  turn.change({ step: 'enroll', current: { ...current, ...begun } });
}
