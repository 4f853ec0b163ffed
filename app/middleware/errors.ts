import type { Context, Middleware } from 'koa';
import { SignInError } from '../auth/errors.ts';
import { logProblem } from '../log/problems.ts';
import { sessionOf } from '../auth/session.ts';
import { isPresenting } from '../site/presenter.ts';
import type { Services } from '../site/services.ts';
import { isStoreFailure } from '../store/store-error.ts';
import { explain } from '../pages/errors/explanations.ts';
import { TooManyRequests } from '../site/limit.ts';
import { localPath } from '../site/redirects.ts';
import type { Views } from '../site/views.ts';

/**
 * Turns errors, and every 404, into a page that says what happened and what to do, or into problem details for
 * scripts that ask for JSON. The stack is logged with the request id, and never sent to the browser.
 */
export function errorPages(
  { config, log, presents }: Pick<Services, 'config' | 'log' | 'presents'>,
  views: Views,
): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status !== 404 || ctx.body != null) return;
      await answer(ctx, undefined, 404);
    } catch (error) {
      const status = statusOf(error);
      logProblem(log, ctx, status, error, error instanceof SignInError ? error.code : undefined);
      // Saving the session may have failed after the page was rendered: discard the page.
      ctx.remove('Location');
      if (error instanceof TooManyRequests) ctx.set('Retry-After', String(error.retryAfter));
      await answer(ctx, error, status);
    }
  };

  async function answer(ctx: Context, error: unknown, status: number): Promise<void> {
    // A form's address may not have a page.
    const explanation = explain(status, error, config, ctx.method === 'GET' ? localPath(ctx.path) : '/');
    ctx.status = status;
    if (error instanceof SignInError && isPresenting(ctx, { presents }))
      sessionOf(ctx).refused = {
        status,
        path: ctx.path,
        requestId: ctx.state['requestId'] as string,
        explanation,
      };
    if (ctx.accepts('html', 'json') === 'json') {
      ctx.body = JSON.stringify({ title: explanation.title, status, detail: explanation.what });
      ctx.type = 'application/problem+json';
      return;
    }
    await views.render(ctx, 'errors', { explanation, status, path: ctx.url });
  }
}

/** Koa's own errors (body too large, malformed URL) carry their status. */
function statusOf(error: unknown): number {
  if (error instanceof SignInError) return error.status;
  if (isStoreFailure(error)) return 503;
  // A body that is not compressed as it says.
  if (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))) return 400;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
