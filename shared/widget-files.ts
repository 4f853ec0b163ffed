import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Context } from 'koa';

const require = createRequire(import.meta.url);
const manifest = '@okta/okta-signin-widget/package.json';
const { version } = require(manifest) as { version: string };
const original = join(dirname(require.resolve(manifest)), 'dist');

/** Where the Sign-In Widget's files are below a server's assets. Changes with the version: browsers may keep them for good. */
export const widgetFolder = `okta-signin-widget/${version}`;

const served = /^\/(css|font|img|js|labels\/json)\/[\w@./-]+\.(css|gif|js|json|png|svg|ttf|woff2?)$/;

/**
 * Serves the unmodified files of the npm package, so that nothing comes from Okta's CDN. The large ones are
 * compressed at build time.
 * @param base the URL path of the files, which ends with `widgetFolder`
 * @param root the package's folder
 * @returns writes the response; false if the request is for something else
 */
export function widgetServer(base: string, root: string): (ctx: Context) => boolean {
  const compressed = join(root, 'dist/browser', widgetFolder);
  return (ctx) => {
    const path = ctx.path.startsWith(`${base}/`) ? ctx.path.slice(base.length) : '';
    if (!served.test(path) || path.includes('..')) return false;
    const packed = join(compressed, `${path}.br`);
    const isPacked = existsSync(packed) && ctx.acceptsEncodings('br', 'identity') === 'br';
    const file = isPacked ? packed : join(original, path);
    if (!existsSync(file)) return false;
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.vary('Accept-Encoding');
    if (isPacked) ctx.set('Content-Encoding', 'br');
    ctx.type = extname(path);
    ctx.body = createReadStream(file);
    return true;
  };
}
