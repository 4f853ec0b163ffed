import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Context } from 'koa';
import { packageRoot } from '../paths.ts';

const require = createRequire(import.meta.url);
const manifest = '@okta/okta-signin-widget/package.json';
const { version } = require(manifest) as { version: string };
const original = join(dirname(require.resolve(manifest)), 'dist');
const compressed = join(packageRoot, 'dist/browser/okta-signin-widget', version);

/**
 * Where the Sign-In Widget's own files are. Changes with its version, so that browsers may keep them for good.
 */
export const widgetFiles = `/sandbox-assets/okta-signin-widget/${version}`;

const served = /^\/(css|font|img|js|labels\/json)\/[\w@./-]+\.(css|gif|js|json|png|svg|ttf|woff2?)$/;

/**
 * Serves an unmodified file of the npm package, compressed at build time if worthwhile. False if it does not
 * exist.
 */
export function serveWidgetFile(ctx: Context): boolean {
  const path = ctx.path.startsWith(`${widgetFiles}/`) ? ctx.path.slice(widgetFiles.length) : '';
  if (!served.test(path) || path.includes('..')) return false;
  const packed = join(compressed, `${path}.br`);
  const isPacked = existsSync(packed) && ctx.acceptsEncodings('br', 'identity') === 'br';
  const file = isPacked ? packed : join(original, path);
  if (!existsSync(file)) return false;
  ctx.set('cache-control', 'public, max-age=31536000, immutable');
  ctx.set('x-content-type-options', 'nosniff');
  ctx.vary('accept-encoding');
  if (isPacked) ctx.set('content-encoding', 'br');
  ctx.type = extname(path);
  ctx.body = createReadStream(file);
  return true;
}
