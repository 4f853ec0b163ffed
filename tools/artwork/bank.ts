/** The theme `bank`: navy, ivory and brass; cards, coins, keys, and the door they lie behind. */
import { background, icon, product } from './picture.ts';
import type { Picture } from './picture.ts';
import { hash, hex, mix, noise, step } from './render.ts';
import type { Material, Part, Rgb, Scene } from './render.ts';
import {
  blend,
  box,
  capsule,
  cut,
  cylinder,
  ellipsoid,
  move,
  prism,
  sphere,
  torus,
  turnX,
  turnY,
  turnZ,
  union,
} from './shapes.ts';
import type { Shape } from './shapes.ts';
import { text, texture } from './type.ts';
import type { Texture } from './type.ts';

const navy = hex('#1b2f57'),
  ivory = hex('#efe9dc'),
  teal = hex('#2e7d84');
const brass: Material = { color: hex('#d8b05a'), metal: true, sharp: 60 };
const gold: Material = { color: hex('#f0c160'), metal: true, sharp: 70 };
const steel: Material = { color: hex('#a9b2bd'), metal: true, sharp: 50 };
const satin = (color: Rgb, gloss = 0.3): Material => ({ color, gloss, sharp: 40 });
const part = (shape: Shape, material: Material, bound: Part['bound']): Part => ({ shape, material, bound });

type Turn = readonly [x: number, y: number, z: number];

/** Puts a flat thing into space: turned about x, then y, then z, then moved; its texture goes with it. */
function pose(shape: Shape, turns: Turn, at: Turn): Shape {
  return move(turnZ(turnY(turnX(shape, turns[0]), turns[1]), turns[2]), ...at);
}
/** The inverse of pose, for a color that is given in the thing's own coordinates. */
function posed(color: (x: number, y: number, z: number) => Rgb, turns: Turn, at: Turn): Material['color'] {
  const [a, b, c] = turns.map((d) => (d * Math.PI) / 180) as [number, number, number];
  return (px, py, pz) => {
    const x0 = px - at[0],
      y0 = py - at[1],
      z0 = pz - at[2];
    const x1 = Math.cos(c) * x0 + Math.sin(c) * y0,
      y1 = -Math.sin(c) * x0 + Math.cos(c) * y0;
    const x2 = Math.cos(b) * x1 - Math.sin(b) * z0,
      z2 = Math.sin(b) * x1 + Math.cos(b) * z0;
    return color(x2, Math.cos(a) * y1 + Math.sin(a) * z2, -Math.sin(a) * y1 + Math.cos(a) * z2);
  };
}

const CARD = [1.05, 0.662] as const;

const cardDrawing = (ground: string, ink: string, art: string, foot: string) =>
  `<rect width="630" height="397" fill="${ground}"/>${art}` +
  text('CLOUD BANK', 44, 72, { face: 'groteskBold', size: 30, fill: ink, anchor: 'start', track: 0.12 }) +
  `<g fill="none" stroke="${ink}" stroke-width="5" stroke-linecap="round"><path d="M556 132 q22 30 0 60 M574 120 q32 42 0 84 M592 108 q42 54 0 108"/></g>` +
  `<rect x="52" y="136" width="92" height="70" rx="12" fill="#d8b968"/><path d="M52 160 h30 v22 h-30 M144 160 h-30 v22 h30 M82 136 v70 M114 136 v70" stroke="#9a7b33" stroke-width="3" fill="none"/>` +
  text('5018  2046  7713  0092', 48, 280, {
    face: 'grotesk',
    size: 38,
    fill: ink,
    anchor: 'start',
    track: 0.04,
  }) +
  text(foot, 48, 346, { face: 'grotesk', size: 22, fill: ink, anchor: 'start', track: 0.14 }) +
  text('09/31', 582, 346, { face: 'grotesk', size: 22, fill: ink, anchor: 'end', track: 0.1 });

