/** Finds a brand's color by counting the pixels of its logo. */
import { contrast, fromOklch, toHex, toOklch } from './colour.ts';

/** Used if a logo is entirely white. */
const NEUTRAL = '#33475b';
/** Edge, in pixels, of the picture that is counted over: hair lines of a wordmark keep their color in it. */
export const SAMPLE = 256;
/** Part of the pixels that makes a hue, or black, more than the noise of a JPEG. */
const LEAST = 0.003;

/** Pixels of one twentieth part of the color circle. */
interface Hue {
  weight: number;
  count: number;
  /** How often each exact color occurs. */
  readonly colours: Map<string, number>;
  /** Weighted sums, for the mean. */
  l: number;
  c: number;
  x: number;
  y: number;
}

/**
 * From RGBA pixels to #rrggbb: pixels are gathered by hue, each weighing as much as it is colorful, and the
 * heaviest hue gives the color. White grounds, black lettering and soft edges weigh nothing, unless there is
 * nothing else: then black lettering gives a black that leans as it leans. A flat color is given exactly; a
 * shaded one by its mean.
 */
export function pickMainColour(rgba: Uint8Array): string {
  const hues = new Map<number, Hue>();
  const ink = { count: 0, x: 0, y: 0 };
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    if ((rgba[at + 3] ?? 0) < 200) continue;
    const hex = toHex([rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]);
    const { l, c, h } = toOklch(hex);
    const angle = (h * Math.PI) / 180;
    if (l < 0.5) {
      ink.count += 1;
      ink.x += Math.cos(angle) * c;
      ink.y += Math.sin(angle) * c;
    }
    if (c < 0.045 || l < 0.15 || l > 0.96) continue;
    const key = Math.floor(((h + 360) % 360) / 20);
    const hue: Hue = hues.get(key) ?? {
      weight: 0,
      count: 0,
      colours: new Map<string, number>(),
      l: 0,
      c: 0,
      x: 0,
      y: 0,
    };
    hue.weight += c;
    hue.count += 1;
    hue.colours.set(hex, (hue.colours.get(hex) ?? 0) + 1);
    hue.l += l * c;
    hue.c += c * c;
    hue.x += Math.cos(angle) * c;
    hue.y += Math.sin(angle) * c;
    hues.set(key, hue);
  }
  const least = (LEAST * rgba.length) / 4;
  const heaviest = [...hues.values()]
    .filter(({ count }) => count >= least)
    .sort((a, b) => b.weight - a.weight)[0];
  if (heaviest === undefined) return ink.count >= least ? blackOf(ink) : NEUTRAL;
  const { weight, count, colours, l, c, x, y } = heaviest;
  // Of shades that are nearly as frequent, the one that can carry white words is the better button.
  const worth = ([hex, often]: [string, number]) =>
    often * Math.sqrt(Math.min(4.5, contrast(hex, '#ffffff')));
  const [flat] = [...colours].sort((a, b) => worth(b) - worth(a));
  if (flat && flat[1] > count / 5) return flat[0];
  return fromOklch({ l: l / weight, c: c / weight, h: (Math.atan2(y, x) * 180) / Math.PI });
}

/** Black for buttons: light enough to be distinguishable from a shadow, with the tint of the lettering. */
function blackOf({ count, x, y }: { count: number; x: number; y: number }): string {
  return fromOklch({
    l: 0.28,
    c: Math.min(0.03, Math.hypot(x, y) / count),
    h: (Math.atan2(y, x) * 180) / Math.PI,
  });
}
