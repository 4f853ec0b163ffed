import { join } from 'node:path';
import Koa, { type Context } from 'koa';
import nunjucks from 'nunjucks';
import { Assets } from '../../shared/assets.ts';
import { Ledger, recordIncoming } from '../../exchange/index.ts';
import type { Config } from '../config/config.ts';
import { createOutgoing } from '../outgoing/http.ts';
import { packageRoot } from '../../shared/package-root.ts';

/**
 * The sample third-party app: another company's pages, on their own origin, that show the user's orders after
 * the user has consented. All of its OAuth code is in the browser (app/browser/sample-app.ts); this serves the
 * page and stores nothing: no cookie, no session, no secret. It has the addresses of issuer and API, as any
 * app's settings would. Where the org has a SAML app for it, its users can sign in by SAML too.
 */
export function createSampleApp(
  { appUrl, okta, features }: Pick<Config, 'appUrl' | 'okta' | 'features'>,
  {
    now = Date.now,
    ledger = new Ledger(),
    currency = 'USD',
    shopName = 'the shop',
  }: {
    readonly now?: () => number;
    readonly ledger?: Ledger;
    readonly currency?: string;
    /** What the shop calls itself. */
    readonly shopName?: string;
  } = {},
): Koa {
  const assets = new Assets('app', '/assets/');
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
  const render = (ctx: Context, view: string, values: Readonly<Record<string, unknown>>): void => {
    ctx.type = 'html';
    ctx.body = views.render(view, { ...values, asset: (name: string) => assets.url(name) });
  };
  const { sampleSamlApp: key } = okta;
  const { sampleAppUrl } = features;
  const saml =
    key === undefined || sampleAppUrl === undefined
      ? undefined
      : { url: sampleAppUrl, metadataUrl: `${okta.baseUrl}/app/${key}/sso/saml/metadata` };
  const outgoing = createOutgoing(ledger, now, 'client');
  let samlPages: Promise<(ctx: Context) => Promise<boolean>> | undefined;

  const app = new Koa();
  app.silent = true;
  app.use(recordIncoming(ledger, { receiver: () => 'client', url: sampleAppUrl ?? '', now }));
  app.use(assets.serve);
  app.use(async (ctx) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    // The authorization code is in this page's URL: no other site may learn it from a Referer header.
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('Cache-Control', 'no-store');
    if (saml && ctx.path.startsWith('/saml/')) {
      // The library is large, and few users sign in by SAML.
      samlPages ??= import('./saml-routes.ts').then(({ createSamlPages }) =>
        createSamlPages({ ...saml, outgoing, now, render }),
      );
      if (await (await samlPages)(ctx)) return;
    }
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
    render(ctx, 'page.njk', {
      issuer: okta.issuer,
      shop: appUrl,
      shopName,
      currency,
      saml: saml !== undefined,
    });
  });
  return app;
}