function card(front: Texture, edge: Rgb, turns: Turn, at: Turn, material: Partial<Material> = {}): Part {
  const color = posed(
    (x, y, z) => (z > 0.004 ? front.at((x + CARD[0]) / (2 * CARD[0]), (CARD[1] - y) / (2 * CARD[1])) : edge),
    turns,
    at,
  );
  const plate = prism(roundedRect(CARD[0], CARD[1], 0.085), 0.016, 0.006);
  return part(pose(plate, turns, at), { gloss: 0.45, sharp: 60, ...material, color }, [...at, 1.3]);
}

function roundedRect(w: number, h: number, r: number): [number, number][] {
  const corner = (cx: number, cy: number, from: number) =>
    Array.from({ length: 7 }, (_, i): [number, number] => {
      const a = ((from + i * 15) * Math.PI) / 180;
      return [cx + r * Math.cos(a), cy + r * Math.sin(a)];
    });
  return [
    ...corner(w - r, h - r, 0),
    ...corner(-w + r, h - r, 90),
    ...corner(-w + r, -h + r, 180),
    ...corner(w - r, -h + r, 270),
  ];
}

const waves = (color: string) =>
  Array.from(
    { length: 9 },
    (_, i) =>
      `<path d="M${-40 + i * 14} ${430 - i * 26} C160 ${300 - i * 22} 330 ${470 - i * 34} 680 ${210 - i * 30}" fill="none" stroke="${color}" stroke-width="2.5" stroke-opacity="${0.25 + i * 0.06}"/>`,
  ).join('');
const globe = (color: string) =>
  `<g fill="none" stroke="${color}" stroke-width="3" stroke-opacity="0.6"><circle cx="470" cy="230" r="190"/>${[40, 95, 150].map((r) => `<ellipse cx="470" cy="230" rx="${r}" ry="190"/>`).join('')}${[-120, -60, 0, 60, 120].map((y) => `<path d="M${470 - Math.sqrt(190 * 190 - y * y)} ${230 + y} h${2 * Math.sqrt(190 * 190 - y * y)}"/>`).join('')}</g>`;
const facets = `<path d="M300 0 L630 0 L630 397 L420 397 Z" fill="#ffffff" fill-opacity="0.05"/><path d="M430 0 L630 0 L630 240 Z" fill="#ffffff" fill-opacity="0.07"/><path d="M0 397 L210 397 L90 250 L0 280 Z" fill="#000000" fill-opacity="0.18"/>`;

interface View {
  readonly backdrop: readonly [string, string];
  readonly from?: Turn;
  readonly at?: Turn;
  readonly zoom?: number;
}
const still = (
  parts: readonly Part[],
  { backdrop, from = [0.3, 3.3, 8.4], at = [0, 0.75, 0], zoom = 3 }: View,
): Scene => ({
  parts,
  camera: { from, at, zoom },
  backdrop: [hex(backdrop[0]), hex(backdrop[1])],
  floor: hex(backdrop[1]),
  crisp: 6,
});

const everyday = async (): Promise<Scene> => {
  const blue = await texture(630, 397, cardDrawing('#1f3a6d', '#f4efe2', waves('#8fb4e0'), 'A. LOVELACE'));
  const pale = await texture(630, 397, cardDrawing('#e6dfcf', '#1f3a6d', waves('#8a7a50'), 'A. LOVELACE'));
  return still(
    [
      card(pale, hex('#e6dfcf'), [-14, -16, -13], [-0.42, 0.86, -0.42]),
      card(blue, hex('#16294d'), [-16, -20, -5], [0.16, 0.78, 0.1]),
    ],
    { backdrop: ['#d9dfe6', '#bcc7d4'] },
  );
};

