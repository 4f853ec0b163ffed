import { join } from 'node:path';
import Koa from 'koa';
import nunjucks from 'nunjucks';
import { Assets } from '../site/assets.ts';
import type { Config } from '../config/config.ts';
import { packageRoot } from '../../shared/package-root.ts';

/**
 * The sample third-party app: another company's pages, on their own origin, that show the user's orders after
 * the user has consented. All of its OAuth code is in the browser (app/browser/sample-app.ts); this serves the
 * page and stores nothing: no cookie, no session, no secret. It has the addresses of issuer and API, as any
 * app's settings would.
 */
export function createSampleApp({ appUrl, okta }: Pick<Config, 'appUrl' | 'okta'>): Koa {
  const assets = new Assets(join(packageRoot(), 'dist', 'browser', 'app'));
  const views = new nunjucks.Environment(
    new nunjucks.FileSystemLoader(join(packageRoot(), 'app', 'sample-app')),
    { autoescape: true, trimBlocks: true, lstripBlocks: true },
  );
  const policy = [
    "default-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${new URL(okta.issuer).origin} ${appUrl}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

  const app = new Koa();
  app.silent = true;
  app.use(assets.serve);
  app.use((ctx) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    // The authorization code is in this page's URL: no other site may learn it from a Referer header.
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('Cache-Control', 'no-store');
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405;
      ctx.set('Allow', 'GET, HEAD');
      return;
    }
    if (ctx.path !== '/' && ctx.path !== '/callback') {
      ctx.status = 404;
      ctx.body = `Not found. The sample app is at ${ctx.origin}/`;
      return;
    }
    ctx.type = 'html';
    ctx.body = views.render('page.njk', {
      issuer: okta.issuer,
      shop: appUrl,
      asset: (name: string) => assets.url(name),
    });
  });
  return app;
}
