/** The theme `cloud`: a small white machine park in evening colors, seen from above; and the sky it floats in. */
import { background, icon, product } from './picture.ts';
import type { Picture } from './picture.ts';
import { hash, hex, mix, noise, step } from './render.ts';
import type { Material, Part, Rgb, Scene } from './render.ts';
import {
  blend,
  both,
  box,
  capsule,
  curve3,
  cut,
  cylinder,
  move,
  prism,
  sphere,
  torus,
  tube,
  turnX,
  turnY,
  turnZ,
  union,
} from './shapes.ts';
import type { Shape } from './shapes.ts';

const white = hex('#eceef8'),
  indigo = hex('#4a4fd8'),
  violet = hex('#8a63e8'),
  night = hex('#23264f'),
  peach = hex('#f6a98b'),
  sky = hex('#7fb8f5'),
  mint = hex('#4fd1b5');
const plastic = (color: Rgb, gloss = 0.35): Material => ({ color, gloss, sharp: 36 });
const light = (color: Rgb, power = 0.8): Material => ({
  color,
  glow: [color[0] * power, color[1] * power, color[2] * power],
});
const part = (shape: Shape, material: Material, bound: Part['bound']): Part => ({ shape, material, bound });
const shifted = (parts: readonly Part[], dx: number, dy: number, dz: number): Part[] =>
  parts.map((p) => ({
    ...p,
    shape: move(p.shape, dx, dy, dz),
    bound: [p.bound[0] + dx, p.bound[1] + dy, p.bound[2] + dz, p.bound[3]],
    material:
      typeof p.material.color === 'function'
        ? { ...p.material, color: at(p.material.color, dx, dy, dz) }
        : p.material,
  }));
const at =
  (color: Exclude<Material['color'], Rgb>, dx: number, dy: number, dz: number): Material['color'] =>
  (x, y, z, a, b, c) =>
    color(x - dx, y - dy, z - dz, a, b, c);

/** The plate everything stands on, with a colored rim. */
const plate = (half = 1.55, rim: Rgb = indigo): Part[] => [
  part(move(box(half, 0.09, half, 0.09), 0, 0.16, 0), plastic(white, 0.25), [0, 0.16, 0, half * 1.5]),
  part(move(box(half - 0.06, 0.05, half - 0.06, 0.05), 0, 0.05, 0), plastic(rim), [0, 0.05, 0, half * 1.5]),
];
const TOP = 0.25;

const scene = (
  parts: readonly Part[],
  backdrop: readonly [string, string],
  zoom = 3.25,
  at_: readonly [number, number, number] = [0, 0.62, 0],
): Scene => ({
  parts,
  camera: { from: [7.2, 6.6, 7.2], at: [at_[0], at_[1] - 0.06, at_[2]], zoom: zoom * 0.96 },
  backdrop: [hex(backdrop[0]), hex(backdrop[1])],
  floor: hex(backdrop[1]),
  sun: [-0.35, 1.05, 0.75],
  sunColor: [1.75, 1.66, 1.6],
  sky: [0.56, 0.58, 0.74],
  crisp: 6,
});

/** A rack unit: dark front with lamps and slots on +z, white case. */
const unit = (y: number, seed: number, w = 0.85): Part[] => [
  part(move(box(w, 0.19, 0.72, 0.05), 0, y, 0), plastic(white), [0, y, 0, 1.25]),
  part(move(box(w - 0.06, 0.13, 0.02, 0.02), 0, y, 0.72), plastic(night, 0.5), [0, y, 0.72, 0.95]),
  ...[0, 1, 2].map((i) =>
    part(
      move(sphere(0.034), -w + 0.18 + i * 0.12, y, 0.745),
      light(hash(i, seed, 1) > 0.35 ? mint : peach, 1.1),
      [-w + 0.18 + i * 0.12, y, 0.745, 0.05],
    ),
  ),
  part(
    move(
      union(...[0, 1, 2, 3, 4].map((i) => move(box(0.02, 0.07, 0.01, 0.008), i * 0.085, 0, 0))),
      0.22,
      y,
      0.74,
    ),
    plastic(violet),
    [0.4, y, 0.74, 0.35],
  ),
];

const server = (): Part[] => [...plate(), ...[0, 1, 2, 3].flatMap((i) => unit(TOP + 0.2 + i * 0.43, i))];

