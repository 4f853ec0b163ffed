import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import nunjucks from 'nunjucks';
import { breakable } from '../../shared/html.ts';
import { packageRoot } from '../../shared/package-root.ts';
import type { PageBrand } from './brand.ts';

const views = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(
    ['sandbox/pages/views', 'sandbox/console/views'].map((folder) => join(packageRoot(), folder)),
  ),
  { autoescape: true, throwOnUndefined: false },
);
views.addFilter('breakable', (text: string) => new nunjucks.runtime.SafeString(breakable(text)));

/** Where a page's form may lead: the app's redirect URI is only known after the form is sent. */
const policy = (styleNonce?: string, frames: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `style-src 'self'${styleNonce === undefined ? '' : ` 'nonce-${styleNonce}'`}`,
    "script-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Answers with a page of the org. No inline script or style; everything on it is escaped.
 * @param more.styleNonce lets the styles pass that the widget makes while it runs
 * @param more.frames origins of what is shown in frames
 */
export function renderPage(
  ctx: Context,
  view: string,
  values: Readonly<Record<string, unknown>>,
  { styleNonce, frames }: { readonly styleNonce?: string; readonly frames?: readonly string[] } = {},
): void {
  ctx.type = 'html';
  ctx.set('content-security-policy', policy(styleNonce, frames));
  ctx.set('x-content-type-options', 'nosniff');
  // Other sites get no referrer. With none at all, browsers say `Origin: null` with a page's own forms, whose origin is
  // checked.
  ctx.set('referrer-policy', 'same-origin');
  ctx.set('cache-control', 'no-store');
  ctx.body = views.render(view, {
    ...values,
    brand: ctx.state['brand'] as PageBrand | undefined,
    asset: assetUrl,
  });
}

const assetFolder = join(packageRoot(), 'dist/browser/sandbox');
const fingerprints = new Map<string, string>();

/** The URL of a built asset, changing with its content so that it can be cached for good. */
function assetUrl(name: string): string {
  let fingerprint = fingerprints.get(name);
  if (fingerprint === undefined) {
    fingerprint = createHash('sha256')
      .update(readFileSync(join(assetFolder, name)))
      .digest('hex')
      .slice(0, 12);
    fingerprints.set(name, fingerprint);
  }
  return `/sandbox-assets/${name}?v=${fingerprint}`;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
};

/** Serves a built asset by name. False if it does not exist. */
export function serveAsset(ctx: Context, name: string): boolean {
  const extension = name.split('.').at(-1) ?? '';
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name) || types[extension] === undefined) return false;
  const compressed = ctx.acceptsEncodings('br', 'identity') === 'br';
  try {
    ctx.body = readFileSync(join(assetFolder, compressed ? `${name}.br` : name));
  } catch {
    return false;
  }
  if (compressed) ctx.set('content-encoding', 'br');
  ctx.vary('accept-encoding');
  ctx.type = types[extension];
  ctx.set('cache-control', 'public, max-age=31536000, immutable');
  ctx.set('x-content-type-options', 'nosniff');
  return true;
}
