import { join } from 'node:path';
import Koa from 'koa';
import nunjucks from 'nunjucks';
import { Assets } from '../site/assets.ts';
import type { Config } from '../config/config.ts';
import { packageRoot } from '../site/paths.ts';

/**
 * The sample third-party app: somebody else's pages, on an origin of their own, that show a person's orders after the person
 * has consented. All of its OAuth is in the browser (app/browser/sample-app.ts); this serves the page and keeps nothing:
 * no cookie, no session, no secret. It knows the addresses of issuer and API, as any app's settings would.
 */
export function createSampleApp({ appUrl, okta }: Pick<Config, 'appUrl' | 'okta'>): Koa {
  const assets = new Assets(join(packageRoot(), 'dist', 'browser', 'app'));
  const views = new nunjucks.Environment(
    new nunjucks.FileSystemLoader(join(packageRoot(), 'app', 'sample-app')),
    { autoescape: true, trimBlocks: true, lstripBlocks: true },
  );
  const policy = [
    "default-src 'self'",
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
    // The code of a sign-in stands in this page's address: no other site may learn it from a Referer header.
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('Cache-Control', 'no-store');
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405;
      ctx.set('Allow', 'GET, HEAD');
      return;
    }
    if (ctx.path !== '/' && ctx.path !== '/callback') {
      ctx.status = 404;
      ctx.body = `Nothing here. The sample app begins at ${ctx.origin}/`;
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
