/** The theme `books`: classics with covers set in type, and the shelf they came from. */
import { covers } from './covers.ts';
import type { Cover } from './covers.ts';
import { background, icon, product } from './picture.ts';
import type { Picture } from './picture.ts';
import { hash, hex, mix, noise, step } from './render.ts';
import type { Material, Part, Rgb, Scene } from './render.ts';
import { box, capsule, curve, cylinder, move, shell, solid, turnY, turnZ, union } from './shapes.ts';
import { texture } from './type.ts';
import type { Texture } from './type.ts';

const W = 0.68,
  H = 1.02,
  D = 0.17,
  BOARD = 0.022;

/** Page edges: fine layers of paper. */
const paper: Material = {
  color: (x, y, z) =>
    mix(
      hex('#cdbf9f'),
      hex('#f3ead6'),
      0.35 + 0.65 * hash(Math.round((x * 0.3 + z) * 160), Math.round(y * 0.5), 3),
    ),
  gloss: 0.04,
  sharp: 8,
};

/** A closed book standing upright, its front turned towards us and its spine to the left. */
function standing(
  front: Texture,
  spine: string,
  degrees: number,
  at: readonly [number, number],
  gilt = false,
): Part[] {
  const c = Math.cos((degrees * Math.PI) / 180),
    s = Math.sin((degrees * Math.PI) / 180);
  const place = (shape: Part['shape']) => move(turnY(shape, degrees), at[0], H, at[1]);
  const case_ = union(
    move(box(W, H, BOARD, 0.014), 0, 0, D),
    move(box(W, H, BOARD, 0.014), 0, 0, -D),
    move(box(BOARD, H, D, 0.018), -W + BOARD, 0, 0),
  );
  const cloth = hex(spine);
  const cover: Material = {
    color: (px, py, pz) => {
      const qx = px - at[0],
        qz = pz - at[1];
      const x = c * qx - s * qz,
        y = py - H,
        z = s * qx + c * qz;
      if (z > D + BOARD * 0.5) {
        const hinge = Math.abs(x + W - 0.075) < 0.012 ? 0.72 : 1;
        const t = front.at((x + W) / (2 * W), (H - y) / (2 * H));
        return [t[0] * hinge, t[1] * hinge, t[2] * hinge];
      }
      const band =
        gilt && x < -W + 0.05 && [0.82, 0.74, -0.74, -0.82].some((b) => Math.abs(y / H - b) < 0.012);
      const weave = 0.92 + 0.16 * (noise(x * 90, y * 90, z * 90) - 0.5);
      return band ? hex('#c9a257') : [cloth[0] * weave, cloth[1] * weave, cloth[2] * weave];
    },
    gloss: 0.22,
    sharp: 24,
  };
  const bound: Part['bound'] = [at[0], H, at[1], 1.3];
  return [
    { shape: place(case_), material: cover, bound },
    { shape: place(move(box(W - 0.045, H - 0.035, D - 0.015, 0.01), 0.012, 0, 0)), material: paper, bound },
  ];
}

const grounds: Readonly<Record<string, readonly [string, string]>> = {
  'moby-dick': ['#cfdad9', '#b4c6c6'],
  frankenstein: ['#d9dcc4', '#c3c8a2'],
  'the-time-machine': ['#f0d9c2', '#e3bd9b'],
  'pride-and-prejudice': ['#eeddd4', '#dfbfb1'],
  walden: ['#e5e2cc', '#cdc8a4'],
  dracula: ['#e7d3cb', '#d1aaa0'],
  'twenty-thousand-leagues': ['#cfe2df', '#a8c9c8'],
  'the-odyssey': ['#e8ddc0', '#d6c391'],
  'field-guide-to-the-clouds': ['#f1e7d5', '#dfceb0'],
  'on-the-origin-of-species': ['#26332e', '#1b2622'],
  'the-hound-of-the-baskervilles': ['#37334a', '#282536'],
};

