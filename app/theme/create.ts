/** Creates a new theme: a folder with all files of the format, ready to use and to edit. */
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { makeFolder } from '../../shared/files.js';
import { withContrast } from './colour.ts';
import { parseConfig } from './format.ts';
import { drawBackground, drawIcon } from './generated-art.ts';
import { findSymbol } from './logo-symbol.ts';
import type { LogoSymbol } from './logo-symbol.ts';
import { findFormatProblem, isPale } from './pictures.ts';
import { ThemeError, error } from './problems.ts';
import type { Problem } from './problems.ts';
import { builtInThemesDir } from './reference.ts';
import { loadSharp } from './sharp.ts';
import type { Theme } from './theme.ts';
import { catalogueOfTrade, trades } from './trades.ts';
import type { Trade, TradeName } from './trades.ts';

export interface NewTheme {
  /** The folder to create. */
  readonly folder: string;
  readonly name: string;
  /** Short name in the footer; the theme's name by default. */
  readonly label?: string;
  /** Decides the catalog, unless it is copied, and the words and keys that are not given. */
  readonly trade?: TradeName;
  readonly siteTitle: string;
  readonly itemsTitle: string;
  readonly itemsTitleLabel: string;
  readonly actionTitle: string;
  readonly heroText?: string;
  readonly currency?: string;
  /** #rrggbb; by default taken from the logo, or chosen by name. */
  readonly primary?: string;
  /** A picture file: becomes logo.png, and its symbol icon.png. */
  readonly logo?: string;
  /** A theme whose catalog and pictures are copied. */
  readonly from?: Theme;
}

/** Used if there is neither a color nor a logo: selected by name, so that themes rarely look alike. */
const COLOURS = ['#1d5c8a', '#2f6b4f', '#8a3b2c', '#5a3f8c', '#9a5b12', '#16686e', '#a02c55', '#3b4a6b'];

/** The existing files that createTheme would overwrite, relative to the folder. */
export async function filesInTheWay(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)))
    .sort();
}

/**
 * Writes the theme and returns the files written, relative to its folder.
 * @throws ThemeError if the logo is not a picture, or a value is not valid in config.json; nothing is written.
 */
export async function createTheme(wish: NewTheme): Promise<string[]> {
  const logo = wish.logo === undefined ? undefined : await readLogo(wish.logo);
  const primary = wish.primary ?? (logo ? await colourOfLogo(logo) : colourByName(wish.name));
  const settings = json(config(wish, primary));
  const problems: Problem[] = [];
  parseConfig(settings.toString(), problems);
  if (problems.some(({ severity }) => severity === 'error')) throw new ThemeError(wish.name, problems);
  const files = new Map<string, Buffer>([
    ['config.json', settings],
    [
      'data.json',
      json(wish.from ? catalogueOf(wish.from) : catalogueOfTrade(trades[wish.trade ?? 'retail'])),
    ],
    ...(await pictures(wish, primary, logo)),
  ]);
  for (const [path, bytes] of files) {
    const file = join(wish.folder, path);
    makeFolder(dirname(file));
    await writeFile(file, bytes);
  }
  return [...files.keys()].sort();
}

function config(wish: NewTheme, primary: string): Record<string, unknown> {
  const heroText = wish.heroText ?? (wish.trade ? trades[wish.trade].heroText : '');
  return {
    $schema: schemaFor(wish.folder),
    label: wish.label ?? wish.name,
    'site-title': wish.siteTitle,
    'items-title': wish.itemsTitle,
    'items-title-label': wish.itemsTitleLabel,
    'action-title': wish.actionTitle,
    ...keysOfTrade(wish),
    'img-items': wish.from !== undefined && hasOwnPictures(wish.from),
    ...(heroText.trim() !== '' && { 'hero-text': heroText }),
    currency: wish.currency ?? wish.from?.currency ?? 'USD',
    colors: { primary },
  };
}

/** Only what differs from the defaults. */
function keysOfTrade({ trade, from }: NewTheme): Record<string, unknown> {
  const { ordersTitle, priceNote, showStock }: Partial<Trade> = trade ? trades[trade] : {};
  const orders = from && from.ordersTitle !== 'Orders' ? from.ordersTitle : ordersTitle;
  const note = from?.priceNote ?? priceNote;
  return {
    ...(orders !== undefined && { 'orders-title': orders }),
    ...((from?.showStock ?? showStock) === false && { 'show-stock': false }),
    ...(note !== undefined && { 'price-note': note }),
  };
}

/**
 * Next to the built-in themes, the schema has a relative path; elsewhere, the URL at which the running app
 * serves it.
 */
function schemaFor(folder: string): string {
  const inside = resolve(folder).startsWith(builtInThemesDir() + sep);
  return inside ? '../config.schema.json' : 'http://localhost:5000/static/themes/config.schema.json';
}

const hasOwnPictures = (theme: Theme): boolean =>
  [...theme.files.keys()].some((path) => path.startsWith('img-items/'));

function catalogueOf(theme: Theme): unknown {
  return JSON.parse(theme.documents['data.json']);
}

async function pictures(
  wish: NewTheme,
  primary: string,
  logo: Buffer | undefined,
): Promise<[string, Buffer][]> {
  const sharp = await loadSharp();
  const background = await sharp(Buffer.from(drawBackground(wish.name, primary)))
    .resize(1920)
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
  const taken: [string, Buffer][] = [];
  for (const [path, { file }] of wish.from?.files ?? [])
    if (path.startsWith('img-items/')) taken.push([path, await readFile(file)]);
  const symbol = logo && (await findSymbol(logo));
  const icon = symbol
    ? await tileOf(symbol, primary)
    : await sharp(Buffer.from(drawIcon(wish.name, primary)))
        .png({ compressionLevel: 9 })
        .toBuffer();
  return [
    ['bg.jpg', background],
    ['icon.png', icon],
    ...(logo
      ? [
          ['logo.png', await sharp(logo).resize(600, 200, { fit: 'inside' }).png().toBuffer()] as [
            string,
            Buffer,
          ],
        ]
      : []),
    ...taken,
  ];
}

/**
 * The symbol on a tile with round corners: on its own background, otherwise on white, or on the brand's color
 * if it is pale.
 */
async function tileOf({ picture, ground }: LogoSymbol, primary: string): Promise<Buffer> {
  const sharp = await loadSharp();
  const fill = ground ?? ((await isPale(picture)) ? withContrast(primary, ['#ffffff'], 4.5, -1) : '#ffffff');
  const tile = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" rx="58" fill="${fill}"/></svg>`;
  return sharp(Buffer.from(tile))
    .composite([{ input: picture, gravity: 'centre' }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

async function readLogo(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined)
    throw new ThemeError(file, [error(file, '', 'cannot be read', 'Check the path of the logo.')]);
  const problem = findFormatProblem(file, bytes);
  if (problem) throw new ThemeError(file, [problem]);
  return bytes;
}

async function colourOfLogo(logo: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const { SAMPLE, pickMainColour } = await import('./logo-colours.ts');
  const { data } = await sharp(logo)
    .resize(SAMPLE, SAMPLE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pickMainColour(data);
}

function colourByName(name: string): string {
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return COLOURS[sum % COLOURS.length] ?? '#1d5c8a';
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
