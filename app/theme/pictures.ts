/**
 * Pictures of a theme are foreign bytes: told apart by their first bytes (an SVG, which can hold script, is none of
 * them), decoded within limits and encoded anew, so that nothing but pixels of theirs reaches a browser.
 * The library is loaded when the first picture has to be encoded; what was encoded once is found in the cache.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Sharp } from 'sharp';
import { error } from './problems.ts';
import type { Problem } from './problems.ts';
import type { ThemeFile } from './theme.ts';

/** Bytes of one picture as its author made it. */
export const LARGEST_PICTURE = 8 * 1024 * 1024;
/** Pixels when decoded, whatever the file weighs: a few kilobytes can unpack to gigabytes. */
const MOST_PIXELS = 40_000_000;
/** Changes when the encoding below does, so that the cache is not believed. */
const ENCODING = 2;

const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.jfif': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
};

/** What a picture is for decides its greatest size in CSS pixels. */
export type Use = 'background' | 'narrow background' | 'icon' | 'logo' | 'item';
const BOXES: Readonly<Record<Use, readonly [width: number, height: number]>> = {
  background: [1920, 1440],
  'narrow background': [960, 960],
  icon: [256, 256],
  logo: [600, 200],
  item: [800, 600],
};

export function pictureType(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Undefined when the bytes begin as a JPEG, PNG, WebP, GIF or AVIF does; otherwise what is wrong. */
export function findFormatProblem(path: string, bytes: Buffer): Problem | undefined {
  if (bytes.length > LARGEST_PICTURE)
    return error(
      path,
      '',
      `weighs ${megabytes(bytes.length)}, more than 8 MB`,
      'Save it smaller; 1920 pixels wide is enough.',
    );
  const head = bytes.subarray(0, 512).toString('latin1');
  const known =
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    /^GIF8[79]a/.test(head) ||
    /^RIFF[^]{4}WEBP/.test(head) ||
    /^[^]{4}ftyp(avif|avis|mif1)/.test(head);
  if (known) return undefined;
  if (/<svg[\s>]/i.test(head))
    return error(path, '', 'is an SVG, which can hold script', 'Export it as PNG or JPEG.');
  return error(path, '', 'is not a picture', 'Save it as JPEG, PNG, WebP, GIF or AVIF.');
}

/** Decodes and encodes one picture for one use, or finds it in the cache. */
export async function encodePicture(
  path: string,
  bytes: Buffer,
  use: Use,
  cacheDir: string,
): Promise<ThemeFile | Problem> {
  const problem = findFormatProblem(path, bytes);
  if (problem) return problem;
  const sum = digest(bytes);
  const file = join(
    cacheDir,
    'pictures',
    `${sum}-${use.replace(' ', '-')}-${ENCODING}${extname(path).toLowerCase()}`,
  );
  const found = { file, type: pictureType(path), version: sum.slice(0, 8) };
  if (await stat(file).catch(() => undefined)) return found;
  try {
    const encoded = await encode(bytes, pictureType(path), use);
    if (Buffer.isBuffer(encoded)) await writeWhole(file, encoded);
    else return { ...encoded, file: path };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    return error(
      path,
      '',
      `cannot be decoded (${detail ?? ''})`,
      'Open it in a picture editor and save it again.',
    );
  }
  return found;
}

async function encode(bytes: Buffer, type: string, use: Use): Promise<Buffer | Problem> {
  const { default: sharp } = await import('sharp');
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: 20 });
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > MOST_PIXELS)
    return error(
      '',
      '',
      `has ${width} × ${height} pixels, more than 40 million`,
      'Save it smaller; 1920 pixels wide is enough.',
    );
  const [boxWidth, boxHeight] = BOXES[use];
  const cover = use === 'background' || use === 'narrow background';
  const sized = image
    .rotate()
    .resize(boxWidth, boxHeight, { fit: cover ? 'outside' : 'inside', withoutEnlargement: true });
  return inFormat(sized, type).toBuffer();
}

function inFormat(image: Sharp, type: string): Sharp {
  switch (type) {
    case 'image/jpeg':
      return image.flatten({ background: '#ffffff' }).jpeg({ quality: 80, mozjpeg: true });
    case 'image/png':
      return image.png({ compressionLevel: 9 });
    case 'image/gif':
      return image.gif();
    case 'image/avif':
      return image.avif({ quality: 55 });
    default:
      return image.webp({ quality: 76 });
  }
}

/** The strongest colour of a picture as #rrggbb: what a theme without a colour of its own is dressed in. */
export async function findMainColour(bytes: Buffer, cacheDir: string): Promise<string> {
  const file = join(cacheDir, 'pictures', `${digest(bytes)}-colour-${ENCODING}.txt`);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known;
  const { default: sharp } = await import('sharp');
  const { SAMPLE, pickMainColour } = await import('./logo-colours.ts');
  const small = sharp(bytes, { limitInputPixels: MOST_PIXELS })
    .resize(SAMPLE, SAMPLE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha();
  const { data } = await small.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const colour = pickMainColour(data);
  await writeWhole(file, Buffer.from(colour));
  return colour;
}

/** Written beside and renamed, so that a start that is interrupted leaves no half picture in the cache. */
export async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, bytes);
  await rename(draft, file);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