const single = async (cover: Cover): Promise<Scene> => {
  const [top, bottom] = grounds[cover.name] ?? ['#eee', '#ccc'];
  const premium = cover.name === 'on-the-origin-of-species' || cover.name === 'the-hound-of-the-baskervilles';
  const front = await texture(400, 600, cover.drawing());
  return {
    parts: [...standing(front, cover.spine, 24, [0, 0], premium), ...(premium ? ribbon() : [])],
    camera: { from: [-0.5, 2.0, 8.4], at: [0.04, 0.98, 0], zoom: 3.05 },
    backdrop: [hex(top), hex(bottom)],
    floor: hex(bottom),
    crisp: 6,
  };
};

/** A ribbon that hangs out of the pages. */
const ribbon = (): Part[] => [
  {
    shape: move(turnZ(box(0.035, 0.12, 0.006, 0.004), 8), 0.34, 0.06, 0.42),
    material: { color: hex('#b8322c'), gloss: 0.3, sharp: 20 },
    bound: [0.34, 0.08, 0.42, 0.2],
  },
];

const boxedSet = (): Scene => {
  const spines: readonly string[] = ['#8e1b28', '#22313a', '#c6882f'];
  const parts: Part[] = [];
  spines.forEach((color, i) => {
    const base = hex(color);
    const x = -0.42 + i * 0.36;
    parts.push({
      shape: move(box(0.165, 1.0, 0.62, 0.05), x, 1.02, 0),
      material: {
        color: (px, py, pz) => {
          const y = py - 1.02;
          const gold =
            pz > 0.5 &&
            ([0.8, 0.72, -0.8, -0.72].some((b) => Math.abs(y - b) < 0.012) ||
              Math.hypot(px - x, (y - 0.34) * 0.8) < 0.075 ||
              (Math.abs(px - x) < 0.012 && y < 0.12 && y > -0.5));
          const grain = 0.85 + 0.3 * noise(px * 40, py * 40, pz * 40);
          return gold ? hex('#d2ab5c') : [base[0] * grain, base[1] * grain, base[2] * grain];
        },
        gloss: 0.35,
        sharp: 30,
      },
      bound: [x, 1.02, 0, 1.25],
    });
  });
  parts.push({
    shape: union(
      move(box(0.62, 0.03, 0.66, 0.02), -0.06, 0.03, -0.06),
      move(box(0.03, 1.04, 0.6, 0.02), -0.66, 1.04, -0.12),
      move(box(0.03, 1.04, 0.6, 0.02), 0.54, 1.04, -0.12),
      move(box(0.62, 0.03, 0.6, 0.02), -0.06, 2.06, -0.12),
    ),
    material: { color: hex('#3a2c24'), gloss: 0.25, sharp: 20 },
    bound: [0, 1, 0, 1.5],
  });
  const turned = parts.map((p) => ({
    ...p,
    shape: turnY(p.shape, -26),
    bound: [0, 1, 0, 1.6] as const,
    material: {
      ...p.material,
      ...(typeof p.material.color === 'function' && { color: rotated(p.material.color, -26) }),
    },
  }));
  return {
    parts: turned,
    camera: { from: [0.3, 2.7, 8.6], at: [0, 0.98, 0], zoom: 2.95 },
    backdrop: [hex('#4a2f2b'), hex('#35211f')],
    floor: hex('#35211f'),
    crisp: 6,
  };
};

const rotated = (
  color: (x: number, y: number, z: number, a: number, b: number, d: number) => Rgb,
  degrees: number,
): Material['color'] => {
  const c = Math.cos((degrees * Math.PI) / 180),
    s = Math.sin((degrees * Math.PI) / 180);
  return (x, y, z, a, b, d) => color(c * x - s * z, y, s * x + c * z, a, b, d);
};

const CLOTHS = [
  '#7d2238',
  '#1f3f5b',
  '#2f5144',
  '#c6882f',
  '#d9c8a6',
  '#8c3b2a',
  '#394a52',
  '#5b3a52',
  '#b9674a',
  '#e5dcc8',
  '#26333a',
  '#6d7a4f',
];
const wood: Material = {
  color: (x, y, z) =>
    mix(
      hex('#4a2c1a'),
      hex('#7b4d2d'),
      step(0.2, 0.8, noise(x * 0.8, y * 10, z * 10) * 0.7 + noise(x * 3, y * 34, z * 34) * 0.3),
    ),
  gloss: 0.25,
  sharp: 24,
};

