/** Background and icon for a theme that has none: drawn from its colour, each name its own composition. */
import { createHash } from 'node:crypto';
import { contrast, fromOklch, toOklch } from './colour.ts';

/** Repeatable numbers 0..1 from a name. */
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

/**
 * Shades of the brand from deep (0) to pale (1), turning a little towards a neighbouring hue. Dark yellow looks like
 * olive, so yellows go deep by way of amber and brown.
 */
function ramp(primary: string, side: number): (t: number, alpha?: number) => string {
  const { c, h } = toOklch(primary);
  const yellow = h > 75 && h < 125;
  const turn = yellow ? 46 : side;
  const chroma = c < 0.02 ? c : Math.max(0.03, Math.min(c, 0.16));
  return (t) =>
    fromOklch({
      l: 0.2 + 0.68 * t,
      c: chroma * (0.55 + 0.75 * Math.sin(Math.PI * (0.15 + 0.7 * t))),
      h: h + turn * (t - (yellow ? 1 : 0.35)),
    });
}

const WIDTH = 1920;
const HEIGHT = 1200;

/** An SVG for bg.jpg: dark enough on the left for white words, alive on the right. */
export function drawBackground(name: string, primary: string): string {
  const roll = dice(`background ${name}`);
  const shade = ramp(primary, roll() < 0.5 ? 46 : -46);
  const compositions = [drawHills, drawDiscs, drawRibbons];
  const compose = compositions[Math.floor(roll() * compositions.length)] ?? drawHills;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <defs>
      <linearGradient id="air" x1="0" y1="0" x2="0.5" y2="1"><stop offset="0" stop-color="${shade(0.04)}"/><stop offset="0.6" stop-color="${shade(0.3)}"/><stop offset="1" stop-color="${shade(0.62)}"/></linearGradient>
      <radialGradient id="sun" cx="0.76" cy="0.4" r="0.62"><stop offset="0" stop-color="${shade(0.95)}" stop-opacity="0.85"/><stop offset="0.35" stop-color="${shade(0.7)}" stop-opacity="0.4"/><stop offset="1" stop-color="${shade(0.3)}" stop-opacity="0"/></radialGradient>
      <filter id="soft" x="-0.3" y="-0.3" width="1.6" height="1.6"><feGaussianBlur stdDeviation="26"/></filter>
      <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.8" numOctaves="2" seed="7"/><feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  0 0 0 0.05 0"/></filter>
    </defs>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#air)"/><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sun)"/>
    ${compose(roll, shade)}
    <rect width="${WIDTH}" height="${HEIGHT}" filter="url(#grain)" opacity="0.6"/>
  </svg>`;
}

type Roll = () => number;
type Shade = (t: number) => string;

/** Hills one behind the other under a low sun, paler the farther. */
function drawHills(roll: Roll, shade: Shade): string {
  const sun = `<circle cx="${1300 + roll() * 260}" cy="${330 + roll() * 120}" r="${120 + roll() * 50}" fill="${shade(0.97)}" fill-opacity="0.9"/>`;
  const layers = Array.from({ length: 6 }, (_, i) => {
    const t = i / 5;
    const base = 520 + t * 520;
    const points = Array.from(
      { length: 8 },
      (__, k) => base + (roll() - 0.5) * (190 - 90 * t) - (k > 4 ? 60 * (1 - t) : 0),
    );
    const curve = points
      .map((y, k) => (k === 0 ? `M-60 ${y}` : `S${(k - 0.5) * 290 - 60} ${y} ${k * 290 - 60} ${y}`))
      .join(' ');
    const fog = `<path d="${curve} V1260 H-60 Z" fill="${shade(0.66 - 0.13 * i)}"/>`;
    return (
      fog +
      `<path d="${curve} V1260 H-60 Z" fill="${shade(0.9)}" fill-opacity="${0.07 - 0.01 * i}" filter="url(#soft)"/>`
    );
  });
  return sun + layers.join('');
}

/** Large lit spheres, near ones sharp, far ones soft. */
function drawDiscs(roll: Roll, shade: Shade): string {
  const balls = Array.from({ length: 11 }, (_, i) => {
    const near = i / 10;
    const r = 60 + near * 190 * (0.5 + roll());
    const x = 620 + roll() * 1300 - near * 120;
    const y = 120 + roll() * 1000;
    const id = `ball${i}`;
    const light = `<radialGradient id="${id}" cx="0.32" cy="0.28" r="0.85"><stop offset="0" stop-color="${shade(0.98)}"/><stop offset="0.45" stop-color="${shade(0.42 + 0.35 * roll())}"/><stop offset="1" stop-color="${shade(0.08 + 0.14 * roll())}"/></radialGradient>`;
    return {
      near,
      svg: `<defs>${light}</defs><ellipse cx="${x + r * 0.35}" cy="${y + r * 0.5}" rx="${r}" ry="${r * 0.9}" fill="${shade(0)}" fill-opacity="0.35" filter="url(#soft)"/><circle cx="${x}" cy="${y}" r="${r}" fill="url(#${id})"${near < 0.35 ? ' filter="url(#soft)" opacity="0.7"' : ''}/>`,
    };
  });
  return balls.map(({ svg }) => svg).join('');
}

/** Folded ribbons of cloth that sweep up to the right. */
function drawRibbons(roll: Roll, shade: Shade): string {
  const bend = 160 + roll() * 160;
  return Array.from({ length: 13 }, (_, i) => {
    const y = 1220 - i * 84;
    const lift = 420 + i * 34 + roll() * 40;
    const d = `M-80 ${y} C380 ${y - bend} 820 ${y + bend * 0.6} 1200 ${y - lift * 0.42} S1760 ${y - lift} 2040 ${y - lift * 1.05}`;
    const id = `fold${i}`;
    const gradient = `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="0.25"><stop offset="0" stop-color="${shade(0.06 + 0.02 * i)}"/><stop offset="0.55" stop-color="${shade(0.3 + 0.035 * i)}"/><stop offset="0.8" stop-color="${shade(Math.min(1, 0.55 + 0.034 * i))}"/><stop offset="1" stop-color="${shade(0.34 + 0.03 * i)}"/></linearGradient>`;
    return `<defs>${gradient}</defs><path d="${d} V1400 H-80 Z" fill="${shade(0)}" fill-opacity="0.4" filter="url(#soft)" transform="translate(0 -18)"/><path d="${d} V1400 H-80 Z" fill="url(#${id})"/>`;
  })
    .reverse()
    .join('');
}

/** An SVG for icon.png, 256 square: a sign of simple solids on the brand's colour. */
export function drawIcon(name: string, primary: string): string {
  const roll = dice(`icon ${name}`);
  const { l, c, h } = toOklch(primary);
  const ground = primary;
  const deep = fromOklch({ l: Math.max(0.12, l - 0.12), c, h });
  const pale = contrast('#ffffff', primary) >= 2.4 ? '#ffffff' : fromOklch({ l: 0.2, c: 0.04, h });
  const accent = fromOklch({ l: l > 0.6 ? 0.45 : 0.8, c: Math.min(0.15, c + 0.03), h: h + 60 });
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
