/** Which colour is a brand's: counted over the pixels of its logo. */
import { fromOklch, toHex, toOklch } from './colour.ts';

/** Used when a logo is black, white or grey throughout. */
const NEUTRAL = '#33475b';

interface Bin {
  weight: number;
  l: number;
  c: number;
  x: number;
  y: number;
}

/**
 * From RGBA pixels to #rrggbb: pixels are gathered by hue, each weighing as much as it is colourful, and the
 * heaviest hue gives the colour. White grounds, black lettering and soft edges weigh nothing.
 */
export function pickMainColour(rgba: Uint8Array): string {
  const bins = new Map<number, Bin>();
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    if ((rgba[at + 3] ?? 0) < 200) continue;
    const { l, c, h } = toOklch(toHex([rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]));
    if (c < 0.045 || l < 0.15 || l > 0.96) continue;
    const key = Math.floor(((h + 360) % 360) / 20);
    const bin = bins.get(key) ?? { weight: 0, l: 0, c: 0, x: 0, y: 0 };
    const angle = (h * Math.PI) / 180;
    bin.weight += c;
    bin.l += l * c;
    bin.c += c * c;
    bin.x += Math.cos(angle) * c;
    bin.y += Math.sin(angle) * c;
    bins.set(key, bin);
  }
  const heaviest = [...bins.values()].sort((a, b) => b.weight - a.weight)[0];
  if (heaviest === undefined) return NEUTRAL;
  const { weight, l, c, x, y } = heaviest;
  return fromOklch({ l: l / weight, c: c / weight, h: (Math.atan2(y, x) * 180) / Math.PI });
}