/** Books side by side from x to x, each of its own height, cloth and gilding; some lean, some lie. */
function row(from: number, to: number, y: number, seed: number): Part[] {
  const parts: Part[] = [];
  let x = from;
  for (let i = 0; x < to; i++) {
    const r = (k: number) => hash(i, seed, k);
    if (r(9) > 0.9) {
      const width = 0.95;
      [0, 1, 2].forEach((k) => {
        const b = [0.46 - 0.03 * k, 0.085 + 0.03 * r(20 + k), 0.5] as const;
        const at = y + 0.1 + k * 0.23;
        parts.push({
          shape: move(turnY(box(...b, 0.02), (r(30 + k) - 0.5) * 12), x + width / 2, at, 0.05),
          material: clothOf(i * 3 + k, seed, x + width / 2, at, 1),
          bound: [x + width / 2, at, 0.05, 0.75],
        });
      });
      x += width + 0.06;
      continue;
    }
    const half = 0.08 + 0.1 * r(1),
      h = 0.78 + 0.36 * r(2),
      lean = r(8) > 0.86 ? -6 - 6 * r(4) : 0;
    const cx = x + half + (lean ? 0.1 : 0);
    parts.push({
      shape: move(turnZ(box(half, h, 0.5 + 0.1 * r(3), 0.035), lean), cx, y + h, -0.1 + 0.2 * r(5)),
      material: clothOf(i, seed, cx, y + h, h, lean),
      bound: [cx, y + h, 0, h + 0.25],
    });
    x += 2 * half + (lean ? 0.24 : 0.012);
  }
  return parts;
}

function clothOf(i: number, seed: number, cx: number, cy: number, h: number, lean = 0): Material {
  const c = Math.cos((lean * Math.PI) / 180),
    s = Math.sin((lean * Math.PI) / 180);
  const base = hex(CLOTHS[Math.floor(hash(i, seed, 6) * CLOTHS.length)]!);
  const style = Math.floor(hash(i, seed, 7) * 4);
  const foil = hash(i, seed, 11) > 0.3 ? hex('#d2ab5c') : hex('#efe6d2');
  return {
    color: (x, y, z) => {
      const v = (c * (y - cy) - s * (x - cx)) / h,
        u = c * (x - cx) + s * (y - cy);
      const bands =
        style === 0 ? [0.78, 0.7, -0.78] : style === 1 ? [0.6, -0.6] : style === 2 ? [0.84, 0.46, -0.84] : [];
      const gold =
        z > 0.25 &&
        h < 1.3 &&
        (bands.some((b) => Math.abs(v - b) < 0.011) ||
          (style !== 2 &&
            Math.abs(u) < 0.014 &&
            v < 0.4 &&
            v > -0.3 &&
            hash(i, Math.round(v * 22), 4) > 0.2) ||
          (style === 3 && Math.hypot(u, (v - 0.62) * h) < 0.05));
      const label = style === 2 && v > 0.46 && v < 0.84 && z > 0.25;
      if (gold) return foil;
      const grain = (0.86 + 0.28 * noise(x * 50, y * 50, z * 50)) * (label ? 0.45 : 1);
      return [base[0] * grain, base[1] * grain, base[2] * grain];
    },
    gloss: 0.2,
    sharp: 18,
  };
}

const lampLight = (x: number, y: number, z: number): number => {
  const d = Math.hypot(x - 2.4, y - 2.6, (z - 1) * 0.6);
  return 0.12 + 1.15 * Math.exp(-(d * d) / 13);
};

