/** Stock pictures under the names the original gave them, so that its themes find what they ask for. */
import type { Picture } from './picture.ts';
import { hex, mix, noise } from './render.ts';
import type { Material, Part, Scene } from './render.ts';
import {
  blend,
  box,
  capsule,
  curve,
  curve3,
  cut,
  cylinder,
  move,
  prism,
  solid,
  sphere,
  torus,
  tube,
  turnX,
  turnY,
  turnZ,
  union,
} from './shapes.ts';
import type { Shape } from './shapes.ts';

const white = hex('#e9e9e6'),
  graphite = hex('#3c4148'),
  slate = hex('#6f7c8a'),
  blue = hex('#5b86ad'),
  red = hex('#b8483a'),
  straw = hex('#d8bb86');
const plain = (color: Material['color'], gloss = 0.3): Material => ({ color, gloss, sharp: 30 });
const iron: Material = {
  metal: true,
  sharp: 24,
  color: (x, y, z) => mix(hex('#4c525a'), hex('#777f89'), noise(x * 9, y * 9, z * 9)),
};
const part = (shape: Shape, material: Material, bound: Part['bound']): Part => ({ shape, material, bound });
const spark: Material = { color: hex('#ffd27a'), glow: [1.2, 0.7, 0.2] };

const anvil = (): Part[] => {
  const waist = solid(
    curve([
      [0, 0],
      [0.62, 0],
      [0.58, 0.16],
      [0.34, 0.42],
      [0.36, 0.7],
      [0.5, 0.86],
      [0, 0.86],
    ]),
    0.02,
  );
  const horn: Shape = (x, y, z) => {
    const t = Math.min(1, Math.max(0, (x - 0.5) / 1.0));
    return Math.max(Math.hypot(y * 0.9, z) - 0.3 * (1 - t ** 1.5) - 0.02, x - 1.5, 0.3 - x) * 0.7;
  };
  const whole = union(
    blend(
      (x, y, z) => waist(x * 0.85, y, z * 1.25) * 0.8,
      move(box(0.78, 0.19, 0.32, 0.04), -0.2, 1.02, 0),
      0.1,
    ),
    move(turnZ(horn, 4), 0.05, 1.03, 0),
    move(box(0.85, 0.12, 0.5, 0.05), 0, 0.12, 0),
  );
  return [part(turnY(whole, -24), iron, [0, 0.7, 0, 1.9])];
};
const tnt = (): Part[] => {
  const spots = [
    [-0.36, 0.3, 0],
    [0.0, 0.3, 0],
    [0.36, 0.3, 0],
    [-0.18, 0.61, 0],
    [0.18, 0.61, 0],
    [0, 0.92, 0],
  ];
  const stick = (y: number, x: number): Part =>
    part(move(turnY(turnX(cylinder(0.17, 0.95, 0.04), 90), 0), x, y - 0.12, 0), plain(red, 0.25), [
      x,
      y,
      0,
      1.05,
    ]);
  const fuse = tube(
    curve3(
      [
        [0, 0.85, 0.95],
        [0.02, 1.0, 1.12],
        [0.2, 1.3, 1.1],
        [0.42, 1.42, 0.9],
        [0.6, 1.66, 0.9],
      ],
      5,
    ),
    () => 0.026,
  );
  const turned = (p: Part): Part => ({ ...p, shape: turnY(p.shape, -52), bound: [0, 0.7, 0, 1.9] });
  return [
    ...spots.map(([x, y]) => stick(y!, x!)),
    part(
      move(turnX(cut(cylinder(0.66, 0.09, 0.02), cylinder(0.52, 1, 0)), 90), 0, 0.46, 0.3),
      plain(straw),
      [0, 0.5, 0.3, 0.7],
    ),
    part(fuse, plain(straw), [0.3, 1.2, 1, 0.8]),
    part(move(sphere(0.08), 0.6, 1.68, 0.9), spark, [0.6, 1.68, 0.9, 0.1]),
  ].map(turned);
};
const card = (): Part[] => {
  const t = (s: Shape) => move(turnZ(turnY(turnX(s, -16), -20), -5), 0, 0.84, 0);
  return [
    part(t(box(1.05, 0.66, 0.018, 0.018)), plain(blue, 0.5), [0, 0.84, 0, 1.35]),
    part(
      t(move(box(0.15, 0.11, 0.005, 0.02), -0.72, 0.1, 0.02)),
      { color: hex('#dcc07a'), metal: true },
      [0, 0.84, 0, 1.35],
    ),
    part(
      t(
        move(
          union(
            ...[0, 1, 2, 3].map((i) => move(box(0.17, 0.025, 0.004, 0.004), -0.68 + i * 0.44, -0.2, 0.02)),
            move(box(0.3, 0.018, 0.004, 0.004), -0.55, -0.42, 0.02),
          ),
          0,
          0,
          0,
        ),
      ),
      plain(white),
      [0, 0.84, 0, 1.35],
    ),
  ];
};
const report = (): Part[] => {
  const t = (s: Shape) => move(turnX(turnY(s, -16), 34), 0, 0.68, 0);
  const bars = [0.18, 0.3, 0.24, 0.42, 0.52].map((h, i) =>
    part(
      t(move(box(0.08, 0.008, h / 2, 0.004), -0.5 + i * 0.24, 0.075, -0.05 - h / 2)),
      plain(i === 4 ? red : blue),
      [0, 0.08, 0, 1.4],
    ),
  );
  return [
    part(
      t(move(box(0.84, 0.012, 1.16, 0.006), -0.06, 0.02, 0.06)),
      plain(hex('#d5d3c8'), 0.05),
      [0, 0.03, 0, 1.6],
    ),
    part(t(move(box(0.84, 0.012, 1.16, 0.006), 0, 0.055, 0)), plain(hex('#f6f4ec'), 0.05), [0, 0.05, 0, 1.6]),
    ...bars,
    ...[0, 1, 2, 3].map((i) =>
      part(
        t(
          move(
            box([0.52, 0.44, 0.56, 0.36][i]!, 0.006, 0.02, 0.004),
            -0.62 + [0.52, 0.44, 0.56, 0.36][i]!,
            0.072,
            0.3 + i * 0.19,
          ),
        ),
        plain(slate),
        [0, 0.07, 0, 1.4],
      ),
    ),
    part(t(move(box(0.36, 0.006, 0.05, 0.004), -0.26, 0.072, -0.85)), plain(graphite), [0, 0.07, 0, 1.4]),
  ];
};
const rack = (y: number): Part[] => [
  part(turnY(move(box(0.95, 0.22, 0.7, 0.05), 0, y, 0), -28), plain(white), [0, y, 0, 1.3]),
  part(turnY(move(box(0.88, 0.15, 0.02, 0.02), 0, y, 0.7), -28), plain(graphite, 0.5), [0, y, 0, 1.35]),
  ...[0, 1, 2].map((i) =>
    part(
      turnY(move(sphere(0.036), -0.7 + i * 0.14, y, 0.73), -28),
      { color: hex('#6fd3a8'), glow: [0.1, 0.55, 0.35] },
      [0, y, 0, 1.2],
    ),
  ),
  part(
    turnY(
      move(
        union(...[0, 1, 2, 3, 4, 5].map((i) => move(box(0.02, 0.08, 0.01, 0.005), 0.25 + i * 0.1, 0, 0))),
        0,
        y,
        0.725,
      ),
      -28,
    ),
    plain(slate),
    [0, y, 0, 1.3],
  ),
];
const server = (): Part[] => [0.24, 0.74, 1.24].flatMap(rack);
const storage = (): Part[] =>
  [0.25, 0.83, 1.41].flatMap((y, i) => [
    part(move(cylinder(0.85, 0.23, 0.07), 0, y, 0), plain([slate, blue, white][i]!), [0, y, 0, 0.95]),
    part(move(sphere(0.045), 0.1, y, 0.85), { color: hex('#6fd3a8'), glow: [0.1, 0.55, 0.35] }, [
      0.1,
      y,
      0.85,
      0.06,
    ]),
  ]);
