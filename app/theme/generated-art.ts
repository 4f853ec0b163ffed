/**
 * Background and icon for a theme that has none: drawn from its color, with a different composition for each
 * name.
 */
import { createHash } from 'node:crypto';
import { contrast, fromOklch, toOklch } from './colour.ts';

/** Reproducible numbers 0..1 from a name. */
function dice(seed: string): () => number {
  let at = 0;
  let bytes = createHash('sha256').update(seed).digest();
  return () => {
    if (at + 4 > bytes.length) {
      bytes = createHash('sha256').update(bytes).digest();
      at = 0;
    }
    at += 4;
    return bytes.readUInt32BE(at - 4) / 0xffffffff;
  };
}

/** Hues of light and shadow: a brighter shade leans towards yellow, a darker one towards violet. */
const LIGHT = 95;
const SHADOW = 285;
/** Dark yellow would be olive; it becomes darker through amber. */
const isYellow = (hue: number): boolean => hue > 75 && hue < 125;

/** Degrees from one hue to another the short way round. */
const turn = (from: number, to: number): number => ((((to - from) % 360) + 540) % 360) - 180;

/**
 * Shades of the brand from deep (0) to pale (1), each turned a little towards the hue of light or of shadow.
 */
function ramp(primary: string): Shade {
  const { c, h } = toOklch(primary);
  const strength = Math.min(c, 0.17);
  const own = isYellow(h) ? 0.85 : 0.4; // where the brand's own hue stands between deep and pale
  const deepest = isYellow(h) ? 35 - h : Math.max(-26, Math.min(26, turn(h, SHADOW)));
  const palest = Math.max(-34, Math.min(34, turn(h, LIGHT)));
  return (t) =>
    fromOklch({
      l: 0.21 + 0.71 * t,
      c: strength * (0.62 + 0.6 * Math.sin(Math.PI * (0.12 + 0.72 * t))),
      h: h + (t < own ? (1 - t / own) * deepest : ((t - own) / (1 - own)) * palest),
    });
}

const WIDTH = 1920;
const HEIGHT = 1200;

type Roll = () => number;
type Shade = (t: number) => string;