const travel = async (): Promise<Scene> => {
  const front = await texture(630, 397, cardDrawing('#2b777d', '#f6f0e2', globe('#bfe3dd'), 'G. HOPPER'));
  const leather: Material = {
    color: (x, y, z) => mix(hex('#6d3f24'), hex('#8d5834'), noise(x * 26, y * 26, z * 26)),
    gloss: 0.3,
    sharp: 24,
  };
  const case_: Part[] = [
    part(move(box(1.15, 0.72, 0.36, 0.12), 0.1, 0.76, -0.75), leather, [0.1, 0.76, -0.75, 1.5]),
    part(move(turnX(torus(0.3, 0.055), 90), 0.1, 1.5, -0.75), leather, [0.1, 1.5, -0.75, 0.45]),
    ...[-0.55, 0.75].map((x) =>
      part(move(box(0.09, 0.735, 0.375, 0.1), x, 0.76, -0.75), satin(hex('#3f2415')), [x, 0.76, -0.75, 0.95]),
    ),
    ...[-0.55, 0.75].map((x) =>
      part(move(box(0.07, 0.06, 0.02, 0.01), x, 1.0, -0.37), brass, [x, 1.0, -0.37, 0.12]),
    ),
  ];
  return still([...case_, card(front, hex('#1d575c'), [-22, -14, -8], [-0.12, 0.72, 0.42])], {
    backdrop: ['#efe3d0', '#dcc8a8'],
    zoom: 2.9,
  });
};

const phone = async (): Promise<Scene> => {
  const screen = await texture(
    300,
    620,
    `<rect width="300" height="620" fill="#f5f1e8"/><rect width="300" height="250" fill="#1f3a6d"/>` +
      text('Good morning', 26, 66, { face: 'grotesk', size: 20, fill: '#bcd0ea', anchor: 'start' }) +
      text('4,280.16', 26, 122, { face: 'groteskBold', size: 50, fill: '#ffffff', anchor: 'start' }) +
      `<rect x="26" y="160" width="248" height="150" rx="16" fill="#c9a04a"/><circle cx="236" cy="270" r="20" fill="#f5e3b5" fill-opacity="0.7"/><circle cx="214" cy="270" r="20" fill="#8d6a22" fill-opacity="0.6"/><rect x="46" y="182" width="38" height="28" rx="6" fill="#f5e3b5"/>` +
      [0, 1, 2, 3]
        .map(
          (i) =>
            `<circle cx="46" cy="${362 + i * 62}" r="18" fill="${['#2e7d84', '#b5543c', '#66758c', '#c9a04a'][i]!}"/><rect x="80" y="${348 + i * 62}" width="${[110, 90, 124, 84][i]!}" height="11" rx="5" fill="#1b2f57"/><rect x="80" y="${366 + i * 62}" width="60" height="8" rx="4" fill="#b9bfca"/><rect x="${[222, 232, 216, 228][i]!}" y="${354 + i * 62}" width="${[52, 42, 58, 46][i]!}" height="11" rx="5" fill="#66758c"/>`,
        )
        .join(''),
  );
  const turns: Turn = [-20, -24, -4],
    at: Turn = [0, 1.08, 0];
  const glass: Material = {
    gloss: 0.5,
    sharp: 90,
    color: posed(
      (x, y, z) =>
        z > 0.05 && Math.abs(x) < 0.47 && Math.abs(y) < 0.98
          ? screen.at((x + 0.47) / 0.94, (0.98 - y) / 1.96)
          : hex('#14161b'),
      turns,
      at,
    ),
  };
  return still(
    [
      part(pose(prism(roundedRect(0.52, 1.03, 0.13), 0.062, 0.03), turns, at), glass, [...at, 1.3]),
      ...coins(0.95, 0.55, 4, 5),
      ...coins(-0.98, 0.35, 2, 9),
    ],
    { backdrop: ['#dbe5e4', '#b9cccb'], at: [0, 0.98, 0], zoom: 2.75 },
  );
};

/** A pile of coins, each a little out of line, milled at the edge. */
function coins(x: number, z: number, count: number, seed: number, metal: Material = gold): Part[] {
  return Array.from({ length: count }, (_, i) => {
    const cx = x + (hash(i, seed, 1) - 0.5) * 0.05,
      cz = z + (hash(i, seed, 2) - 0.5) * 0.05,
      cy = 0.055 + i * 0.105;
    const body = cut(cylinder(0.31, 0.05, 0.014), move(torus(0.255, 0.012), 0, 0.052, 0));
    return part(move(body, cx, cy, cz), metal, [cx, cy, cz, 0.34]);
  });
}

