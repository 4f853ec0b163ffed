/** Serves the files of themes under /static/themes/NAME/ and the stock pictures under /static/img/items/. */
import { createReadStream, existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Middleware, Next } from 'koa';
import { stockDir } from './assemble.ts';
import { loadTheme } from './load.ts';
import type { ThemeOptions } from './load.ts';
import { digest, pictureType } from './pictures.ts';
import { ThemeError } from './problems.ts';
import { builtInThemesDir, listThemeNames } from './reference.ts';
import type { Theme, ThemeFile } from './theme.ts';
import { recallFiles } from './worn.ts';

const THEME_PATH = /^\/static\/themes\/([^/]+)\/(.+)$/;
const SCHEMA_PATH = /^\/static\/themes\/((?:config|data)\.schema\.json)$/;
const STOCK_PATH = /^\/static\/img\/items\/([\w-]+\.(?:png|jpg|webp))$/;

/**
 * Koa middleware. Only files listed by a loaded theme are served, looked up in that list and never as a path on
 * disk. Other themes available by name are served too: older orders show their pictures, and another copy of
 * the app may use them from here.
 */
export function serveThemes(active: Theme, options: Omit<ThemeOptions, 'theme'>): Middleware {
  const loaded = new Map<string, Promise<Theme | undefined>>([[active.name, Promise.resolve(active)]]);
  const find = (name: string): Promise<Theme | undefined> => {
    const known = loaded.get(name);
    if (known) return known;
    if (!listThemeNames(options.themesDir ?? builtInThemesDir()).includes(name))
      return Promise.resolve(undefined);
    const loading = loadTheme({ ...options, theme: name }).catch((cause: unknown) => {
      if (cause instanceof ThemeError) return undefined;
      throw cause;
    });
    loaded.set(name, loading);
    return loading;
  };
  return async (ctx: Context, next: Next): Promise<void> => {
    const method = ctx.method === 'GET' || ctx.method === 'HEAD';
    const stock = method ? STOCK_PATH.exec(ctx.path)?.[1] : undefined;
    const schema = method ? SCHEMA_PATH.exec(ctx.path)?.[1] : undefined;
    const [, name, path] = (method && THEME_PATH.exec(ctx.path)) || [];
    // Browsers request it if a page has no icon, such as the inspector or JSON.
    if (method && ctx.path === '/favicon.ico') ctx.redirect(active.assets.icon);
    else if (stock !== undefined) await sendStock(ctx, stock);
    else if (schema !== undefined)
      sendText(ctx, await readFile(join(builtInThemesDir(), schema), 'utf8'), 'application/schema+json');
    else if (name === undefined || path === undefined) await next();
    else {
      const theme = await find(decode(name));
      if (theme) await sendThemeFile(ctx, theme, decode(path));
      else await sendRemembered(ctx, decode(name), decode(path), options.cacheDir);
    }
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ''; // a malformed escape cannot match a file
  }
}

async function sendThemeFile(ctx: Context, theme: Theme, path: string): Promise<void> {
  const file = theme.files.get(path);
  if (path === 'config.json' || path === 'data.json')
    sendText(ctx, theme.documents[path], 'application/json');
  else if (path === 'theme.css') sendText(ctx, theme.stylesheet, 'text/css');
  else if (file) await sendFile(ctx, file);
}

async function sendRemembered(ctx: Context, name: string, path: string, cacheDir: string): Promise<void> {
  const file = (await recallFiles(name, cacheDir))?.get(path);
  if (file && existsSync(file.file)) await sendFile(ctx, file);
}

/** A stock picture by its original name, as AVIF (a fifth of the size) for browsers that accept it. */
async function sendStock(ctx: Context, name: string): Promise<void> {
  const names = await readdir(stockDir()).catch((): string[] => []);
  if (!names.includes(name)) return;
  const light = name.replace(/\.\w+$/, '.avif');
  ctx.vary('Accept');
  const sent = names.includes(light) && ctx.get('accept').includes('image/avif') ? light : name;
  const file = join(stockDir(), sent);
  const version = digest(await readFile(file)).slice(0, 8);
  await sendFile(ctx, { file, type: pictureType(sent), version });
}

async function sendFile(ctx: Context, { file, type, version }: ThemeFile): Promise<void> {
  const { size } = await stat(file);
  if (answerHead(ctx, type, version)) return;
  ctx.length = size;
  ctx.body = createReadStream(file);
}

function sendText(ctx: Context, text: string, type: string): void {
  if (!answerHead(ctx, type, digest(Buffer.from(text)).slice(0, 8))) ctx.body = text;
}

/**
 * Sets the headers; true if the browser already has this version. A URL with a version may be cached forever.
 */
function answerHead(ctx: Context, type: string, version: string): boolean {
  ctx.status = 200;
  ctx.type = type;
  ctx.etag = version;
  const versioned = ctx.query['v'] === version;
  ctx.set('Cache-Control', versioned ? 'public, max-age=31536000, immutable' : 'no-cache');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin'); // the org's sign-in page shows our icon
  if (!ctx.fresh) return false;
  ctx.status = 304;
  return true;
}