const drive = (y: number, color: Rgb): Part[] => [
  part(move(box(0.95, 0.15, 0.75, 0.06), 0, y, 0), plastic(color), [0, y, 0, 1.3]),
  part(move(box(0.2, 0.025, 0.02, 0.01), 0.5, y, 0.75), light(mint, 0.9), [0.5, y, 0.75, 0.25]),
  part(move(box(0.25, 0.03, 0.02, 0.01), -0.45, y, 0.75), plastic(night), [-0.45, y, 0.75, 0.3]),
];
const storage = (): Part[] => [
  ...plate(),
  ...drive(TOP + 0.16, white),
  ...drive(TOP + 0.52, sky),
  ...drive(TOP + 0.88, white),
  ...shifted(drive(TOP + 1.24, violet), 0.0, 0.22, 0.0),
  ...[
    [-0.7, -0.5],
    [0.7, -0.5],
    [-0.7, 0.5],
    [0.7, 0.5],
  ].map(([x, z]) =>
    part(capsule([x!, TOP + 1.02, z!], [x!, TOP + 1.34, z!], 0.02), light(mint, 0.7), [
      x!,
      TOP + 1.2,
      z!,
      0.25,
    ]),
  ),
];

const cube = (x: number, z: number, h: number, color: Rgb, y = TOP): Part =>
  part(move(box(h, h, h, 0.07), x, y + h, z), plastic(color), [x, y + h, z, h * 1.75]);
const balancer = (): Part[] => {
  const wire = (z: number) =>
    tube(
      curve3(
        [
          [-0.55, TOP + 0.4, 0],
          [-0.1, TOP + 0.4, z * 0.25],
          [0.2, TOP + 0.32, z * 0.85],
          [0.75, TOP + 0.26, z],
        ],
        6,
      ),
      () => 0.055,
    );
  return [
    ...plate(),
    part(move(cylinder(0.5, 0.36, 0.08), -0.85, TOP + 0.37, 0), plastic(indigo), [-0.85, TOP + 0.37, 0, 0.7]),
    part(move(cylinder(0.28, 0.03, 0.02), -0.85, TOP + 0.75, 0), light(mint, 0.8), [
      -0.85,
      TOP + 0.75,
      0,
      0.3,
    ]),
    ...[-0.95, 0, 0.95].flatMap((z, i) => [
      cube(0.92, z, 0.31, [sky, white, peach][i]!),
      part(wire(z), light(mint, 0.35), [0.1, TOP + 0.4, z / 2, 1.2]),
    ]),
  ];
};

const cluster = (): Part[] => {
  const heights = [0.3, 0.42, 0.28, 0.42, 0.62, 0.36, 0.26, 0.38, 0.3];
  const colors = [white, sky, white, indigo, violet, white, white, peach, sky];
  return [
    ...plate(),
    ...heights.flatMap((h, i) => {
      const x = ((i % 3) - 1) * 0.92,
        z = (Math.floor(i / 3) - 1) * 0.92;
      return [
        part(move(box(0.36, h, 0.36, 0.06), x, TOP + h, z), plastic(colors[i]!), [x, TOP + h, z, 0.9]),
        part(
          move(box(0.2, 0.015, 0.2, 0.01), x, TOP + 2 * h + 0.005, z),
          plastic(i === 4 ? mint : night, 0.5),
          [x, TOP + 2 * h, z, 0.32],
        ),
      ];
    }),
  ];
};

const database = (): Part[] => [
  ...plate(1.45),
  ...[0, 1, 2].flatMap((i) => {
    const y = TOP + 0.24 + i * 0.56;
    return [
      part(move(cylinder(0.88, 0.22, 0.07), 0, y, 0), plastic([violet, indigo, white][i]!), [0, y, 0, 1.0]),
      part(move(cylinder(0.8, 0.07, 0.01), 0, y + 0.27, 0), light(mint, 0.55), [0, y + 0.27, 0, 0.85]),
      ...[0, 1, 2].map((k) => {
        const a = 0.55 + k * 0.22;
        return part(
          move(sphere(0.04), Math.sin(a) * 0.88, y, Math.cos(a) * 0.88),
          light(k === 0 ? mint : peach, 1),
          [Math.sin(a) * 0.88, y, Math.cos(a) * 0.88, 0.06],
        );
      }),
    ];
  }),
  part(move(cylinder(0.5, 0.02, 0.01), 0, TOP + 1.6, 0), plastic(night, 0.6), [0, TOP + 1.6, 0, 0.55]),
];

