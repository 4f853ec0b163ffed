import type { Context } from 'koa';
import type { OktaError } from '../org/kernel/errors.ts';
import { renderPage } from './render.ts';

/** Paths that only programs call: they get Okta's errors as JSON, whatever their `Accept` header. */
const programPaths = /^\/(?:(?:[\w-]+\/)?api|oauth2|\.well-known|idp|__sandbox)(?:\/|$)/;

/**
 * Shows the error as a page to a browser. Returns false for a program.
 * @param more what a page that is not the org's own has instead
 */
export function showError(
  ctx: Context,
  { status, code, message }: OktaError,
  more: Readonly<Record<string, unknown>> = { link: { href: '/', label: 'Go to Homepage' } },
): boolean {
  if (programPaths.test(ctx.path) || ctx.accepts('json', 'html') !== 'html') return false;
  ctx.status = status;
  renderPage(ctx, 'error.njk', {
    title: status === 404 ? 'Page not found' : 'Your request resulted in an error',
    error: code,
    description: message,
    ...more,
  });
  return true;
}
