import type { Middleware } from 'koa';
import { compressPages } from '../../shared/compress-pages.ts';
import type { Org } from '../org/org.ts';

const place = /^\/(?:admin(?:\/|$)|report\/)/;

/** The Admin Console. Its screens are loaded at the first visit. */
export function adminConsole(org: Org): Middleware {
  let answer: Promise<Middleware> | undefined;
  const load = async (): Promise<Middleware> => (await import('./middleware.ts')).answerConsole(org);
  return async (ctx, next) => {
    if (!place.test(ctx.path)) {
      await next();
      return;
    }
    const screens = await (answer ??= load());
    await compressPages(ctx, async () => {
      await screens(ctx, next);
    });
  };
}
