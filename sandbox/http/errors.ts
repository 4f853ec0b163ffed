import type { Context, Middleware } from 'koa';
import { newId } from '../org/kernel/ids.ts';
import { OktaError, ProofRefusal } from '../org/kernel/errors.ts';

/** Okta's error body. @see https://developer.okta.com/docs/reference/error-codes/ */
export const errorBody = (error: OktaError): Record<string, unknown> => ({
  errorCode: error.code,
  errorSummary: error.message,
  errorLink: error.code,
  errorId: newId('error'),
  errorCauses: error.causes.map((errorSummary) => ({ errorSummary })),
});

/**
 * The error if the client has disconnected before its request was complete, or has left a stream that never ends: not a
 * bug, and no one is waiting.
 */
const isHangUp = (error: unknown): boolean => {
  const { code, type } = (error ?? {}) as { readonly code?: unknown; readonly type?: unknown };
  // Node's parser complains of a body that ends too early.
  return (
    /^(ECONNRESET$|EPIPE$|ERR_STREAM_PREMATURE_CLOSE$|HPE_)/.test(String(code)) || type === 'request.aborted'
  );
};

/** Reports only errors that are bugs. */
export const exceptHangUps =
  (report: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!isHangUp(error)) report(error);
  };

/**
 * Turns exceptions into Okta's error responses. Unexpected errors are logged and returned as Okta does.
 * @param show shows the error as a page; returns false if the response should be JSON
 */
export function answerErrors(
  report: (error: unknown) => void,
  show: (ctx: Context, error: OktaError) => boolean = () => false,
): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const known = error instanceof OktaError;
      if (!known) report(error);
      const answer = known ? error : new OktaError(500, 'E0000009', 'Internal Server Error');
      if (!show(ctx, answer)) {
        ctx.body = answer instanceof ProofRefusal ? null : errorBody(answer);
        ctx.status = answer.status; // after the body, because Koa sets 204 if there is none
      }
      if (answer.challenge !== undefined) ctx.set('WWW-Authenticate', answer.challenge);
    }
  };
}
