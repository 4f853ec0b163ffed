import type { Context } from 'koa';
import { sessionOf } from '../auth/session.ts';
import { UnreachableError } from '../outgoing/http.ts';
import { OktaRefused } from '../okta/errors.ts';
import { callsOf } from '../../exchange/index.ts';
import type { Message } from '../../exchange/index.ts';
import type { Uses } from './services.ts';

/** The result of a Management API call, ready for the page: the response, or why there is none. */
export interface Outcome<T> {
  value: T | undefined;
  failure: { title: string; text: string; code: string | undefined } | undefined;
  /** The calls made for it, oldest first. */
  calls: readonly Message[];
}

/** Runs `work`; turns errors from Okta and a lack of response into something to show. */
export async function callOkta<T>(
  ctx: Context,
  { ledger }: Uses<'ledger'>,
  work: () => Promise<T>,
): Promise<Outcome<T>> {
  const { browserId } = sessionOf(ctx);
  const before = ledger.last;
  const calls = (): Message[] => callsOf(ledger, browserId, before);
  try {
    return { value: await work(), failure: undefined, calls: calls() };
  } catch (error) {
    return { value: undefined, failure: describe(error), calls: calls() };
  }
}

/** @throws the error itself if it is a bug */
function describe(error: unknown): NonNullable<Outcome<never>['failure']> {
  if (error instanceof OktaRefused)
    return { title: `Okta returned an error (${error.status})`, text: error.message, code: error.code };
  if (error instanceof UnreachableError)
    return { title: 'Okta is not responding', text: error.message, code: undefined };
  throw error;
}
