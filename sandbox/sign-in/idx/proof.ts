import type { FactorKind, Proof } from '../assurance.ts';
import type { Method } from './methods/method.ts';

/** The proof that a method's right answer is. */
export const proofOf = (method: Method, more: readonly FactorKind[] = []): Proof => ({
  authenticatorKey: method.authenticatorKey,
  methodType: method.methodType,
  kinds: [...method.kinds, ...more],
  amr: method.amr,
});
