import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import type { Context } from 'koa';
import { packageRoot } from './package-root.ts';

/** The build keeps what pages load of the package, in a folder with its version; the scripts and texts compressed only. */
const [version] = readdirSync(join(packageRoot(), 'dist/browser/okta-signin-widget'));

/** Where the Sign-In Widget's files are below a server's assets. Changes with the version: browsers may keep them for good. */
export const widgetFolder = `okta-signin-widget/${version}`;

/** What the first screen of Gen3 is set in. A page loads it at once: type that comes later moves what it is in. */
export const fontsOfGen3 = [400, 500, 600].map((weight) => `font/inter-latin-${weight}-normal.woff2`);

const served = /^\/(css|font|img|js|labels\/json)\/[\w@./-]+\.(css|gif|js|json|png|svg|ttf|woff2?)$/;

/**
 * Serves the unmodified files of the npm package, so that nothing comes from Okta's CDN.
 * @param base the URL path of the files, which ends with `widgetFolder`
 * @param root the package's folder
 * @returns writes the response; false if the request is for something else
 */
export function widgetServer(base: string, root: string): (ctx: Context) => boolean {
  const folder = join(root, 'dist/browser', widgetFolder);
  return (ctx) => {
    const path = ctx.path.startsWith(`${base}/`) ? ctx.path.slice(base.length) : '';
    if (!served.test(path) || path.includes('..')) return false;
    const isPacked = existsSync(join(folder, `${path}.br`));
    if (!isPacked && !existsSync(join(folder, path))) return false;
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.vary('Accept-Encoding');
    ctx.type = extname(path);
    const file = createReadStream(join(folder, isPacked ? `${path}.br` : path));
    if (!isPacked) ctx.body = file;
    else if (ctx.acceptsEncodings('br', 'identity') === 'br') {
      ctx.set('Content-Encoding', 'br');
      ctx.body = file;
    } else ctx.body = pipeline(file, createBrotliDecompress(), () => undefined); // Koa hears of errors
    return true;
  };
}
