import type { Context } from 'koa';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { renderPage } from '../pages/render.ts';
import { describeError } from './okta-errors.ts';

/** An authorization request that must not be answered by a redirect ends on a page of the org. */
export function renderOAuthError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
  const refusal = describeError(error, out);
  renderProblem(ctx, ctx.status, refusal.error, refusal.description ?? '');
}

/** A page that explains why the request failed, in OAuth's terms, and what to do next. */
export function renderProblem(
  ctx: Context,
  status: number,
  error: string,
  description: string,
  link?: { readonly href: string; readonly label: string },
): void {
  ctx.status = status;
  renderPage(ctx, 'error.njk', { title: 'Your request resulted in an error', error, description, link });
}