const savings = (): Scene => {
  const leaf = (x: number, y: number, tilt: number, k = 1) =>
    part(
      move(turnZ(move(ellipsoid(0.1 * k, 0.27 * k, 0.035), 0, 0.27 * k, 0), tilt), x, y, 0),
      satin(hex('#5f8a52'), 0.25),
      [x, y, 0, 0.65],
    );
  return still(
    [
      ...coins(-1.15, 0.1, 3, 1),
      ...coins(-0.42, -0.05, 6, 2),
      ...coins(0.32, -0.1, 9, 3),
      ...coins(1.06, -0.2, 12, 4),
      part(
        capsule([1.06, 1.25, -0.2], [1.1, 1.68, -0.2], 0.022),
        satin(hex('#5f8a52')),
        [1.08, 1.45, -0.2, 0.4],
      ),
      ...[leaf(1.1, 1.62, -52), leaf(1.1, 1.64, 46, 1.1)].map((p) => ({
        ...p,
        shape: move(p.shape, 0, 0, -0.2),
      })),
    ],
    { backdrop: ['#dfe6df', '#c2d0c5'], zoom: 2.8, at: [0.02, 0.82, 0] },
  );
};

const house = (): Scene => {
  const roof = prism(
    [
      [-1.0, 0],
      [1.0, 0],
      [0, 0.78],
    ],
    0.72,
    0.02,
  );
  const key = union(
    turnX(torus(0.17, 0.045), 0),
    capsule([0.2, 0, 0], [0.82, 0, 0], 0.04),
    move(box(0.035, 0.03, 0.1, 0.01), 0.66, 0, 0.09),
    move(box(0.035, 0.03, 0.13, 0.01), 0.78, 0, 0.11),
  );
  const turned = (s: Shape) => turnY(s, -28);
  return still(
    [
      part(turned(move(box(0.82, 0.5, 0.6, 0.02), 0, 0.5, 0)), satin(ivory, 0.1), [0, 0.5, 0, 1.2]),
      part(turned(move(roof, 0, 0.98, 0)), satin(hex('#2a4374')), [0, 1.3, 0, 1.4]),
      part(
        turned(move(box(0.1, 0.26, 0.1, 0.015), 0.48, 1.62, -0.1)),
        satin(hex('#b5543c')),
        [0.4, 1.62, 0.1, 0.5],
      ),
      part(turned(move(box(0.17, 0.31, 0.03, 0.015), -0.32, 0.31, 0.6)), satin(teal), [0, 0.31, 0.5, 0.9]),
      part(turned(move(sphere(0.022), -0.21, 0.3, 0.64)), brass, [0, 0.3, 0.5, 0.8]),
      part(
        turned(
          move(
            cut(box(0.2, 0.2, 0.03, 0.01), union(box(0.076, 0.076, 1, 0.005), box(0.076, 0.076, 1, 0.005))),
            0.34,
            0.56,
            0.6,
          ),
        ),
        satin(hex('#c9d6df')),
        [0.2, 0.56, 0.6, 0.9],
      ),
      part(
        turned(move(box(0.15, 0.15, 0.02, 0.005), 0.34, 0.56, 0.595)),
        { color: hex('#f2c76a'), glow: [0.35, 0.22, 0.05], gloss: 0.4, sharp: 60 },
        [0.2, 0.56, 0.6, 0.9],
      ),
      part(
        turned(move(box(1.35, 0.03, 1.05, 0.03), 0, 0.03, 0.1)),
        satin(hex('#7f9a6d'), 0.05),
        [0, 0.03, 0.1, 1.8],
      ),
      part(move(turnY(key, 24), 0.72, 0.12, 1.02), brass, [1.05, 0.12, 0.9, 0.95]),
    ],
    { backdrop: ['#e3e0d4', '#cbc5b0'], zoom: 2.75, at: [0.1, 0.78, 0] },
  );
};

