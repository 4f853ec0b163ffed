import type { Middleware } from 'koa';
import type { Services } from './services.ts';

/** GET /status, for monitoring: 200 while the shop can serve, 503 if its store does not respond. */
export function status({ store, theme }: Pick<Services, 'store' | 'theme'>): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/status') {
      await next();
      return;
    }
    const alive = await store.isAlive();
    ctx.status = alive ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: alive ? 'ok' : 'failing', store: alive ? 'ok' : 'failing', theme: theme.name };
  };
}