const balancer = (): Part[] => {
  const to = (z: number) =>
    tube(
      curve3(
        [
          [-0.7, 0.42, 0],
          [-0.2, 0.42, z * 0.2],
          [0.2, 0.36, z * 0.85],
          [0.8, 0.32, z],
        ],
        6,
      ),
      () => 0.06,
    );
  const t = (p: Part): Part => ({ ...p, shape: turnY(p.shape, -38), bound: [0, 0.5, 0, 2.1] });
  return [
    part(move(cylinder(0.48, 0.4, 0.08), -0.95, 0.4, 0), plain(blue), [0, 0, 0, 1]),
    ...[-0.9, 0, 0.9].flatMap((z) => [
      part(move(box(0.3, 0.3, 0.3, 0.06), 0.95, 0.3, z), plain(white), [0, 0, 0, 1]),
      part(to(z), plain(slate), [0, 0, 0, 1]),
    ]),
  ].map(t);
};
const parcel = (): Part[] => {
  const t = (s: Shape) => turnY(s, -32);
  return [
    part(
      t(move(box(0.8, 0.62, 0.62, 0.03), 0, 0.62, 0)),
      plain((x, y, z) => mix(hex('#b88a58'), hex('#c79a68'), noise(x * 20, y * 4, z * 20)), 0.1),
      [0, 0.62, 0, 1.25],
    ),
    part(t(move(box(0.11, 0.626, 0.626, 0.03), 0, 0.62, 0)), plain(hex('#e2d2b4'), 0.35), [0, 0.62, 0, 1.2]),
    part(t(move(box(0.2, 0.13, 0.01, 0.005), 0.46, 0.82, 0.62)), plain(white, 0.1), [0.3, 0.8, 0.6, 0.6]),
  ];
};
const gift = (): Part[] => {
  const t = (s: Shape) => turnY(s, -30);
  const bow = union(
    move(turnZ(turnX(torus(0.22, 0.06), 70), 30), -0.22, 0.18, 0),
    move(turnZ(turnX(torus(0.22, 0.06), 70), -30), 0.22, 0.18, 0),
    sphere(0.1),
  );
  return [
    part(t(move(box(0.72, 0.55, 0.72, 0.04), 0, 0.55, 0)), plain(hex('#54707f'), 0.25), [0, 0.55, 0, 1.25]),
    part(t(move(box(0.77, 0.12, 0.77, 0.04), 0, 1.16, 0)), plain(hex('#5e7c8c'), 0.25), [0, 1.16, 0, 1.2]),
    part(
      t(union(move(box(0.1, 0.64, 0.78, 0.02), 0, 0.65, 0), move(box(0.78, 0.64, 0.1, 0.02), 0, 0.65, 0))),
      plain(hex('#d9b36a'), 0.4),
      [0, 0.65, 0, 1.3],
    ),
    part(t(move(bow, 0, 1.34, 0)), plain(hex('#d9b36a'), 0.4), [0, 1.45, 0, 0.7]),
  ];
};
const house = (): Part[] => {
  const t = (s: Shape) => turnY(s, -28);
  const roof: Shape = (x, y, z) =>
    Math.max((Math.abs(z) * 0.62 + (y - 1.62) * 0.785) * 0.95, 1.0 - y, Math.abs(x) - 1.05);
  const window = (x: number): Shape => move(box(0.2, 0.2, 0.02, 0.01), x, 0.6, 0.68);
  return [
    part(t(move(box(0.92, 0.52, 0.68, 0.02), 0, 0.52, 0)), plain(white, 0.1), [0, 0.6, 0, 1.5]),
    part(t(roof), plain(red, 0.15), [0, 1.3, 0, 1.6]),
    part(t(move(box(0.17, 0.34, 0.02, 0.01), 0.06, 0.34, 0.69)), plain(graphite, 0.3), [0, 0.5, 0, 1.2]),
    part(t(union(window(-0.52), window(0.58))), plain(blue, 0.6), [0, 0.6, 0, 1.3]),
    part(t(move(box(0.12, 0.32, 0.12, 0.01), -0.5, 1.5, -0.2)), plain(slate, 0.1), [0, 1.4, 0, 1.2]),
  ];
};
const car = (): Part[] => {
  const t = (s: Shape) => turnY(s, -30);
  const wheel = (x: number, z: number): Shape => move(turnX(cylinder(0.27, 0.11, 0.05), 90), x, 0.27, z);
  const hub = (x: number, z: number): Shape => move(turnX(cylinder(0.13, 0.125, 0.02), 90), x, 0.27, z);
  const at = [-0.72, 0.72].flatMap((x) => [-0.5, 0.5].map((z) => [x, z] as const));
  const cabin: Shape = (x, y, z) =>
    Math.max(box(0.72, 0.3, 0.5, 0.12)(x * (1 + Math.max(0, y) * 0.5), y, z), -1) * 0.8;
  return [
    part(t(move(box(1.22, 0.27, 0.58, 0.14), 0, 0.5, 0)), plain(blue, 0.6), [0, 0.5, 0, 1.5]),
    part(t(move(cabin, -0.1, 0.88, 0)), plain(graphite, 0.7), [0, 0.9, 0, 1.1]),
    part(t(move(box(0.5, 0.05, 0.46, 0.04), -0.1, 1.17, 0)), plain(blue, 0.6), [0, 1.15, 0, 0.9]),
    part(t(union(...at.map(([x, z]) => wheel(x, z)))), plain(hex('#26292e'), 0.2), [0, 0.3, 0, 1.5]),
    part(t(union(...at.map(([x, z]) => hub(x, z)))), plain(white, 0.4), [0, 0.3, 0, 1.5]),
  ];
};
const painting = (): Part[] => {
  const t = (s: Shape) => move(turnY(turnX(s, -10), -22), 0, 0.95, 0);
  const frame = cut(box(1.0, 0.8, 0.07, 0.03), box(0.82, 0.62, 0.2, 0.01));
  return [
    part(t(frame), { color: hex('#c9a659'), metal: true, sharp: 24 }, [0, 0.95, 0, 1.45]),
    part(t(move(box(0.84, 0.64, 0.02, 0.005), 0, 0, -0.02)), plain(hex('#bcd0da'), 0.1), [0, 0.95, 0, 1.4]),
    part(
      t(move(box(0.82, 0.2, 0.005, 0.004), 0, -0.42, 0.008)),
      plain(hex('#7d9468'), 0.1),
      [0, 0.95, 0, 1.4],
    ),
    part(t(move(sphere(0.17), 0.36, 0.26, -0.14)), plain(hex('#e6b450'), 0.1), [0, 1.1, 0, 1.2]),
  ];
};
const ticket = (): Part[] => {
  const t = (s: Shape, y: number, d: number) => move(turnZ(turnY(turnX(s, -22), d), -8), 0, y, 0);
  const shape = cut(
    cut(box(1.1, 0.5, 0.02, 0.02), move(turnX(cylinder(0.16, 1, 0), 90), 1.1, 0, 0)),
    move(turnX(cylinder(0.16, 1, 0), 90), -1.1, 0, 0),
  );
  return [
    part(move(t(shape, 0.78, -6), -0.16, 0.1, -0.35), plain(hex('#d8bb86')), [-0.16, 0.88, -0.35, 1.35]),
    part(t(shape, 0.66, -18), plain(red), [0, 0.66, 0, 1.35]),
    part(
      t(
        move(
          union(...[-0.28, -0.14, 0, 0.14, 0.28].map((y) => move(box(0.012, 0.04, 0.01, 0.004), 0, y, 0))),
          0.55,
          0,
          0.02,
        ),
        0.66,
        -18,
      ),
      plain(white),
      [0.4, 0.66, 0, 0.9],
    ),
    part(
      t(
        move(
          prism(
            Array.from({ length: 10 }, (_, i): [number, number] => {
              const r = i % 2 ? 0.12 : 0.28,
                a = Math.PI / 2 + (i * Math.PI) / 5;
              return [Math.cos(a) * r, Math.sin(a) * r];
            }),
            0.012,
            0.004,
          ),
          -0.25,
          0,
          0.022,
        ),
        0.66,
        -18,
      ),
      plain(hex('#f0d9a0')),
      [-0.2, 0.7, 0, 0.9],
    ),
  ];
};
const key = (): Part[] => {
  const whole = union(
    turnX(torus(0.4, 0.1), 0),
    capsule([0.45, 0, 0], [1.75, 0, 0], 0.085),
    move(box(0.07, 0.07, 0.2, 0.02), 1.4, 0, 0.2),
    move(box(0.07, 0.07, 0.27, 0.02), 1.68, 0, 0.24),
  );
  return [
    part(
      move(turnY(whole, 26), -0.6, 0.12, 0.25),
      { color: hex('#d0a552'), metal: true, sharp: 50 },
      [0, 0.12, 0, 1.9],
    ),
  ];
};
const coins = (): Part[] => {
  const gold: Material = { color: hex('#d0a552'), metal: true, sharp: 40 };
  const pile = (x: number, z: number, count: number): Part[] =>
    Array.from({ length: count }, (_, i) => {
      const y = 0.09 + i * 0.19;
      return part(move(cylinder(0.46, 0.085, 0.03), x + (i % 2) * 0.04, y, z), gold, [x, y, z, 0.65]);
    });
  return [...pile(-0.95, 0.2, 3), ...pile(0, -0.15, 5), ...pile(0.95, 0.2, 8)];
};