const shelves = (): Scene => {
  const board = (y: number): Part => ({
    shape: move(box(12, 0.09, 0.85, 0.02), 0, y, 0),
    material: wood,
    bound: [0, y, 0, 12.2],
  });
  const lamp: Part[] = [
    {
      shape: move(
        union(move(cylinder(0.3, 0.04, 0.03), 0, 0.05, 0), capsule([0, 0.1, 0], [0, 0.95, 0], 0.035)),
        2.62,
        2.13,
        0.25,
      ),
      material: { color: hex('#c39a4e'), metal: true, sharp: 40 },
      bound: [2.62, 2.6, 0.25, 0.75],
    },
    {
      shape: move(
        shell(
          curve([
            [0.16, 0.5],
            [0.3, 0.3],
            [0.48, 0],
          ]),
          0.02,
        ),
        2.62,
        2.9,
        0.25,
      ),
      material: { color: hex('#f3e2bd'), glow: [0.9, 0.62, 0.26], gloss: 0.05 },
      bound: [2.62, 3.15, 0.25, 0.65],
    },
  ];
  const pot: Part[] = [
    {
      shape: move(
        solid(
          curve([
            [0, 0.02],
            [0.26, 0.02],
            [0.36, 0.3],
            [0.34, 0.52],
            [0, 0.52],
          ]),
          0.02,
        ),
        -1.05,
        2.1,
        0.2,
      ),
      material: { color: hex('#b8603f'), gloss: 0.2, sharp: 20 },
      bound: [-1.05, 2.35, 0.2, 0.55],
    },
    ...Array.from({ length: 14 }, (_, i): Part => {
      const a = i * 2.4,
        len = 0.35 + 0.3 * hash(i, 3, 3),
        lift = 0.15 + 0.45 * hash(i, 4, 4);
      return {
        shape: capsule(
          [-1.05, 2.6, 0.2],
          [-1.05 + Math.cos(a) * len, 2.62 + lift, 0.2 + Math.sin(a) * len * 0.7],
          0.02,
          0.075,
        ),
        material: { color: hex(i % 2 ? '#50714f' : '#6d8a5f'), gloss: 0.2, sharp: 20 },
        bound: [-1.05, 2.75, 0.2, 0.95],
      };
    }),
  ];
  return {
    parts: [
      board(-0.55),
      board(2.01),
      board(4.55),
      {
        shape: move(box(12, 8, 0.1, 0.01), 0, 2, -0.95),
        material: { color: hex('#2c1a12') },
        bound: [0, 2, -0.95, 15],
      },
      ...row(-7.2, 7.2, -0.46, 3),
      ...row(-7.2, -1.65, 2.1, 8),
      ...row(-0.5, 2.1, 2.1, 21),
      ...row(3.3, 7.2, 2.1, 14),
      ...row(-7.2, 7.2, 4.64, 5),
      ...row(-7.2, 7.2, -3.0, 6),
      ...lamp,
      ...pot,
    ],
    camera: { from: [-1.3, 2.8, 9.2], at: [0.1, 2.2, 0], zoom: 1.72 },
    backdrop: [hex('#2c1a12'), hex('#1b100b')],
    floor: hex('#4a2c1a'),
    ground: false,
    sun: [0.35, 0.62, 0.9],
    sunColor: [2.7, 2.0, 1.25],
    sky: [0.16, 0.16, 0.2],
    gobo: lampLight,
    crisp: 6,
  };
};

const iconScene = (): Scene => {
  const book = (y: number, color: string, degrees: number, w: number): Part[] => [
    {
      shape: move(
        turnY(
          union(
            move(box(w, 0.03, 0.62, 0.02), 0, 0.15, 0),
            move(box(w, 0.03, 0.62, 0.02), 0, -0.15, 0),
            move(box(0.03, 0.15, 0.62, 0.02), -w + 0.03, 0, 0),
          ),
          degrees,
        ),
        0,
        y,
        0,
      ),
      material: { color: hex(color), gloss: 0.3, sharp: 24 },
      bound: [0, y, 0, 1.4],
    },
    {
      shape: move(turnY(box(w - 0.05, 0.13, 0.57, 0.01), degrees), 0, y, 0),
      material: paper,
      bound: [0, y, 0, 1.4],
    },
  ];
  return {
    parts: [
      ...book(0.2, '#c6882f', 18, 0.98),
      ...book(0.56, '#efe6d2', 34, 0.92),
      ...book(0.92, '#c9533c', 10, 0.86),
    ],
    camera: { from: [0.4, 3.2, 7], at: [0, 0.5, 0], zoom: 3.2 },
    backdrop: [hex('#7d2a3c'), hex('#5c1a2b')],
    floor: hex('#5c1a2b'),
    crisp: 6,
  };
};

export const books: readonly Picture[] = [
  background('books', shelves),
  icon('books', iconScene),
  ...covers.map((cover) => product(`books/img-items/${cover.name}.avif`, () => single(cover))),
  product('books/img-items/gothic-library.avif', boxedSet),
];
