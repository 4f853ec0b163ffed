import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import { packageRoot } from '../paths.ts';

const prefix = '/class-assets/';
const types = { 'class.css': 'css', 'class.js': 'js' } as const;
type Name = keyof typeof types;
const isName = (name: string): name is Name => Object.hasOwn(types, name);

const loaded = new Map<Name, { readonly text: string; readonly version: string }>();

function load(name: Name): { readonly text: string; readonly version: string } {
  const known = loaded.get(name);
  if (known) return known;
  const text = readFileSync(join(packageRoot(), 'dist/browser/cli', name), 'utf8');
  const asset = { text, version: createHash('sha256').update(text).digest('hex').slice(0, 12) };
  loaded.set(name, asset);
  return asset;
}

/** The address of a built asset; it changes with the content. */
export const assetUrl = (name: Name): string => `${prefix}${name}?v=${load(name).version}`;

/** Serves the pages' script and style sheet. False for every other address. */
export function serveAsset(ctx: Context): boolean {
  const name = ctx.path.startsWith(prefix) ? ctx.path.slice(prefix.length) : '';
  if (!isName(name)) return false;
  ctx.body = load(name).text;
  ctx.type = types[name];
  ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
  return true;
}