const statements = async (): Promise<Scene> => {
  const page = await texture(
    420,
    594,
    `<rect width="420" height="594" fill="#fbf8f0"/>` +
      text('Statement', 40, 76, { face: 'serif', size: 40, fill: '#1b2f57', anchor: 'start' }) +
      `<rect x="40" y="98" width="120" height="5" fill="#c9a04a"/>` +
      [60, 96, 74, 130, 110, 156, 190]
        .map(
          (h, i) =>
            `<rect x="${44 + i * 48}" y="${330 - h}" width="32" height="${h}" rx="4" fill="${i === 6 ? '#c9a04a' : '#2e7d84'}" fill-opacity="${0.45 + i * 0.08}"/>`,
        )
        .join('') +
      `<rect x="40" y="334" width="340" height="3" fill="#1b2f57"/>` +
      [0, 1, 2, 3, 4]
        .map(
          (i) =>
            `<rect x="40" y="${380 + i * 36}" width="${[190, 160, 210, 140, 176][i]!}" height="9" rx="4" fill="#8c97a8"/><rect x="${[318, 330, 310, 334, 322][i]!}" y="${380 + i * 36}" width="${[62, 50, 70, 46, 58][i]!}" height="9" rx="4" fill="#1b2f57"/>`,
        )
        .join(''),
  );
  const sheet = (turn: number, y: number, at: readonly [number, number], drawn: boolean): Part => {
    const turns: Turn = [-90, turn, 0],
      place: Turn = [at[0], y, at[1]];
    return part(
      pose(box(0.84, 1.18, 0.012, 0.006), turns, place),
      {
        color: posed(
          (x, yy, z) => (drawn && z > 0 ? page.at((x + 0.84) / 1.68, (1.18 - yy) / 2.36) : hex('#f3eee0')),
          turns,
          place,
        ),
        gloss: 0.06,
        sharp: 8,
      },
      [...place, 1.5],
    );
  };
  const pen = [
    part(
      move(turnY(capsule([0, 0.07, 0], [1.25, 0.07, 0], 0.055), 62), 0.92, 0.0, 1.0),
      satin(navy, 0.6),
      [1.1, 0.07, 0.5, 1.4],
    ),
    part(
      move(turnY(capsule([-0.16, 0.06, 0], [0, 0.07, 0], 0.012, 0.045), 62), 0.92, 0, 1.0),
      brass,
      [0.9, 0.07, 1.0, 0.4],
    ),
  ];
  return still(
    [
      sheet(-16, 0.03, [-0.1, -0.08], false),
      sheet(4, 0.065, [0.04, 0.02], false),
      sheet(14, 0.1, [0, 0.05], true),
      ...pen,
    ],
    { backdrop: ['#44546e', '#33415a'], from: [0.2, 6.6, 5.6], at: [0.16, 0.05, 0.12], zoom: 2.75 },
  );
};

const token = (): Scene => {
  const body = blend(box(0.42, 0.1, 0.95, 0.1), move(cylinder(0.42, 0.1, 0.06), 0, 0, 0.86), 0.1);
  const withHole = cut(body, move(cylinder(0.15, 1, 0), 0, 0, 1.02));
  const turned = (s: Shape) => move(turnZ(turnY(s, 38), 0), 0, 0.14, 0);
  return still(
    [
      part(turned(withHole), { color: hex('#1b2433'), gloss: 0.3, sharp: 24 }, [0, 0.14, 0, 1.7]),
      part(turned(move(box(0.26, 0.06, 0.36, 0.02), 0, 0, -1.22)), brass, [0, 0.14, 0, 1.9]),
      part(turned(move(cylinder(0.2, 0.03, 0.02), 0, 0.1, 0.1)), gold, [0, 0.2, 0, 0.9]),
      part(
        turned(move(torus(0.235, 0.014), 0, 0.108, 0.1)),
        { color: hex('#6fd0d6'), glow: [0.1, 0.5, 0.55] },
        [0, 0.2, 0, 0.9],
      ),
      part(move(turnZ(turnX(torus(0.33, 0.03), 62), 10), 0.98, 0.3, 0.98), steel, [0.98, 0.3, 0.98, 0.5]),
    ],
    { backdrop: ['#d5dde4', '#b3c0cc'], from: [0.2, 4.6, 7.4], at: [0.1, 0.12, 0.05], zoom: 3.1 },
  );
};

