/**
 * Finds the part of a logo that is recognizable at 32 pixels: all of a compact logo, the symbol of a wide one,
 * or the first letter of a wordmark.
 */

import { loadSharp } from './sharp.ts';

/** Maximum aspect ratio of a compact logo. */
const COMPACT = 1.8;
/** Gap between symbol and words, relative to the logo's height; letters are closer together. */
const GAP = 0.15;

export interface LogoSymbol {
  readonly picture: Buffer;
  /** Color of the logo's background; undefined if transparent. */
  readonly ground: string | undefined;
}

/** Undefined if there is no separate symbol, as in a word of joined letters. */
export async function findSymbol(logo: Buffer): Promise<LogoSymbol | undefined> {
  const sharp = await loadSharp();
  const image = sharp(logo).resize(1200, 1200, { fit: 'inside', withoutEnlargement: true }).ensureAlpha();
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixel = (at: number) => [...data.subarray(at, at + 4)] as [number, number, number, number];
  const corner = pixel(0);
  const opaque = corner[3] > 127;
  const isInk = (x: number, y: number): boolean => {
    const [r, g, b, a] = pixel((y * width + x) * 4);
    if (a < 128) return false;
    return !opaque || Math.abs(r - corner[0]) + Math.abs(g - corner[1]) + Math.abs(b - corner[2]) > 60;
  };
  const columns = spans(width, (x) => any(height, (y) => isInk(x, y)), 0);
  const [rows] = spans(height, (y) => any(width, (x) => isInk(x, y)), height);
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last || !rows) return undefined;
  const tall = rows.end - rows.begin;
  const whole = { begin: first.begin, end: last.end };
  const isShort = ({ begin, end }: Span) => end - begin <= COMPACT * tall;
  const sign = spans(width, (x) => any(height, (y) => isInk(x, y)), GAP * tall)[0];
  const across = [whole, sign, first].find((span) => span && isShort(span));
  if (!across) return undefined;
  const [down] = spans(
    height,
    (y) => any(across.end - across.begin, (x) => isInk(across.begin + x, y)),
    height,
  );
  if (!down) return undefined;
  const area = {
    left: across.begin,
    top: down.begin,
    width: across.end - across.begin,
    height: down.end - down.begin,
  };
  const picture = await sharp(data, { raw: { width, height, channels: 4 } })
    .extract(area)
    .resize(188, 188, { fit: 'inside' })
    .png()
    .toBuffer();
  const ground = opaque ? `rgb(${corner[0]} ${corner[1]} ${corner[2]})` : undefined;
  return { picture, ground };
}

interface Span {
  begin: number;
  end: number;
}

/** Runs of true along 0..length; runs with no more than `gap` between them are one. */
function spans(length: number, holds: (at: number) => boolean, gap: number): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < length; at++) {
    if (!holds(at)) continue;
    const open = found.at(-1);
    if (open && at - open.end <= gap) open.end = at + 1;
    else found.push({ begin: at, end: at + 1 });
  }
  return found;
}

function any(length: number, holds: (at: number) => boolean): boolean {
  for (let at = 0; at < length; at++) if (holds(at)) return true;
  return false;
}
