import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Context, Middleware } from 'koa';

const require = createRequire(import.meta.url);
const manifest = '@okta/okta-signin-widget/package.json';
const { version } = require(manifest) as { version: string };
const dist = join(dirname(require.resolve(manifest)), 'dist');

/** Where the Sign-In Widget's own files are: scripts, styles, pictures, fonts, texts. Changes with its version. */
export const widgetAssetsUrl = `/assets/okta-signin-widget/${version}`;

const served = /^\/(css|font|img|js|labels\/json)\/[\w@./-]+\.(css|gif|js|json|png|svg|ttf|woff2?)$/;
const compressible = new Set(['.css', '.js', '.json', '.svg']);
const compress = promisify(brotliCompress);

/**
 * Serves the files of the npm package as they are, so that nothing has to come from Okta's CDN. Text is compressed
 * when it is first asked for and kept: three large scripts in all.
 */
export function widgetAssets(): Middleware {
  const compressed = new Map<string, Promise<Buffer>>();
  return async (ctx, next) => {
    const path = ctx.path.startsWith(`${widgetAssetsUrl}/`) ? ctx.path.slice(widgetAssetsUrl.length) : '';
    if (!served.test(path) || path.includes('..') || !['GET', 'HEAD'].includes(ctx.method)) {
      await next();
      return;
    }
    const file = join(dist, path);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.type = extname(file);
    await send(ctx, file, compressed);
  };
}

async function send(ctx: Context, file: string, compressed: Map<string, Promise<Buffer>>): Promise<void> {
  const type = ctx.type;
  if (compressible.has(extname(file))) {
    ctx.vary('Accept-Encoding');
    if (ctx.acceptsEncodings('br', 'identity') === 'br') {
      const bytes = compressed.get(file) ?? readFile(file).then(pack);
      compressed.set(file, bytes);
      ctx.set('Content-Encoding', 'br');
      ctx.body = await bytes;
      ctx.type = type;
      return;
    }
  }
  ctx.body = createReadStream(file);
  ctx.type = type;
}

const pack = (bytes: Buffer): Promise<Buffer> =>
  compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