/** An SVG for bg.jpg: calm on the left, where the text is, lively on the right. */
export function drawBackground(name: string, primary: string): string {
  const roll = dice(`background ${name}`);
  const shade = ramp(primary);
  const compositions = [drawHills, drawMosaic, drawSilk];
  const compose = compositions[Math.floor(roll() * compositions.length)] ?? drawHills;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <defs>
      <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.8" numOctaves="2" seed="7"/><feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  0 0 0 0.05 0"/></filter>
    </defs>
    ${compose(roll, shade)}
    <rect width="${WIDTH}" height="${HEIGHT}" filter="url(#grain)" opacity="0.6"/>
  </svg>`;
}

const stop = (offset: number, colour: string, opacity = 1): string =>
  `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;

/** Ridges one behind the other at first light, mist in the valleys between them. */
function drawHills(roll: Roll, shade: Shade): string {
  const [x, y] = [1280 + roll() * 260, 400 + roll() * 90];
  const sky = `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="0.62">${stop(0, shade(0.42))}${stop(0.55, shade(0.72))}${stop(1, shade(0.98))}</linearGradient>
    <radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="${x}" cy="${y}" r="760">${stop(0, shade(1))}${stop(0.3, shade(1), 0.55)}${stop(1, shade(0.9), 0)}</radialGradient>`;
  const sun = `<circle cx="${x}" cy="${y}" r="${84 + roll() * 34}" fill="#fff" fill-opacity="0.92"/>`;
  const ridges = Array.from({ length: 6 }, (_, i) => {
    const base = 560 + i * 108;
    const swing = 150 - 8 * i;
    const heights = Array.from({ length: 9 }, () => base + (roll() - 0.5) * swing);
    const step = WIDTH / 7;
    const curve = heights
      .map((top, k) => {
        const at = (k - 0.5) * step;
        return k === 0 ? `M${at} ${top}` : `S${at - step / 2} ${top} ${at} ${top}`;
      })
      .join(' ');
    const crest = 0.74 - 0.125 * i;
    const fill = `<linearGradient id="ridge${i}" gradientUnits="userSpaceOnUse" x1="0" y1="${base - 60}" x2="0" y2="${base + 250}">${stop(0, shade(crest))}${stop(1, shade(Math.min(0.9, crest + 0.17)))}</linearGradient>`;
    return `<defs>${fill}</defs><path d="${curve} V1260 H-140 Z" fill="url(#ridge${i})"/>`;
  });
  return `<defs>${sky}</defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#glow)"/>${sun}${ridges.join('')}`;
}

/** Tiles of quarter circles, leaves and rings: calm and dark on the left, full of light on the right. */
function drawMosaic(roll: Roll, shade: Shade): string {
  const size = 240;
  const tiles: string[] = [];
  for (let row = 0; row < HEIGHT / size; row++)
    for (let column = 0; column < WIDTH / size; column++) {
      const light = (column + 0.5) / (WIDTH / size);
      const ground = 0.12 + 0.34 * light * (0.5 + 0.5 * roll());
      const figure = Math.min(1, ground + 0.1 + 0.62 * light * light * (0.35 + 0.65 * roll()));
      const [one, two, three] = [shade(ground), shade(figure), shade((ground + figure) / 2)];
      const half = size / 2;
      const figures = [
        `<path d="M0 0 H${size} A${size} ${size} 0 0 1 0 ${size} Z" fill="${two}"/>`,
        `<path d="M0 0 A${size} ${size} 0 0 1 ${size} ${size} A${size} ${size} 0 0 1 0 0 Z" fill="${two}"/>`,
        `<path d="M0 0 H${size} A${size} ${size} 0 0 1 0 ${size} Z" fill="${three}"/><path d="M0 0 H${half} A${half} ${half} 0 0 1 0 ${half} Z" fill="${two}"/>`,
        `<path d="M0 ${half} A${half} ${half} 0 0 1 ${size} ${half} Z" fill="${two}"/><path d="M0 ${size} A${half} ${half} 0 0 1 ${size} ${size} Z" fill="${three}"/>`,
        `<circle cx="${half}" cy="${half}" r="${half * 0.62}" fill="${two}"/>`,
        '',
      ];
      const figureDrawn = figures[Math.floor(roll() * figures.length)] ?? '';
      tiles.push(
        `<g transform="translate(${column * size} ${row * size})"><rect width="${size + 1}" height="${size + 1}" fill="${one}"/><g transform="rotate(${90 * Math.floor(roll() * 4)} ${half} ${half})">${figureDrawn}</g></g>`,
      );
    }
  return tiles.join('');
}

/** Folds of cloth that sweep up to the right, over clouds of the same color. */
function drawSilk(roll: Roll, shade: Shade): string {
  const clouds = Array.from({ length: 7 }, (_, i) => {
    const right = i / 6;
    const colour = shade(0.16 + 0.66 * right * (0.6 + 0.4 * roll()));
    const place = `cx="${WIDTH * (0.05 + right)}" cy="${roll() * HEIGHT * 0.8}"`;
    const fade = `<radialGradient id="cloud${i}">${stop(0, colour, 0.95)}${stop(0.45, colour, 0.6)}${stop(1, colour, 0)}</radialGradient>`;
    return `<defs>${fade}</defs><ellipse ${place} rx="${620 + 200 * roll()}" ry="${480 + 200 * roll()}" fill="url(#cloud${i})"/>`;
  });
  const count = 4 + Math.floor(roll() * 4);
  const start = 560 + roll() * 340;
  const bend = -260 + roll() * 620;
  const folds = Array.from({ length: count }, (_, i) => {
    const left = start + (i * (1180 - start)) / count + roll() * 40;
    const right = -160 + ((i + 0.4 * roll()) * 1200) / count;
    const d = `M-80 ${left} C420 ${left - bend} 760 ${left + bend} 1150 ${(left + right) / 2 + 90} S1700 ${right + 40} 2040 ${right}`;
    const crest = 0.86 - 0.07 * i;
    const fill = `<linearGradient id="fold${i}" x1="0" y1="0.4" x2="1" y2="0">${stop(0, shade(0.08 + 0.02 * i))}${stop(0.45, shade(crest * 0.5))}${stop(0.78, shade(crest))}${stop(1, shade(crest * 0.72))}</linearGradient>`;
    const shadow = [110, 84, 62, 44, 28, 14].map(
      (wide) =>
        `<path d="${d}" fill="none" stroke="${shade(0)}" stroke-opacity="0.055" stroke-width="${wide}"/>`,
    );
    return `<defs>${fill}</defs>${shadow.join('')}<path d="${d} V1400 H-80 Z" fill="url(#fold${i})"/>`;
  });
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="${shade(0.2)}"/>${clouds.join('')}${folds.join('')}`;
}

/** An SVG for icon.png, 256 square: a sign of simple solids on the brand's color. */
export function drawIcon(name: string, primary: string): string {
  const roll = dice(`icon ${name}`);
  const { l, c, h } = toOklch(primary);
  const ground = primary;
  const deep = fromOklch({ l: Math.max(0.12, l - 0.12), c, h });
  const pale = contrast('#ffffff', primary) >= 2.4 ? '#ffffff' : fromOklch({ l: 0.2, c: 0.04, h });
  const lit = h + Math.max(-40, Math.min(40, turn(h, LIGHT)));
  const accent = fromOklch({ l: l > 0.6 ? 0.45 : 0.8, c: Math.min(0.15, c + 0.03), h: lit });
  const signs = [
    `<path d="M64 192 A128 128 0 0 1 192 64 V192 Z" fill="${pale}"/><circle cx="92" cy="92" r="30" fill="${accent}"/>`,
    `<path d="M128 52 L204 128 L128 204 L52 128 Z" fill="${pale}"/><path d="M128 128 L204 128 L128 204 Z" fill="${accent}"/>`,
    `<circle cx="104" cy="128" r="62" fill="${pale}"/><circle cx="152" cy="128" r="62" fill="${accent}" fill-opacity="0.88"/>`,
    `<path d="M56 200 V120 A36 36 0 0 1 128 120 V200 Z" fill="${pale}"/><path d="M128 200 V92 A36 36 0 0 1 200 92 V200 Z" fill="${accent}"/>`,
    `<path d="M128 48 A80 80 0 0 1 128 208 A40 40 0 0 1 128 128 A40 40 0 0 0 128 48 Z" fill="${pale}"/><circle cx="92" cy="128" r="24" fill="${accent}"/>`,
    `<path d="M52 176 Q90 70 128 128 T204 80 V204 H52 Z" fill="${pale}"/><circle cx="92" cy="84" r="26" fill="${accent}"/>`,
  ];
  const sign = signs[Math.floor(roll() * signs.length)] ?? '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256"><defs><linearGradient id="g" x1="0" y1="0" x2="0.4" y2="1"><stop offset="0" stop-color="${ground}"/><stop offset="1" stop-color="${deep}"/></linearGradient></defs><rect width="256" height="256" rx="58" fill="url(#g)"/>${sign}</svg>`;
}
