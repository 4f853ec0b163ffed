import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Context, Middleware } from 'koa';
import { packageRoot } from './package-root.ts';

interface Asset {
  bytes: Buffer;
  brotli: Buffer | undefined;
  type: string;
  version: string;
}

/** The pages' built scripts and styles. They are small, so they are read once, on first use, and served from memory. */
export class Assets {
  readonly #part: string;
  readonly #prefix: string;
  #loaded: Map<string, Asset> | undefined;

  /**
   * @param part whose assets: a folder of `dist/browser`
   * @param prefix their path, with a slash at both ends
   */
  constructor(part: 'app' | 'cli' | 'exchange', prefix: string) {
    this.#part = part;
    this.#prefix = prefix;
  }

  get #files(): ReadonlyMap<string, Asset> {
    return (this.#loaded ??= read(join(packageRoot(), 'dist/browser', this.#part)));
  }

  /** The address of a file; it changes with the content, so browsers may cache it forever. */
  url(name: string): string {
    return `${this.#prefix}${name}?v=${this.#files.get(name)?.version ?? 'missing'}`;
  }

  /** The text of a file, for a document that loads nothing. */
  text(name: string): string {
    return this.#files.get(name)?.bytes.toString() ?? '';
  }

  readonly serve: Middleware = (ctx, next) => (this.answer(ctx) ? undefined : next());

  /** Answers a request for a file. False for every other request. */
  answer(ctx: Context): boolean {
    const asset = ctx.path.startsWith(this.#prefix)
      ? this.#files.get(ctx.path.slice(this.#prefix.length))
      : undefined;
    if (!asset || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return false;
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
      return true;
    }
    const packed = ctx.acceptsEncodings('br', 'identity') === 'br' ? asset.brotli : undefined;
    if (packed) ctx.set('Content-Encoding', 'br');
    ctx.body = packed ?? asset.bytes;
    ctx.type = asset.type;
    return true;
  }
}

function read(folder: string): Map<string, Asset> {
  const files = new Map<string, Asset>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!/\.(js|css|svg|woff2)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    const compressed = join(folder, `${name}.br`);
    files.set(name, {
      bytes,
      brotli: existsSync(compressed) ? readFileSync(compressed) : undefined,
      type: extname(name),
      version: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
    });
  }
  return files;
}
