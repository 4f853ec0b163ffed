/** Lettering as outlines, so that a drawing looks the same whatever fonts a machine has; and drawings as textures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import opentype from 'opentype.js';
import type { Font } from 'opentype.js';
import sharp from 'sharp';
import type { Rgb } from './render.ts';

const FILES = {
  display: 'playfair-display-latin-900-normal',
  serif: 'playfair-display-latin-700-normal',
  italic: 'playfair-display-latin-400-italic',
  poster: 'bebas-neue-latin-400-normal',
  book: 'cormorant-garamond-latin-500-normal',
  bookBold: 'cormorant-garamond-latin-600-normal',
  grotesk: 'space-grotesk-latin-500-normal',
  groteskBold: 'space-grotesk-latin-700-normal',
  fat: 'abril-fatface-latin-400-normal',
} as const;
export type Face = keyof typeof FILES;

const loaded = new Map<Face, Font>();
/** Run from the root of the checkout. */
function font(face: Face): Font {
  const known = loaded.get(face);
  if (known) return known;
  const bytes = readFileSync(join('tools/artwork/fonts', `${FILES[face]}.woff`));
  const parsed = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  loaded.set(face, parsed);
  return parsed;
}

interface Setting {
  readonly face: Face;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Extra space between letters, in em. */
  readonly track?: number;
  /** Scaled to exactly this width instead of size. */
  readonly width?: number;
}

/** One line of text as an SVG path, its baseline at y. */
export function text(
  words: string,
  x: number,
  y: number,
  { face, size, fill, anchor = 'middle', track = 0, width }: Setting,
): string {
  const type = font(face);
  const measure = (s: number) => type.getAdvanceWidth(words, s) + track * s * (words.length - 1);
  const set = width === undefined ? size : (size * width) / measure(size);
  const start = x - (anchor === 'middle' ? measure(set) / 2 : anchor === 'end' ? measure(set) : 0);
  let at = start;
  let d = '';
  const glyphs = type.stringToGlyphs(words);
  glyphs.forEach((glyph, i) => {
    d += glyph.getPath(at, y, set).toPathData(2);
    const next = glyphs[i + 1];
    const kern = next ? (type.getKerningValue(glyph, next) * set) / type.unitsPerEm : 0;
    at += ((glyph.advanceWidth ?? 0) * set) / type.unitsPerEm + kern + track * set;
  });
  return `<path d="${d}" fill="${fill}"/>`;
}

export interface Texture {
  /** Color at u (left to right) and v (top to bottom), 0..1. */
  at(u: number, v: number): Rgb;
}

/** An SVG drawing of the given size as a texture in linear light. */
export async function texture(width: number, height: number, body: string): Promise<Texture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
  const scale = 2;
  const { data, info } = await sharp(Buffer.from(svg), { density: 72 * scale })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const linear = Float32Array.from({ length: 256 }, (_, v) =>
    v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  const w = info.width,
    h = info.height;
  const pixel = (x: number, y: number, c: number) =>
    linear[data[(Math.min(h - 1, Math.max(0, y)) * w + Math.min(w - 1, Math.max(0, x))) * 3 + c]!]!;
  return {
    at(u, v) {
      const x = u * w - 0.5,
        y = v * h - 0.5;
      const ix = Math.floor(x),
        iy = Math.floor(y),
        fx = x - ix,
        fy = y - iy;
      const value = (c: number) =>
        (pixel(ix, iy, c) * (1 - fx) + pixel(ix + 1, iy, c) * fx) * (1 - fy) +
        (pixel(ix, iy + 1, c) * (1 - fx) + pixel(ix + 1, iy + 1, c) * fx) * fy;
      return [value(0), value(1), value(2)];
    },
  };
}
