import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';

interface Asset {
  bytes: Buffer;
  brotli: Buffer | undefined;
  type: string;
  version: string;
}

/** The pages' built scripts and styles. They are small, so they are read once and served from memory. */
export class Assets {
  readonly #files = new Map<string, Asset>();

  /** @param folder `dist/browser/app` */
  constructor(folder: string) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (!/\.(js|css|svg|woff2)$/.test(name)) continue;
      const bytes = readFileSync(join(folder, name));
      const compressed = join(folder, `${name}.br`);
      this.#files.set(name, {
        bytes,
        brotli: existsSync(compressed) ? readFileSync(compressed) : undefined,
        type: extname(name),
        version: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
      });
    }
  }

  /** The address of a file; it changes with the content, so browsers may cache it forever. */
  url(name: string): string {
    return `/assets/${name}?v=${this.#files.get(name)?.version ?? 'missing'}`;
  }

  readonly serve: Middleware = (ctx, next) => {
    const asset = ctx.path.startsWith('/assets/')
      ? this.#files.get(ctx.path.slice('/assets/'.length))
      : undefined;
    if (!asset || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.set(
      'Cache-Control',
      ctx.query['v'] === asset.version ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    ctx.vary('Accept-Encoding');
    ctx.etag = asset.version;
    ctx.type = asset.type;
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return undefined;
    }
    const packed = ctx.acceptsEncodings('br', 'identity') === 'br' ? asset.brotli : undefined;
    if (packed) ctx.set('Content-Encoding', 'br');
    ctx.body = packed ?? asset.bytes;
    ctx.type = asset.type;
    return undefined;
  };
}
