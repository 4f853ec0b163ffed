import type { Middleware } from 'koa';
import { newId } from '../org/kernel/ids.ts';
import { OktaError } from '../org/kernel/errors.ts';

/** Okta's error body. @see https://developer.okta.com/docs/reference/error-codes/ */
export const errorBody = (error: OktaError): Record<string, unknown> => ({
  errorCode: error.code,
  errorSummary: error.message,
  errorLink: error.code,
  errorId: newId('error'),
  errorCauses: error.causes.map((errorSummary) => ({ errorSummary })),
});

/** What reading fails with when the client has gone before its request was complete: nobody's fault, and nobody waits. */
const isHangUp = (error: unknown): boolean => {
  const { code, type } = (error ?? {}) as { readonly code?: unknown; readonly type?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE' || type === 'request.aborted';
};

/** Tells only of errors that are faults of ours. */
export const exceptHangUps =
  (report: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!isHangUp(error)) report(error);
  };

/** Turns what is thrown below into Okta's error answer. What we did not foresee is logged and told as Okta does. */
export function answerErrors(report: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const known = error instanceof OktaError;
      if (!known) report(error);
      const answer = known ? error : new OktaError(500, 'E0000009', 'Internal Server Error');
      ctx.status = answer.status;
      ctx.body = errorBody(answer);
      if (answer.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
    }
  };
}