const currencies = async (): Promise<Scene> => {
  const face = (sign: string) =>
    texture(
      200,
      200,
      `<rect width="200" height="200" fill="#b98f3c"/><circle cx="100" cy="100" r="92" fill="#d9ac50"/><circle cx="100" cy="100" r="76" fill="none" stroke="#a57c2c" stroke-width="4" stroke-dasharray="2 7"/>` +
        text(sign, 100, 140, { face: 'serif', size: 112, fill: '#8d6820' }),
    );
  const make = async (sign: string, turns: Turn, at: Turn, k: number): Promise<Part> => {
    const t = await face(sign);
    const shape = cut(
      turnX(cylinder(0.62 * k, 0.06, 0.02), 90),
      move(turnX(torus(0.55 * k, 0.018), 90), 0, 0, 0.066),
    );
    return part(
      pose(shape, turns, at),
      {
        metal: true,
        sharp: 50,
        color: posed(
          (x, y, z) => (z > 0.05 ? t.at(x / (1.24 * k) + 0.5, 0.5 - y / (1.24 * k)) : hex('#d9ac50')),
          turns,
          at,
        ),
      },
      [...at, 0.75],
    );
  };
  return still(
    [
      await make('€', [-8, -24, -6], [-0.82, 0.64, 0.15], 1),
      await make('£', [-10, 6, 4], [0.18, 0.72, -0.4], 1.14),
      await make('¥', [-8, 22, 10], [0.98, 0.54, 0.42], 0.86),
      ...coins(-0.2, 1.0, 2, 14),
    ],
    { backdrop: ['#2f4a7a', '#22385f'], zoom: 2.9, at: [0.06, 0.62, 0] },
  );
};

const deposit = (): Scene => {
  const fronts: Part[] = [];
  for (let r = 0; r < 3; r++)
    for (let c = 0; c < 4; c++) {
      const open = r === 1 && c === 2,
        x = -1.2 + c * 0.8,
        y = 0.36 + r * 0.62,
        z = open ? 0.75 : 0;
      fronts.push(
        part(move(box(0.37, 0.28, open ? 0.8 : 0.06, 0.02), x, y, open ? 0 : z), steel, [x, y, 0, 1.0]),
      );
      const face = open ? 0.8 : 0.06;
      fronts.push(
        part(move(turnX(cylinder(0.06, 0.02, 0.01), 90), x - 0.14, y, face + 0.01), brass, [
          x - 0.14,
          y,
          face,
          0.1,
        ]),
      );
      fronts.push(
        part(move(turnX(cylinder(0.06, 0.02, 0.01), 90), x + 0.14, y, face + 0.01), brass, [
          x + 0.14,
          y,
          face,
          0.1,
        ]),
      );
      fronts.push(
        part(move(box(0.11, 0.03, 0.01, 0.005), x, y + 0.17, face + 0.005), satin(ivory), [
          x,
          y + 0.17,
          face,
          0.14,
        ]),
      );
    }
  return {
    ...still(
      [
        part(move(box(1.66, 1.0, 0.5, 0.03), 0, 1.0, -0.5), satin(hex('#26324a'), 0.4), [0, 1.0, -0.5, 2.1]),
        ...fronts,
      ],
      { backdrop: ['#31415f', '#222f48'], from: [-3.4, 2.9, 7.6], at: [0.05, 0.92, 0.1], zoom: 2.6 },
    ),
  };
};

const bars = (): Scene => {
  const bar = (x: number, y: number, z: number, deg: number): Part => {
    const shape = prism(
      [
        [-0.8, -0.17],
        [0.8, -0.17],
        [0.66, 0.17],
        [-0.66, 0.17],
      ],
      0.29,
      0.045,
    );
    return part(move(turnY(cut(shape, move(box(0.46, 0.03, 0.12, 0.01), 0, 0.19, 0)), deg), x, y, z), gold, [
      x,
      y,
      z,
      0.95,
    ]);
  };
  return still(
    [
      bar(-0.1, 0.17, -0.42, 4),
      bar(0, 0.17, 0.34, -3),
      bar(-0.06, 0.51, -0.04, 1),
      bar(0.55, 0.17, 1.12, -34),
    ],
    { backdrop: ['#1f2b45', '#141e33'], from: [-2.2, 3.8, 7.4], at: [0.34, 0.3, 0.42], zoom: 2.75 },
  );
};