const functions = (): Part[] => {
  const bolt = prism(
    [
      [0.16, 1.0],
      [-0.52, -0.1],
      [-0.06, -0.1],
      [-0.2, -1.0],
      [0.52, 0.2],
      [0.06, 0.2],
    ],
    0.16,
    0.05,
  );
  return [
    ...plate(1.3),
    part(move(cylinder(0.72, 0.06, 0.04), 0, TOP + 0.06, 0), plastic(indigo), [0, TOP, 0, 0.8]),
    part(move(torus(0.56, 0.03), 0, TOP + 0.13, 0), light(peach, 0.8), [0, TOP + 0.13, 0, 0.65]),
    part(
      move(turnY(bolt, 45), 0, TOP + 1.25, 0),
      { color: hex('#ffc861'), gloss: 0.4, sharp: 40, glow: [0.22, 0.12, 0.02] },
      [0, TOP + 1.25, 0, 1.2],
    ),
  ];
};

const edge = (): Part[] => {
  const r = 0.9,
    y = TOP + 1.12;
  const land: Material = {
    gloss: 0.4,
    sharp: 40,
    color: (x, py, z) => {
      const q = py - y;
      const n = noise(x * 1.9 + 7, q * 1.9 + 3, z * 1.9) + 0.35 * noise(x * 5, q * 5, z * 5);
      return mix(hex('#3f7fe0'), hex('#7fe0bd'), step(0.74, 0.78, n));
    },
  };
  const spots: [number, number, number][] = [
    [0.55, 0.45, 0.55],
    [0.2, -0.1, 0.87],
    [0.86, 0.05, 0.25],
    [-0.3, 0.55, 0.65],
    [0.5, -0.55, 0.5],
  ];
  return [
    ...plate(1.35),
    part(move(sphere(r), 0, y, 0), land, [0, y, 0, r + 0.02]),
    part(move(turnZ(torus(1.22, 0.022), 24), 0, y, 0), light(violet, 0.5), [0, y, 0, 1.3]),
    part(move(turnX(torus(1.1, 0.018), 62), 0, y, 0), light(peach, 0.5), [0, y, 0, 1.2]),
    ...spots.map(([x, yy, z]) => {
      const l = Math.hypot(x, yy, z) / (r + 0.03);
      return part(move(sphere(0.065), x / l, y + yy / l, z / l), light(hex('#fff3d6'), 1), [
        x / l,
        y + yy / l,
        z / l,
        0.09,
      ]);
    }),
    part(move(cylinder(0.28, 0.08, 0.05), 0, TOP + 0.06, 0), plastic(indigo), [0, TOP, 0, 0.35]),
  ];
};

const network = (): Part[] => {
  const shackle = both(turnX(torus(0.44, 0.1), 90), move(box(2, 1, 2, 0), 0, 1, 0));
  const lock = (s: Shape) => turnY(s, 45);
  return [
    ...plate(1.35),
    part(lock(move(box(0.72, 0.56, 0.34, 0.14), 0, TOP + 0.58, 0)), plastic(indigo, 0.45), [
      0,
      TOP + 0.58,
      0,
      1.05,
    ]),
    part(
      lock(
        move(
          union(
            shackle,
            capsule([-0.44, 0, 0], [-0.44, -0.3, 0], 0.1),
            capsule([0.44, 0, 0], [0.44, -0.3, 0], 0.1),
          ),
          0,
          TOP + 1.38,
          0,
        ),
      ),
      { color: hex('#cfd3ea'), metal: true, sharp: 50 },
      [0, TOP + 1.4, 0, 0.9],
    ),
    part(lock(move(turnX(cylinder(0.15, 0.03, 0.015), 90), 0, TOP + 0.66, 0.34)), light(mint, 0.7), [
      0.24,
      TOP + 0.66,
      0.24,
      0.3,
    ]),
    part(lock(move(box(0.05, 0.15, 0.03, 0.015), 0, TOP + 0.48, 0.345)), light(mint, 0.7), [
      0.24,
      TOP + 0.48,
      0.24,
      0.3,
    ]),
  ];
};

