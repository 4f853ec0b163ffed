import { inner } from '../provision/kinds/kind.ts';
import type { Fields } from '../provision/value.ts';
import { show } from './words.ts';

export interface StepUp {
  /** What approving an order asks of this person, in a sentence. */
  sentence: string;
  /** Whether they can approve one. */
  works: boolean;
}

/** Factors that the shop can ask for, in the order in which it prefers them. */
const supported: Record<string, (factor: Fields) => string> = {
  push: (factor) => `a push to Okta Verify on ${show(inner(factor, 'profile').name ?? 'the phone')}`,
  'token:software:totp': (factor) =>
    `a code from ${factor.provider === 'GOOGLE' ? 'Google Authenticator' : 'Okta Verify'}`,
  sms: (factor) => `a code by text message to ${show(inner(factor, 'profile').phoneNumber ?? 'the phone')}`,
};

/**
 * What the shop will ask when this person approves an order.
 * @param factors as `GET /api/v1/users/{id}/factors` tells them
 */
export function describeStepUp(factors: readonly Fields[]): StepUp {
  const active = factors.filter(({ status }) => status === 'ACTIVE');
  const usable = Object.entries(supported).flatMap(([type, describe]) =>
    active.filter(({ factorType }) => factorType === type).map(describe),
  );
  const [first, ...others] = usable;
  if (first !== undefined)
    return {
      sentence: `approving asks for ${first}${others.length > 0 ? `, or ${others.join(', or ')}` : ''}.`,
      works: true,
    };
  const pending = factors.find(({ status }) => status === 'PENDING_ACTIVATION');
  if (pending)
    return {
      sentence: `approving is refused: ${show(pending.factorType)} is enrolled but not activated yet.`,
      works: false,
    };
  const other = active.map(({ factorType }) => show(factorType));
  return {
    sentence: `approving is refused: ${other.length > 0 ? `the shop cannot ask for ${other.join(', ')}` : 'there is no second factor'}.`,
    works: false,
  };
}