const privateCard = async (): Promise<Scene> => {
  const front = await texture(630, 397, cardDrawing('#17181c', '#d9b968', facets, 'G. HOPPER'));
  return still(
    [
      card(front, hex('#c9a04a'), [-16, -20, -6], [0, 0.82, 0], { gloss: 0.6, sharp: 90 }),
      part(
        move(box(1.25, 0.09, 0.5, 0.03), 0.02, 0.09, 0.05),
        {
          color: (x, y, z) =>
            mix(
              hex('#20242c'),
              hex('#3b414d'),
              step(0.35, 0.75, noise(x * 4 + noise(x * 9, y, z * 9) * 2, y * 4, z * 4)),
            ),
          gloss: 0.6,
          sharp: 70,
        },
        [0.02, 0.09, 0.05, 1.4],
      ),
    ],
    { backdrop: ['#3a3d45', '#26282e'], zoom: 3 },
  );
};

const vault = (): Scene => {
  const C: Turn = [1.9, 2.0, 0];
  const disc = (r: number, h: number, z: number, material: Material, round = 0.03): Part =>
    part(move(turnX(cylinder(r, h, round), 90), C[0], C[1], z), material, [
      C[0],
      C[1],
      z,
      Math.hypot(r, h) + 0.05,
    ]);
  const ring = (r: number, t: number, z: number, material: Material): Part =>
    part(move(turnX(torus(r, t), 90), C[0], C[1], z), material, [C[0], C[1], z, r + t + 0.02]);
  const around = (count: number, r: number, make: (x: number, y: number, i: number) => Part) =>
    Array.from({ length: count }, (_, i) => {
      const a = ((i + 0.5) / count) * Math.PI * 2;
      return make(C[0] + Math.cos(a) * r, C[1] + Math.sin(a) * r, i);
    });
  const darkSteel: Material = { color: hex('#4d5d7d'), metal: true, sharp: 30 };
  const brushed: Material = {
    metal: true,
    sharp: 24,
    color: (x, y) => {
      const d = Math.hypot(x - C[0], y - C[1]);
      return mix(hex('#75859f'), hex('#95a3b8'), noise(d * 70, 1, 2));
    },
  };
  return {
    parts: [
      part(
        move(box(14, 9, 0.3, 0.01), 0, 2, -1.0),
        {
          color: (x, y) => {
            const seam = Math.min(
              Math.abs(((((x + 20) % 2.6) + 2.6) % 2.6) - 1.3),
              Math.abs(((((y + 20.7) % 2.6) + 2.6) % 2.6) - 1.3),
            );
            const c = mix(hex('#16264a'), hex('#1c2f59'), noise(x * 1.2, y * 1.2, 1));
            return seam < 0.02 ? mix(c, [0, 0, 0], 0.55) : c;
          },
          gloss: 0.25,
          sharp: 18,
        },
        [0, 2, -1.0, 17],
      ),
      ring(2.55, 0.16, -0.62, darkSteel),
      ring(2.3, 0.07, -0.55, brass),
      disc(2.2, 0.22, -0.5, brushed, 0.06),
      ring(1.86, 0.03, -0.27, brass),
      disc(1.55, 0.12, -0.22, darkSteel, 0.05),
      disc(1.25, 0.06, -0.08, brushed, 0.03),
      ring(1.25, 0.025, -0.02, brass),
      ...around(24, 2.03, (x, y) => part(move(sphere(0.062), x, y, -0.27), brass, [x, y, -0.27, 0.08])),
      ...around(12, 1.41, (x, y) =>
        part(move(turnX(cylinder(0.085, 0.06, 0.02), 90), x, y, -0.08), brass, [x, y, -0.08, 0.13]),
      ),
      disc(0.3, 0.16, 0.12, brass, 0.05),
      disc(0.16, 0.1, 0.32, darkSteel, 0.04),
      ring(0.78, 0.055, 0.28, brass),
      ...Array.from({ length: 5 }, (_, i) => {
        const a = (i / 5) * Math.PI * 2 + 0.3;
        const tip: Turn = [C[0] + Math.cos(a) * 1.02, C[1] + Math.sin(a) * 1.02, 0.32];
        return part(union(capsule([C[0], C[1], 0.22], tip, 0.06, 0.045), move(sphere(0.1), ...tip)), brass, [
          C[0],
          C[1],
          0.26,
          1.25,
        ]);
      }),
      part(move(box(0.26, 0.62, 0.2, 0.06), C[0] + 2.75, C[1] + 1.0, -0.55), darkSteel, [
        C[0] + 2.75,
        C[1] + 1.0,
        -0.55,
        0.8,
      ]),
      part(move(box(0.26, 0.62, 0.2, 0.06), C[0] + 2.75, C[1] - 1.0, -0.55), darkSteel, [
        C[0] + 2.75,
        C[1] - 1.0,
        -0.55,
        0.8,
      ]),
    ],
    camera: { from: [-2.6, 2.5, 8.4], at: [0.45, 1.95, -0.3], zoom: 1.85 },
    backdrop: [hex('#2b4272'), hex('#0e1830')],
    floor: hex('#16264a'),
    ground: false,
    sun: [-0.9, 0.75, 0.62],
    sunColor: [2.3, 2.05, 1.65],
    sky: [0.3, 0.38, 0.55],
    crisp: 8,
    gobo: (x, y) => 0.2 + 0.8 * step(4.6, 0.6, Math.abs(x * 0.55 + y * 0.5 - 1.75)),
  };
};

