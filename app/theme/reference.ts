/** The value of THEME, THEME_URI or --theme: a name, a folder, or an address. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { packageRoot } from '../../shared/package-root.ts';
import { ThemeError, error } from './problems.ts';

export const BUILT_IN = ['default', 'books', 'bank', 'cloud'] as const;

export type Reference =
  | { readonly kind: 'folder'; readonly name: string; readonly folder: string; readonly builtIn: boolean }
  | { readonly kind: 'address'; readonly name: string; readonly url: URL };

/** The folder with the themes available by name. */
export function builtInThemesDir(): string {
  return join(packageRoot(), 'themes');
}

/** Folders in themesDir with a config.json, in alphabetical order. */
export function listThemeNames(themesDir: string): string[] {
  return readdirSync(themesDir)
    .filter((name) => existsSync(join(themesDir, name, 'config.json')))
    .sort();
}

/**
 * Resolves the value. The address of a theme served by the app itself
 * (`http://localhost:5000/static/themes/books`, as used with the Python original) selects the theme of that
 * name, since the app cannot request it from itself before it is listening.
 * @throws ThemeError if there is no such theme.
 */
export function resolveReference(theme: string, appUrl: string, themesDir: string): Reference {
  if (/^https?:\/\//i.test(theme)) {
    const url = parseAddress(theme);
    const own = ownThemeName(url, new URL(appUrl), themesDir);
    return own === undefined
      ? { kind: 'address', name: addressName(url), url }
      : named(theme, own, themesDir);
  }
  if (!/[/\\]/.test(theme) && !theme.startsWith('.') && existsSync(join(themesDir, theme)))
    return named(theme, theme, themesDir);
  const folder = folderOfTheme(resolve(theme));
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    const inside = resolve(themesDir) + sep;
    if (folder.startsWith(inside) && !folder.slice(inside.length).includes(sep))
      return named(theme, basename(folder), themesDir);
    return { kind: 'folder', name: `${slug(basename(folder))}-${short(folder)}`, folder, builtIn: false };
  }
  throw notFound(theme, themesDir);
}

/**
 * The folder itself, the folder of its config.json, or the only theme inside it: an archive often unpacks one folder too
 * deep.
 */
function folderOfTheme(path: string): string {
  const folder = /^(?:config|data)\.json$/i.test(basename(path)) ? dirname(path) : path;
  if (!existsSync(folder) || !statSync(folder).isDirectory() || existsSync(join(folder, 'config.json')))
    return folder;
  const [only, ...more] = listThemeNames(folder);
  return only !== undefined && more.length === 0 ? join(folder, only) : folder;
}

function named(typed: string, name: string, themesDir: string): Reference {
  const folder = folderOfTheme(join(themesDir, name));
  if (!existsSync(join(folder, 'config.json'))) throw notFound(typed, themesDir);
  const shipped = resolve(themesDir) === resolve(builtInThemesDir());
  const builtIn = shipped && BUILT_IN.some((known) => known === name);
  return { kind: 'folder', name, folder, builtIn };
}

function notFound(theme: string, themesDir: string): ThemeError {
  const names = existsSync(themesDir) ? listThemeNames(themesDir).join(', ') : '';
  return new ThemeError(theme, [
    error(
      theme,
      '',
      'there is no theme or folder with this name',
      `Choose ${names}, a folder, or an http(s) address.`,
    ),
  ]);
}

function parseAddress(theme: string): URL {
  const url = URL.canParse(theme) ? new URL(theme) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '')
    throw new ThemeError(theme, [
      error(theme, '', 'is not a valid address', 'Use the form https://example.com/my-theme.'),
    ]);
  url.hash = '';
  url.search = '';
  url.pathname = url.pathname.replace(/\/(?:config|data)\.json\/*$/i, '').replace(/\/*$/, '/');
  return url;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** The name in an address of the app itself, whatever its port is now, and wherever people reach it. */
function ownThemeName(url: URL, app: URL, themesDir: string): string | undefined {
  const sameOrigin = url.origin === app.origin;
  if (!LOOPBACK.test(url.hostname) && !sameOrigin) return undefined;
  const encoded = /^\/static\/themes\/([^/]+)\/$/.exec(url.pathname)?.[1];
  const name = encoded === undefined ? undefined : decode(encoded);
  if (name === undefined) return undefined;
  return sameOrigin || listThemeNames(themesDir).includes(name) ? name : undefined;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Readable, and different for different addresses: the key for stock and cache. */
function addressName(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? url.hostname;
  return `${slug(last)}-${short(url.href)}`;
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z\d]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40) || 'theme'
  );
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
