import type { Context } from 'koa';
import { SignInError } from '../auth/errors.ts';
import type { Log } from './log.ts';

/** Logs why a request failed: a refusal in one line, an unexpected error with its stack. */
export function logProblem(
  log: Log,
  ctx: Pick<Context, 'method' | 'path' | 'state'>,
  status: number,
  error: unknown,
  problem?: string,
): void {
  const said = error instanceof SignInError ? error.said?.error : undefined;
  const about = { status, problem, said, method: ctx.method, path: ctx.path };
  if (status >= 500) log.error('failed', error, about);
  else if (problem === 'sign-in-needed') log.info('refused', about);
  else log.warning('refused', { ...about, from: String(ctx.state['from']) });
}