const iconScene = (): Scene => ({
  parts: [
    part(move(box(1.0, 0.1, 0.66, 0.03), 0, 0.1, 0), satin(ivory), [0, 0.1, 0, 1.25]),
    part(move(box(0.88, 0.08, 0.56, 0.02), 0, 0.27, 0), satin(ivory), [0, 0.27, 0, 1.1]),
    ...[-0.6, -0.2, 0.2, 0.6].map((x) =>
      part(move(cylinder(0.105, 0.36, 0.03), x, 0.7, 0.3), satin(ivory), [x, 0.7, 0.3, 0.4]),
    ),
    part(move(box(0.7, 0.34, 0.3, 0.01), 0, 0.7, -0.05), satin(hex('#39588f')), [0, 0.7, -0.05, 0.9]),
    part(move(box(0.92, 0.07, 0.6, 0.02), 0, 1.12, 0), satin(ivory), [0, 1.12, 0, 1.15]),
    part(
      move(
        prism(
          [
            [-0.98, 0],
            [0.98, 0],
            [0, 0.5],
          ],
          0.6,
          0.02,
        ),
        0,
        1.19,
        0,
      ),
      satin(hex('#efe9dc')),
      [0, 1.4, 0, 1.25],
    ),
    part(
      move(turnX(cylinder(0.13, 0.03, 0.01), 90), 0, 1.39, 0.61),
      { color: hex('#d9a741'), gloss: 0.3 },
      [0, 1.39, 0.61, 0.15],
    ),
  ],
  camera: { from: [1.6, 2.4, 7.2], at: [0, 0.8, 0], zoom: 2.75 },
  backdrop: [hex('#2c4a86'), hex('#1b2f57')],
  floor: hex('#1b2f57'),
  crisp: 6,
  exposure: 1.08,
});

const item = (name: string, scene: Picture['scene']) => product(`bank/img-items/${name}.avif`, scene);
export const bank: readonly Picture[] = [
  background('bank', vault),
  icon('bank', iconScene),
  item('everyday-card', everyday),
  item('travel-card', travel),
  item('mobile-account', phone),
  item('savings-plan', savings),
  item('home-loan', house),
  item('statement-archive', statements),
  item('security-key', token),
  item('currency-account', currencies),
  item('safe-deposit-box', deposit),
  item('gold-account', bars),
  item('private-card', privateCard),
];
