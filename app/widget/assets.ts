import type { Middleware } from 'koa';
import { widgetFolder, widgetServer } from '../../shared/widget-files.ts';
import { packageRoot } from '../../shared/package-root.ts';

/** The URL path of the Sign-In Widget's files: scripts, styles, pictures, fonts, texts. */
export const widgetAssetsUrl = `/assets/${widgetFolder}`;

/** Serves them. */
export function widgetAssets(): Middleware {
  const serve = widgetServer(widgetAssetsUrl, packageRoot());
  return async (ctx, next) => {
    if (!['GET', 'HEAD'].includes(ctx.method) || !serve(ctx)) await next();
  };
}
