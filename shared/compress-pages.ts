import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Middleware } from 'koa';

const pack = {
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => promisify(gzip)(text, { level: 6 }),
};

/**
 * Compresses generated responses: pages, and the theme's style sheet. Assets are compressed at build time. Why a
 * page's length does not reveal its tokens: docs/decisions/0024-compressed-pages.md.
 */
export const compressPages: Middleware = async (ctx, next) => {
  await next();
  const { type } = ctx;
  const body: unknown = ctx.body;
  if (typeof body !== 'string' || (type !== 'text/html' && type !== 'text/css')) return;
  ctx.vary('Accept-Encoding');
  const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity');
  if (encoding !== 'br' && encoding !== 'gzip') return;
  ctx.body = await pack[encoding](body);
  ctx.set('Content-Encoding', encoding);
};
