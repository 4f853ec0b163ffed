/**
 * A theme's pictures are untrusted: identified by their first bytes (SVG, which can contain scripts, is
 * rejected), decoded within limits and re-encoded, so that only their pixels reach a browser. The library is
 * loaded when the first picture needs encoding; results are cached.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Sharp } from 'sharp';
import { makeFolder, replaceFile } from '../../shared/files.js';
import { MissingPackageError } from '../../shared/missing-package.ts';
import { error } from './problems.ts';
import type { Problem } from './problems.ts';
import { loadSharp } from './sharp.ts';
import type { ThemeFile } from './theme.ts';

/** Maximum size of one original picture in bytes. */
export const LARGEST_PICTURE = 8 * 1024 * 1024;
/** Maximum number of pixels, whatever the file size: a few kilobytes can decode to gigabytes. */
const MOST_PIXELS = 40_000_000;
/** Must change with the encoding below, to invalidate the cache. */
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

/** The maximum size in CSS pixels depends on the picture's use. */
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

/** Undefined if the bytes begin like a JPEG, PNG, WebP, GIF or AVIF; otherwise the problem. */
export function findFormatProblem(path: string, bytes: Buffer): Problem | undefined {
  if (bytes.length > LARGEST_PICTURE)
    return error(
      path,
      '',
      `is ${megabytes(bytes.length)}, larger than 8 MB`,
      'Make it smaller; a width of 1920 pixels is enough.',
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
    return error(path, '', 'is an SVG, which can contain scripts', 'Export it as PNG or JPEG.');
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
  if (await exists(file)) return found;
  let encoded: Buffer | Problem;
  try {
    encoded = await encode(bytes, pictureType(path), use);
  } catch (cause) {
    if (cause instanceof MissingPackageError) throw cause;
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    return error(
      path,
      '',
      `cannot be decoded (${detail ?? ''})`,
      'Open it in a picture editor and save it again.',
    );
  }
  if (!Buffer.isBuffer(encoded)) return { ...encoded, file: path };
  await writeWhole(file, encoded).catch(async (cause: unknown) => {
    if (!(await exists(file))) throw cause; // or else another process has it open, which wrote the same
  });
  return found;
}

const exists = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined)) !== undefined;

async function encode(bytes: Buffer, type: string, use: Use): Promise<Buffer | Problem> {
  const sharp = await loadSharp();
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: 20 });
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > MOST_PIXELS)
    return error(
      '',
      '',
      `has ${width} × ${height} pixels, more than 40 million`,
      'Make it smaller; a width of 1920 pixels is enough.',
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

/** The strongest color of a picture as #rrggbb, used for themes without a color. */
export async function findMainColour(bytes: Buffer, cacheDir: string): Promise<string> {
  const file = join(cacheDir, 'pictures', `${digest(bytes)}-colour-${ENCODING}.txt`);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known;
  const sharp = await loadSharp();
  const { SAMPLE, pickMainColour } = await import('./logo-colours.ts');
  const small = sharp(bytes, { limitInputPixels: MOST_PIXELS })
    .resize(SAMPLE, SAMPLE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha();
  const { data } = await small.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const colour = pickMainColour(data);
  await writeWhole(file, Buffer.from(colour));
  return colour;
}

/** Complete or not at all, so that an interrupted start leaves no partial picture in the cache. */
export async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  makeFolder(dirname(file));
  await replaceFile(file, bytes);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** `isPale` of a theme's logo, kept in the cache. */
export async function isPaleLogo(logo: Buffer, cacheDir: string): Promise<boolean> {
  const file = join(cacheDir, 'pictures', `${digest(logo)}-pale-${ENCODING}.txt`);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known === 'true';
  const pale = await isPale(logo);
  await writeWhole(file, Buffer.from(String(pale)));
  return pale;
}

/** Whether nearly all that is seen of a picture is almost white. */
export async function isPale(picture: Buffer): Promise<boolean> {
  const sharp = await loadSharp();
  const { data } = await sharp(picture)
    .resize(48, 48, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let seen = 0;
  let light = 0;
  for (let at = 0; at + 3 < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < 128) continue;
    seen += 1;
    if (Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) > 225) light += 1;
  }
  return seen > 0 && light / seen > 0.9;
}
