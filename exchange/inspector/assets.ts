import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import { packageRoot } from '../../shared/package-root.ts';

const prefix = '/inspector-assets/';
const types = { 'inspector.css': 'css', 'inspector.js': 'js' } as const;
const isName = (name: string): name is keyof typeof types => Object.hasOwn(types, name);

const loaded = new Map<string, { readonly text: string; readonly version: string }>();

function load(name: keyof typeof types): { readonly text: string; readonly version: string } {
  let asset = loaded.get(name);
  if (!asset) {
    const text = readFileSync(join(packageRoot(), 'dist/browser/exchange', name), 'utf8');
    asset = { text, version: createHash('sha256').update(text).digest('hex').slice(0, 12) };
    loaded.set(name, asset);
  }
  return asset;
}

/** The address of a built asset; it changes with the content. */
export const assetUrl = (name: string): string =>
  isName(name) ? `${prefix}${name}?v=${load(name).version}` : '';

/** The style sheet itself, for a document that loads nothing. */
export const styles = (): string => load('inspector.css').text;

/** Serves the page's script and style sheet. False for every other address. */
export function serveAsset(ctx: Context): boolean {
  const name = ctx.path.startsWith(prefix) ? ctx.path.slice(prefix.length) : '';
  if (!isName(name)) return false;
  ctx.body = load(name).text;
  ctx.type = types[name];
  ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
  return true;
}

/** For exports. */
export const productVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
