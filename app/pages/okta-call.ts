import type { Context } from 'koa';
import { sessionOf } from '../auth/session.ts';
import { UnreachableError } from '../outgoing/http.ts';
import { OktaRefused } from '../okta/errors.ts';
import type { TracedCall } from '../outgoing/trace.ts';
import type { Uses } from './services.ts';

/** How a call of Okta's Management API went, ready for the page: what came, or why nothing did. */
export interface Outcome<T> {
  value: T | undefined;
  failure: { title: string; text: string; code: string | undefined } | undefined;
  /** The calls that were made for it, oldest first. */
  calls: readonly TracedCall[];
}

/** Runs `work`; a refusal of Okta's and an org that does not answer become something to show. */
export async function callOkta<T>(
  ctx: Context,
  { trace }: Uses<'trace'>,
  work: () => Promise<T>,
): Promise<Outcome<T>> {
  const { browserId } = sessionOf(ctx);
  const before = new Set(trace.callsOf(browserId));
  const calls = (): TracedCall[] => trace.callsOf(browserId).filter((call) => !before.has(call));
  try {
    return { value: await work(), failure: undefined, calls: calls() };
  } catch (error) {
    return { value: undefined, failure: describe(error), calls: calls() };
  }
}

/** @throws the error itself when it is a fault of ours */
function describe(error: unknown): NonNullable<Outcome<never>['failure']> {
  if (error instanceof OktaRefused)
    return { title: `Okta refused (${error.status})`, text: error.message, code: error.code };
  if (error instanceof UnreachableError)
    return { title: 'Okta does not answer', text: error.message, code: undefined };
  throw error;
}
