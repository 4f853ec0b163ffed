import type { Context, Middleware } from 'koa';
import { decodeToken, textClaim } from '../auth/claims.ts';
import type { SignedIn } from '../auth/guards.ts';
import type { Stage, StageAnswer } from '../site/stage.ts';

const isOwn = (path: string): boolean => /^\/(stage|assets|session|status)\b/.test(path);
/** Whether a path is the resource server's. */
export const isApi = (path: string): boolean => /^\/(api\/|mcp$)/.test(path);

/**
 * Reports the shop's responses to the stage while a script is played. The ledger has the same responses, but as sent:
 * compressed, and without the signed-in user.
 * @param of `api` in front of the API, which has no session; `pages` in front of the pages, before they are compressed
 */
export function observeFor(stage: Stage | undefined, of: 'api' | 'pages'): Middleware {
  const senderOf = of === 'api' ? callerOf : visitorOf;
  return async (ctx, next) => {
    await next();
    if (stage?.view === undefined || isOwn(ctx.path) || isApi(ctx.path) !== (of === 'api')) return;
    const { method, path, status } = ctx;
    stage.observe({ ...senderOf(ctx), method, path, status, text: textOf(ctx.body) });
  };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  const isData = typeof body === 'object' && body !== null && !('pipe' in body) && !Buffer.isBuffer(body);
  return isData ? JSON.stringify(body) : '';
}

type Sender = Pick<StageAnswer, 'who' | 'claims'>;

/** Only for display: the API decides about the request. */
function callerOf(ctx: Context): Sender {
  const claims = decodeToken(ctx.get('authorization').replace(/^\w+ /, ''))?.payload;
  return { who: claims && textClaim(claims, 'sub'), claims };
}

function visitorOf(ctx: Context): Sender {
  const signedIn = ctx.state['signedIn'] as SignedIn | undefined;
  const claims = signedIn && decodeToken(signedIn.tokens.accessToken)?.payload;
  return { who: signedIn?.person.login, claims };
}