const gpu = (): Part[] => {
  const fan = (x: number): Part[] => [
    part(move(cut(cylinder(0.46, 0.03, 0.01), cylinder(0.4, 1, 0)), x, TOP + 0.53, 0), plastic(violet), [
      x,
      TOP + 0.53,
      0,
      0.5,
    ]),
    part(move(cylinder(0.41, 0.02, 0.01), x, TOP + 0.44, 0), plastic(hex('#171936'), 0.3), [
      x,
      TOP + 0.44,
      0,
      0.45,
    ]),
    ...Array.from({ length: 9 }, (_, i) =>
      part(
        move(turnY(move(turnX(box(0.15, 0.012, 0.075, 0.01), 24), 0.24, 0, 0), i * 40), x, TOP + 0.5, 0),
        plastic(hex('#5a5f9a')),
        [x, TOP + 0.5, 0, 0.45],
      ),
    ),
    part(move(cylinder(0.1, 0.05, 0.03), x, TOP + 0.52, 0), light(mint, 0.5), [x, TOP + 0.52, 0, 0.14]),
  ];
  return [
    ...plate(1.7, violet),
    part(move(box(1.38, 0.2, 0.7, 0.09), 0, TOP + 0.28, 0), plastic(night, 0.5), [0, TOP + 0.28, 0, 1.7]),
    ...fan(-0.68),
    ...fan(0.5),
    part(move(box(1.2, 0.03, 0.02, 0.01), 0, TOP + 0.3, 0.71), light(peach, 0.8), [0, TOP + 0.3, 0.71, 1.25]),
    part(
      move(box(0.05, 0.34, 0.72, 0.02), -1.42, TOP + 0.36, 0),
      { color: hex('#c9cde6'), metal: true, sharp: 40 },
      [-1.42, TOP + 0.36, 0, 0.85],
    ),
    part(move(box(0.13, 0.04, 0.5, 0.02), 1.16, TOP + 0.5, 0), plastic(indigo), [1.16, TOP + 0.5, 0, 0.6]),
  ];
};

const region = (): Part[] => {
  const tower = (x: number, z: number, w: number, h: number, color: Rgb): Part[] => [
    part(
      move(box(w, h, w, 0.05), x, TOP + h, z),
      {
        gloss: 0.4,
        sharp: 40,
        color: (px, py, pz, nx, ny) => {
          const u = Math.abs(nx) > 0.5 ? pz - z : px - x,
            v = py - TOP;
          const window_ =
            Math.abs(ny) < 0.4 &&
            Math.abs(((v * 5.2) % 1) - 0.5) < 0.27 &&
            Math.abs((((u / w) * 2.5 + 10) % 1) - 0.5) < 0.33 &&
            v > 0.12 &&
            v < 2 * h - 0.1;
          return window_
            ? hash(Math.floor(v * 5.2), Math.floor((u / w) * 2.5 + 10), Math.round(x * 10)) > 0.4
              ? hex('#ffd9a0')
              : night
            : color;
        },
      },
      [x, TOP + h, z, Math.hypot(w, h, w) + 0.05],
    ),
  ];
  return [
    ...plate(1.7, violet),
    ...tower(-0.75, -0.7, 0.42, 1.05, white),
    ...tower(0.5, -0.75, 0.5, 0.72, sky),
    ...tower(-0.72, 0.55, 0.46, 0.55, indigo),
    ...tower(0.62, 0.5, 0.4, 0.4, white),
    ...puff(0.15, TOP + 2.05, -0.2, 0.62),
    ...[
      [1.3, 1.2],
      [-1.35, 1.3],
      [1.35, -0.1],
    ].map(([x, z]) =>
      part(
        move(union(move(sphere(0.17), 0, 0.34, 0), capsule([0, 0, 0], [0, 0.2, 0], 0.03)), x!, TOP, z!),
        plastic(mint, 0.1),
        [x!, TOP + 0.25, z!, 0.35],
      ),
    ),
  ];
};

