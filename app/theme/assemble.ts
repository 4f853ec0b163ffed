/** Builds a Theme from its files; collects all problems before reporting any. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from '../../shared/decode-text.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { contrast } from './colour.ts';
import { hasOwnPictures, parseConfig, parseData, picturesOf } from './format.ts';
import type { ThemeConfig, ThemeDataItem } from './format.ts';
import { createPalette } from './palette.ts';
import {
  LARGEST_PICTURE,
  digest,
  encodePicture,
  findMainColour,
  isPaleLogo,
  pictureType,
} from './pictures.ts';
import type { Use } from './pictures.ts';
import { ThemeError, describeProblem, error, warning } from './problems.ts';
import type { Problem } from './problems.ts';
import type { ThemeSource } from './source.ts';
import { createStylesheet } from './stylesheet.ts';
import type { Theme, ThemeFile } from './theme.ts';

const LARGEST_DOCUMENT = 512 * 1024;
const STOCK_PATH = '/static/img/items/';
const PLACEHOLDER = 'parcel.png';

export interface Ingredients {
  readonly name: string;
  readonly source: ThemeSource;
  /** Set for built-in themes, whose pictures are served unchanged from this folder. */
  readonly shippedIn?: string;
  readonly cacheDir: string;
}

export interface Assembled {
  /** Undefined if one of the problems is an error. */
  readonly theme: Theme | undefined;
  readonly problems: readonly Problem[];
}

/** Reads, checks and encodes; does not throw for problems of the theme. */
export async function assembleTheme(ingredients: Ingredients): Promise<Assembled> {
  const problems: Problem[] = [];
  const configText = await readDocument(ingredients.source, 'config.json', problems);
  const dataText = await readDocument(ingredients.source, 'data.json', problems);
  const config = configText === undefined ? undefined : parseConfig(configText, problems);
  const items = dataText === undefined ? undefined : parseData(dataText, problems);
  const files = new Map<string, ThemeFile>();
  const add = (path: string, use: Use, needed: boolean, as = path) =>
    addPicture(ingredients, { path, use, needed, as }, files, problems);
  const background = await add('bg.jpg', 'background', true);
  await add('icon.png', 'icon', true);
  const logo = await add('logo.png', 'logo', false);
  await addLightBackgrounds(ingredients, background, files, problems);
  const ownPictures = configText === undefined ? undefined : hasOwnPictures(configText);
  for (const { index, image } of picturesOf(dataText ?? '')) {
    if (ownPictures === true) await add(`img-items/${image}`, 'item', true);
    else if (ownPictures === false) checkStockPicture(image, index, problems);
  }
  if (config) warnOfFaintColour(config, problems);
  if (config === undefined || items === undefined || problems.some((p) => p.severity === 'error'))
    return { theme: undefined, problems };
  const primary = config.colors?.primary ?? (await colourOf(ingredients));
  const theme = compose(ingredients.name, config, items, files, primary, ownPictures === true, problems);
  if (logo === undefined || !(await isPaleLogo(logo, ingredients.cacheDir))) return { theme, problems };
  return { theme: { ...theme, assets: { ...theme.assets, logoIsPale: true } }, problems };
}

async function readDocument(
  source: ThemeSource,
  file: string,
  problems: Problem[],
): Promise<string | undefined> {
  try {
    const bytes = await source.read(file, LARGEST_DOCUMENT);
    if (bytes !== undefined) return decodeText(bytes);
    problems.push(
      source.forbids?.(file) === true
        ? error(file, '', forbidden, publish)
        : error(file, '', 'is missing', 'Every theme needs one; copy it from themes/books and edit it.'),
    );
  } catch (cause) {
    problems.push(...problemsOf(cause));
  }
  return undefined;
}

interface Wanted {
  readonly path: string;
  readonly use: Use;
  readonly needed: boolean;
  /** The path under which it is served. */
  readonly as: string;
}

async function addPicture(
  { source, shippedIn, cacheDir }: Ingredients,
  { path, use, needed, as }: Wanted,
  files: Map<string, ThemeFile>,
  problems: Problem[],
): Promise<Buffer | undefined> {
  if (files.has(as)) return undefined;
  try {
    const bytes = await source.read(path, LARGEST_PICTURE);
    const spelling = shippedIn === undefined ? await source.spelling?.(path) : undefined;
    if (bytes === undefined) {
      const isForbidden = source.forbids?.(path) === true;
      if (needed)
        problems.push(missingPicture(path, use, isForbidden ? [forbidden, publish] : missing(spelling)));
      return undefined;
    }
    if (spelling !== undefined)
      problems.push(warning(path, '', `${spelling}: other systems will not find it`, exactly));
    const result = shippedIn
      ? { file: join(shippedIn, path), type: pictureType(path), version: digest(bytes).slice(0, 8) }
      : await encodePicture(path, bytes, use, cacheDir);
    if ('severity' in result) problems.push(result);
    else files.set(as, result);
    return bytes;
  } catch (cause) {
    problems.push(...problemsOf(cause));
    return undefined;
  }
}

const exactly = 'Rename the file to exactly this name.';

const missing = (spelling: string | undefined): [string, string] =>
  spelling === undefined ? ['is missing', 'Add a picture with exactly this name.'] : [spelling, exactly];