const scene = (parts: readonly Part[], at: readonly [number, number, number], zoom: number): Scene => ({
  parts,
  camera: { from: [0.3, 3.4, 8.4], at, zoom },
  backdrop: [hex('#eceae4'), hex('#d6d2c7')],
  floor: hex('#d6d2c7'),
  crisp: 6,
});
const stockPicture = (
  name: string,
  parts: () => Part[],
  at: readonly [number, number, number],
  zoom = 3,
): Picture => ({
  path: `stock/${name}.png`,
  width: 480,
  height: 360,
  samples: 2,
  grain: 0,
  scene: () => scene(parts(), at, zoom),
});

export const stock: readonly Picture[] = [
  stockPicture('anvil', anvil, [0.15, 0.62, 0]),
  stockPicture('tnt', tnt, [0, 0.72, 0], 2.9),
  stockPicture('card', card, [0, 0.78, 0]),
  stockPicture('report', report, [0, 0.68, 0], 2.7),
  stockPicture('server', server, [0, 0.72, 0], 3),
  stockPicture('storage', storage, [0, 0.8, 0], 3),
  stockPicture('load-balancer', balancer, [0, 0.4, 0], 2.6),
  stockPicture('parcel', parcel, [0, 0.58, 0]),
  stockPicture('gift', gift, [0, 0.78, 0], 2.9),
  stockPicture('ticket', ticket, [0, 0.66, 0]),
  stockPicture('key', key, [0, 0.1, 0], 3),
  stockPicture('coins', coins, [0, 0.72, 0], 2.9),
  stockPicture('house', house, [0, 0.8, 0], 2.9),
  stockPicture('car', car, [0, 0.55, 0], 2.9),
  stockPicture('painting', painting, [0, 0.85, 0], 2.7),
];