const chip = (): Part[] => [
  ...plate(1.5, violet),
  part(move(box(0.92, 0.13, 0.92, 0.05), 0, TOP + 0.15, 0), plastic(night, 0.4), [0, TOP + 0.15, 0, 1.4]),
  part(
    move(box(0.62, 0.06, 0.62, 0.04), 0, TOP + 0.32, 0),
    { color: hex('#c9cde6'), metal: true, sharp: 40 },
    [0, TOP + 0.32, 0, 0.95],
  ),
  part(
    move(
      turnX(
        prism(
          [0, 1, 2, 3, 4, 5, 6, 7].map((i): [number, number] => {
            const r = i % 2 ? 0.1 : 0.36,
              a = (i * Math.PI) / 4;
            return [Math.cos(a) * r, Math.sin(a) * r];
          }),
          0.02,
          0.01,
        ),
        90,
      ),
      0,
      TOP + 0.39,
      0,
    ),
    light(mint, 0.8),
    [0, TOP + 0.39, 0, 0.45],
  ),
  ...[-0.66, -0.33, 0, 0.33, 0.66].flatMap((k) =>
    [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ].map(([dx, dz]) => {
      const x = dx! * 1.05 + (dx === 0 ? k : 0),
        z = dz! * 1.05 + (dz === 0 ? k : 0);
      return part(
        move(box(dx === 0 ? 0.06 : 0.2, 0.03, dz === 0 ? 0.06 : 0.2, 0.015), x, TOP + 0.06, z),
        { color: hex('#e6b968'), metal: true, sharp: 40 },
        [x, TOP + 0.06, z, 0.25],
      );
    }),
  ),
  ...[
    [1.36, 1.05],
    [-1.3, 1.3],
    [1.3, -1.25],
  ].map(([x, z]) =>
    part(move(cylinder(0.1, 0.12, 0.03), x!, TOP + 0.12, z!), plastic(indigo), [x!, TOP + 0.12, z!, 0.2]),
  ),
];

/** A cloud of blended balls: lit warm from the sun's side, cool and full of sky below. */
function puff(x: number, y: number, z: number, k: number, seed = 1, tint?: Material): Part[] {
  const count = 11;
  const balls: Shape[] = Array.from({ length: count }, (_, i) => {
    const r = (n: number) => hash(i, seed, n);
    const across = (i / (count - 1)) * 2 - 1 + 0.1 * (r(1) - 0.5);
    const peak = 0.35 * (hash(seed, 4, 4) - 0.5);
    const size = 0.22 + 0.42 * Math.max(0, 1 - Math.abs(across - peak) ** 1.7) * (0.72 + 0.5 * r(2));
    return move(
      sphere(size * k),
      across * 1.25 * k,
      (size * 0.62 - 0.26 + 0.1 * r(3)) * k,
      (r(5) - 0.5) * 0.6 * k,
    );
  });
  const whole = balls.reduce((a, b) => blend(a, b, 0.1 * k));
  const flat = (px: number, py: number, pz: number) => Math.max(whole(px, py, pz), -(py + 0.36 * k));
  return [
    part(move(flat, x, y, z), tint ?? { color: hex('#f4f4fd'), gloss: 0.02, sharp: 4 }, [x, y, z, 1.7 * k]),
  ];
}

const heaven = (): Scene => {
  const cloudy: Material = {
    gloss: 0.0,
    color: (_x, _y, _z, nx, ny) =>
      mix(
        mix(hex('#a18be0'), hex('#f2b3b8'), step(-0.6, 0.5, ny - nx * 0.5)),
        hex('#fff0e2'),
        step(0.1, 0.95, ny * 0.7 - nx * 0.6),
      ),
    glow: [0.03, 0.02, 0.06],
  };
  const island = (x: number, y: number, z: number, k: number, what: readonly Part[]): Part[] =>
    shifted(
      what.map((p) => ({
        ...p,
        shape: scaled(turnY(p.shape, 32), k),
        bound: [
          p.bound[0] * k,
          p.bound[1] * k,
          p.bound[2] * k,
          p.bound[3] * k + Math.hypot(p.bound[0], p.bound[2]) * k,
        ] as const,
        material:
          typeof p.material.color === 'function'
            ? { ...p.material, color: unscaled(p.material.color, k, 32) }
            : p.material,
      })),
      x,
      y,
      z,
    );
  return {
    parts: [
      ...island(2.0, 1.55, 0, 0.78, server()),
      ...island(4.9, 3.0, -2.6, 0.62, database()),
      ...island(-0.35, 3.15, -3.2, 0.6, cluster()),
      ...island(5.15, 0.35, 0.4, 0.5, edge()),
      ...puff(0.6, 0.1, 1.2, 0.8, 2, cloudy),
      ...puff(3.7, -0.55, 1.6, 1.5, 3, cloudy),
      ...puff(-3.9, -0.6, 0, 1.9, 4, cloudy),
      ...puff(7.4, 1.0, -2.8, 1.5, 5, cloudy),
      ...puff(-6.4, 1.3, -4.6, 1.5, 6, cloudy),
      ...puff(1.2, 6.0, -9, 0.8, 7, cloudy),
      ...puff(-5.6, 4.6, -9, 1.6, 8, cloudy),
      ...puff(2.9, 2.2, -5.2, 1.1, 9, cloudy),
      ...puff(-1.4, -1.2, 2.2, 1.2, 10, cloudy),
      ...puff(7.4, 5.2, -9, 0.9, 11, cloudy),
    ],
    camera: { from: [-0.4, 4.0, 11.2], at: [0.5, 1.75, -1], zoom: 1.62 },
    backdrop: [hex('#2b2f86'), hex('#f3a58f')],
    floor: hex('#c08ac0'),
    ground: false,
    sun: [-0.75, 0.8, 0.55],
    sunColor: [1.75, 1.45, 1.2],
    sky: [0.42, 0.4, 0.66],
    crisp: 5,
    grade: (c, u, v, depth) => {
      const air = mix(mix(hex('#2c3190'), hex('#7a62d6'), step(0, 0.5, v)), hex('#f4ab95'), step(0.35, 1, v));
      const sun = Math.exp(-((u - 0.12) ** 2 * 3 + (v - 0.98) ** 2 * 4) / 0.35) * 0.35;
      const far = depth === Infinity || depth > 39 ? 1 : step(10, 26, depth) * 0.75;
      const sight = mix(c, air, far);
      return [sight[0] + sun, sight[1] + sun * 0.62, sight[2] + sun * 0.4];
    },
  };
};
const scaled =
  (shape: Shape, k: number): Shape =>
  (x, y, z) =>
    shape(x / k, y / k, z / k) * k;