/** A missing item picture is replaced by a placeholder. */
function missingPicture(path: string, use: Use, [message, remedy]: readonly [string, string]): Problem {
  return use === 'item'
    ? warning(path, '', `${message}, a placeholder is shown`, remedy)
    : error(path, '', message, remedy);
}

const forbidden = 'is missing or not public (the server responded with 403)';
const publish = 'Add the file, and make it public.';

/**
 * Browsers get it in a smaller format, phones in a smaller size: included for built-in themes, generated for
 * all others.
 */
async function addLightBackgrounds(
  ingredients: Ingredients,
  background: Buffer | undefined,
  files: Map<string, ThemeFile>,
  problems: Problem[],
): Promise<void> {
  if (ingredients.shippedIn) {
    for (const path of ['bg-1920.avif', 'bg-960.avif'])
      await addPicture(ingredients, { path, use: 'background', needed: true, as: path }, files, problems);
  } else if (background && files.has('bg.jpg')) {
    for (const [path, use] of [
      ['bg-1920.webp', 'background'],
      ['bg-960.webp', 'narrow background'],
    ] as const) {
      const made = await encodePicture(path, background, use, ingredients.cacheDir);
      if (!('severity' in made)) files.set(path, made);
    }
  }
}

function checkStockPicture(image: string, index: number, problems: Problem[]): void {
  if (existsSync(join(stockDir(), image))) return;
  problems.push(
    error(
      'data.json',
      `items[${index}].image`,
      `there is no stock picture "${image}"`,
      'Use one from app/public/img/items, or put your own into img-items/ and set "img-items": true in config.json.',
    ),
  );
}

/** The folder of the stock pictures, with the original's names. */
export function stockDir(): string {
  return join(packageRoot(), 'app/public/img/items');
}

async function colourOf({ source, cacheDir }: Ingredients): Promise<string> {
  const icon = await source.read('icon.png', LARGEST_PICTURE);
  return icon === undefined ? '#33475b' : findMainColour(icon, cacheDir);
}

/** A color too similar to the page's is adjusted for links; the theme's author should know. */
function warnOfFaintColour(config: ThemeConfig, problems: Problem[]): void {
  const primary = config.colors?.primary;
  if (primary === undefined || contrast(primary, '#ffffff') >= 4.5) return;
  const ratio = contrast(primary, '#ffffff').toFixed(1);
  problems.push(
    warning(
      'config.json',
      'colors.primary',
      `has a contrast of ${ratio} against white, less than the 4.5 that text needs (WCAG AA), so links use a darker shade`,
      'Keep it, or choose a darker one.',
    ),
  );
}

function compose(
  name: string,
  config: ThemeConfig,
  items: readonly ThemeDataItem[],
  files: ReadonlyMap<string, ThemeFile>,
  primary: string,
  ownPictures: boolean,
  problems: readonly Problem[],
): Theme {
  const url = (path: string) => {
    const version = files.get(path)?.version;
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `/static/themes/${encodeURIComponent(name)}/${encoded}${version === undefined ? '' : `?v=${version}`}`;
  };
  const imageOf = ({ image }: ThemeDataItem) => {
    const own = `img-items/${image}`;
    if (!ownPictures) return STOCK_PATH + encodeURIComponent(image);
    return files.has(own) ? url(own) : STOCK_PATH + PLACEHOLDER;
  };
  const first = (...paths: readonly string[]) => paths.find((path) => files.has(path)) ?? 'bg.jpg';
  const wide = first('bg-1920.avif', 'bg-1920.webp');
  const palette = createPalette(primary);
  const stylesheet = createStylesheet(palette, config['heading-font'] ?? 'sans', {
    wide: url(wide),
    narrow: url(first('bg-960.avif', 'bg-960.webp')),
  });
  const styleVersion = digest(Buffer.from(stylesheet)).slice(0, 8);
  return {
    name,
    label: config.label,
    siteTitle: config['site-title'],
    itemsTitle: config['items-title'],
    itemsTitleLabel: config['items-title-label'],
    actionTitle: config['action-title'],
    ordersTitle: config['orders-title'] ?? 'Orders',
    showStock: config['show-stock'] ?? true,
    ...(config['price-note'] !== undefined && { priceNote: config['price-note'] }),
    ...(config['hero-text'] !== undefined && { heroText: config['hero-text'] }),
    ...(config.currency !== undefined && { currency: config.currency }),
    palette,
    items: items.map((item) => ({
      itemId: item.itemId,
      title: item.name ?? item.title ?? '',
      description: item.description ?? '',
      category: item.category ?? '',
      count: item.count,
      price: item.price ?? 0,
      image: imageOf(item),
      target: item.target,
    })),
    assets: {
      icon: url('icon.png'),
      background: url(wide),
      ...(files.has('logo.png') && { logo: url('logo.png') }),
      stylesheet: `${url('theme.css')}?v=${styleVersion}`,
    },
    files,
    stylesheet,
    documents: {
      'config.json': JSON.stringify(config, null, 2),
      'data.json': JSON.stringify(items, null, 2),
    },
    warnings: problems.filter((p) => p.severity === 'warning').map(describeProblem),
  };
}

function problemsOf(cause: unknown): readonly Problem[] {
  if (cause instanceof ThemeError) return cause.problems;
  throw cause;
}
