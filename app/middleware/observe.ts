import type { Context, Middleware } from 'koa';
import { decodeToken, textClaim } from '../auth/claims.ts';
import type { SignedIn } from '../auth/guards.ts';
import type { Stage } from '../site/stage.ts';

const isOwn = (path: string): boolean => /^\/(stage|assets|session|status)\b/.test(path);
const isApi = (path: string): boolean => /^\/(api\/|mcp$)/.test(path);

/**
 * Lets the stage see what the shop answers, while a script is played.
 * @param of `api` in front of the API, which has no session; `pages` in front of the pages, before they are compressed
 */
export function observeFor(stage: Stage | undefined, of: 'api' | 'pages'): Middleware {
  return async (ctx, next) => {
    await next();
    if (stage?.view === undefined || isOwn(ctx.path) || isApi(ctx.path) !== (of === 'api')) return;
    const body: unknown = ctx.body;
    const text =
      typeof body === 'string'
        ? body
        : typeof body === 'object' && body !== null && !('pipe' in body) && !Buffer.isBuffer(body)
          ? JSON.stringify(body)
          : '';
    const claims = of === 'api' ? bearerOf(ctx) : tokenOf(ctx);
    const who =
      of === 'api'
        ? claims && textClaim(claims, 'sub')
        : (ctx.state['signedIn'] as SignedIn | undefined)?.person.login;
    stage.observe({ who, method: ctx.method, path: ctx.path, status: ctx.status, text, claims });
  };
}

/** Only for display: what is decided about the request is decided by the API. */
const bearerOf = (ctx: Context): Record<string, unknown> | undefined =>
  decodeToken(ctx.get('authorization').replace(/^\w+ /, ''))?.payload;

function tokenOf(ctx: Context): Record<string, unknown> | undefined {
  const signedIn = ctx.state['signedIn'] as SignedIn | undefined;
  return signedIn && decodeToken(signedIn.tokens.accessToken)?.payload;
}