const unscaled = (color: Exclude<Material['color'], Rgb>, k: number, degrees: number): Material['color'] => {
  const c = Math.cos((degrees * Math.PI) / 180),
    s = Math.sin((degrees * Math.PI) / 180);
  return (x, y, z, a, b, d) => color((c * x - s * z) / k, y / k, (s * x + c * z) / k, a, b, d);
};

const iconScene = (): Scene => ({
  parts: [
    ...puff(0, 1.05, 0, 0.86),
    part(move(torus(0.9, 0.05), 0, 0.34, 0), light(mint, 0.5), [0, 0.34, 0, 1]),
    ...[-0.5, 0, 0.5].map((x) =>
      part(capsule([x, 0.8, 0.1], [x, 0.36, 0.1], 0.055), light(peach, 0.4), [x, 0.55, 0.1, 0.4]),
    ),
  ],
  camera: { from: [0, 2.0, 7.5], at: [0, 0.86, 0], zoom: 2.4 },
  backdrop: [hex('#6a5be6'), hex('#4043c4')],
  floor: hex('#4043c4'),
  ground: false,
  crisp: 5,
  sky: [0.6, 0.6, 0.8],
});

const item = (
  name: string,
  parts: () => Part[],
  backdrop: readonly [string, string],
  zoom?: number,
  target?: readonly [number, number, number],
) => product(`cloud/img-items/${name}.avif`, () => scene(parts(), backdrop, zoom, target));
const day: [string, string] = ['#e3e6fb', '#c8cdf2'],
  dawn: [string, string] = ['#fbe5db', '#f3cdc0'],
  air: [string, string] = ['#dcecfb', '#bcd8f3'],
  dusk: [string, string] = ['#33377a', '#23265c'];
export const cloud: readonly Picture[] = [
  background('cloud', heaven),
  icon('cloud', iconScene),
  item('linux-server', server, day, 3.0, [0, 0.85, 0]),
  item('elastic-storage', storage, air, 3.0, [0, 0.78, 0]),
  item('load-balancer', balancer, dawn),
  item('container-cluster', cluster, day, 3.2),
  item('managed-database', database, air, 3.0, [0, 0.8, 0]),
  item('functions', functions, dawn, 2.9, [0, 1.0, 0]),
  item('edge-network', edge, ['#dff3ee', '#bfe3da'], 2.9, [0, 0.95, 0]),
  item('private-network', network, ['#e9e3fb', '#d2c8f4'], 3.0, [0, 0.85, 0]),
  item('gpu-cluster', gpu, dusk, 3.1, [0, 0.45, 0]),
  item('dedicated-region', region, dusk, 2.6, [0, 0.95, 0]),
  item('ai-accelerator', chip, dusk, 3.3, [0, 0.3, 0]),
];
