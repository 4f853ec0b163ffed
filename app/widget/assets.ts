import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Middleware } from 'koa';
import { packageRoot } from '../site/paths.ts';

const require = createRequire(import.meta.url);
const manifest = '@okta/okta-signin-widget/package.json';
const { version } = require(manifest) as { version: string };

/** The URL of the Sign-In Widget's files: scripts, styles, pictures, fonts, texts. Changes with its version. */
export const widgetAssetsUrl = `/assets/okta-signin-widget/${version}`;

const served = /^\/(css|font|img|js|labels\/json)\/[\w@./-]+\.(css|gif|js|json|png|svg|ttf|woff2?)$/;

/**
 * Serves the unmodified files of the npm package, so that nothing comes from Okta's CDN. The large ones are
 * compressed at build time.
 */
export function widgetAssets(): Middleware {
  const original = join(dirname(require.resolve(manifest)), 'dist');
  const compressed = join(packageRoot(), 'dist/browser/okta-signin-widget', version);
  return (ctx, next) => {
    const path = ctx.path.startsWith(`${widgetAssetsUrl}/`) ? ctx.path.slice(widgetAssetsUrl.length) : '';
    if (!served.test(path) || path.includes('..') || !['GET', 'HEAD'].includes(ctx.method)) return next();
    const packed = join(compressed, `${path}.br`);
    const isPacked = existsSync(packed) && ctx.acceptsEncodings('br', 'identity') === 'br';
    const file = isPacked ? packed : join(original, path);
    if (!existsSync(file)) return next();
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.vary('Accept-Encoding');
    if (isPacked) ctx.set('Content-Encoding', 'br');
    ctx.type = extname(path);
    ctx.body = createReadStream(file);
    return undefined;
  };
}
