/** The theme `default`: a shop for coffee and stoneware. Sand, pine, clay and brass in morning light. */
import { background, icon, product } from './picture.ts';
import type { Picture } from './picture.ts';
import { hex, mix, noise, step } from './render.ts';
import type { Material, Part, Rgb, Scene } from './render.ts';
import {
  blend,
  box,
  capsule,
  curve,
  curve3,
  cut,
  cylinder,
  ellipsoid,
  move,
  prism,
  shell,
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

const sand = hex('#dccbb2'),
  cream = hex('#efe6d6'),
  pine = hex('#2a5548'),
  clay = hex('#b8603f');
const mist = hex('#b9c4c0'),
  rose = hex('#d8a48c'),
  night = hex('#33413e');

const matt = (color: Rgb): Material => ({ color, gloss: 0.16, sharp: 14 });
const steel: Material = { color: hex('#b9bcbd'), metal: true, sharp: 60 };
const brass: Material = { color: hex('#c39a4e'), metal: true, sharp: 50 };
const copper: Material = { color: hex('#c9764e'), metal: true, sharp: 50 };

/** Grain along y, rings of two browns. */
const wood = (light = '#b5834f', dark = '#7d5230'): Material => ({
  color: (x, y, z) => {
    const grain = noise(x * 14, y * 1.6, z * 14) * 0.7 + noise(x * 46, y * 3, z * 46) * 0.3;
    return mix(hex(dark), hex(light), step(0.15, 0.8, grain));
  },
  gloss: 0.3,
  sharp: 22,
});

/** Stoneware: bare clay below a wavy glaze line, iron specks in the glaze. */
const glazed = (glaze: Rgb, body: Rgb, line: number): Material => ({
  color: (x, y, z) => {
    const edge = line + 0.035 * (noise(x * 3, 1, z * 3) - 0.5);
    const speck = noise(x * 42, y * 42, z * 42) > 0.83 ? 0.62 : 1;
    const c = mix(body, glaze, step(edge - 0.008, edge + 0.008, y));
    return [c[0] * speck, c[1] * speck, c[2] * speck];
  },
  gloss: 0.5,
  sharp: 55,
});

interface Options {
  readonly backdrop?: readonly [Rgb, Rgb];
  readonly from?: readonly [number, number, number];
  readonly at?: readonly [number, number, number];
  readonly zoom?: number;
}

function still(
  parts: readonly Part[],
  { backdrop = [cream, sand], from = [0.4, 3.1, 8.6], at = [0, 0.86, 0], zoom = 2.75 }: Options = {},
): Scene {
  return { parts, camera: { from, at, zoom }, backdrop, floor: backdrop[1], crisp: 6 };
}

const part = (shape: Shape, material: Material, bound: Part['bound']): Part => ({ shape, material, bound });

/** The same things, elsewhere. */
const place = (parts: readonly Part[], dx: number, dz: number, dy = 0): Part[] =>
  parts.map((p) => ({
    ...p,
    shape: move(p.shape, dx, dy, dz),
    material: {
      ...p.material,
      ...(typeof p.material.color === 'function' && { color: shifted(p.material.color, dx, dy, dz) }),
    },
    bound: [p.bound[0] + dx, p.bound[1] + dy, p.bound[2] + dz, p.bound[3]],
  }));

const shifted =
  (color: Exclude<Material['color'], Rgb>, dx: number, dy: number, dz: number): Material['color'] =>
  (x, y, z, nx, ny, nz) =>
    color(x - dx, y - dy, z - dz, nx, ny, nz);

const mug = (glaze: Rgb, body: Rgb): Part[] => {
  const wall = shell(
    curve([
      [0.02, 0.06],
      [0.45, 0.06],
      [0.57, 0.16],
      [0.6, 0.5],
      [0.6, 0.85],
      [0.61, 1.14],
    ]),
    0.045,
  );
  const handle = move(turnZ(turnX(torus(0.3, 0.075), 90), 0), 0.68, 0.64, 0);
  const outside = cylinder(0.57, 3, 0);
  return [
    part(turnY(blend(wall, cut(handle, outside), 0.08), 28), glazed(glaze, body, 0.36), [0, 0.6, 0, 1.25]),
    part(
      move(cylinder(0.55, 0.01, 0.005), 0, 0.95, 0),
      { color: hex('#2c1a10'), gloss: 0.7, sharp: 90 },
      [0, 0.95, 0, 0.6],
    ),
  ];
};

const dripper = (): Part[] => {
  const cone = shell(
    curve([
      [0.17, 0.98],
      [0.2, 1.02],
      [0.42, 1.32],
      [0.66, 1.72],
    ]),
    0.045,
  );
  const ribs = turnZ(move(torus(0.24, 0.06), 0, 0, 0), 0);
  return [
    part(
      blend(cone, move(cylinder(0.6, 0.035, 0.03), 0, 0.96, 0), 0.1),
      glazed(hex('#f1ece2'), hex('#f1ece2'), -1),
      [0, 1.3, 0, 0.95],
    ),
    part(
      move(turnX(ribs, 90), 0.74, 1.3, 0),
      glazed(hex('#f1ece2'), hex('#f1ece2'), -1),
      [0.74, 1.3, 0, 0.4],
    ),
    part(
      shell(
        curve([
          [0.02, 0.05],
          [0.4, 0.05],
          [0.56, 0.2],
          [0.58, 0.5],
          [0.5, 0.8],
          [0.47, 0.94],
        ]),
        0.04,
      ),
      glazed(pine, hex('#a8794f'), 0.2),
      [0, 0.5, 0, 0.85],
    ),
    part(
      shell(
        [
          [0.12, 1.06],
          [0.7, 1.83],
        ],
        0.012,
      ),
      { color: hex('#d9c7a4'), gloss: 0.05, sharp: 8 },
      [0, 1.45, 0, 0.9],
    ),
    part(
      move(ellipsoid(0.5, 0.06, 0.5), 0, 1.56, 0),
      { color: hex('#3a2415'), gloss: 0.05, sharp: 8 },
      [0, 1.56, 0, 0.55],
    ),
  ];
};

const kettle = (metal: Material): Part[] => {
  const body = solid(
    curve([
      [0, 0.02],
      [0.78, 0.02],
      [0.86, 0.1],
      [0.74, 0.55],
      [0.56, 0.98],
      [0.5, 1.06],
      [0, 1.06],
    ]),
    0.02,
  );
  const spout = tube(
    curve3(
      [
        [0.7, 0.24, 0],
        [1.0, 0.3, 0],
        [1.16, 0.62, 0],
        [1.22, 1.0, 0],
        [1.42, 1.2, 0],
        [1.56, 1.18, 0],
      ],
      5,
    ),
    (t) => 0.085 - 0.038 * t,
  );
  const grip = tube(
    curve3(
      [
        [-0.5, 1.0, 0],
        [-0.72, 1.3, 0],
        [-1.12, 1.34, 0],
        [-1.3, 1.02, 0],
        [-1.22, 0.52, 0],
      ],
      5,
    ),
    () => 0.07,
  );
  return [
    part(turnY(blend(body, spout, 0.06), -14), metal, [0.2, 0.6, 0, 1.75]),
    part(turnY(grip, -14), wood('#6b4428', '#3e2616'), [-0.9, 0.95, 0, 0.85]),
    part(move(cylinder(0.44, 0.03, 0.03), 0, 1.1, 0), metal, [0, 1.1, 0, 0.5]),
    part(
      move(blend(sphere(0.1), move(cylinder(0.045, 0.08), 0, -0.08, 0), 0.05), 0, 1.27, 0),
      wood('#6b4428', '#3e2616'),
      [0, 1.24, 0, 0.25],
    ),
  ];
};

const bag = (): Part[] => {
  const body = blend(
    box(0.62, 0.78, 0.34, 0.1),
    move(
      prism(
        [
          [-0.6, 0],
          [0.6, 0],
          [0.6, 0.5],
          [-0.6, 0.5],
        ],
        0.06,
        0.03,
      ),
      0,
      0.7,
      0,
    ),
    0.42,
  );
  const kraft: Material = {
    color: (x, y, z) => mix(hex('#a87c50'), hex('#b98d60'), noise(x * 30, y * 5, z * 30)),
    gloss: 0.1,
    sharp: 10,
  };
  const label: Material = {
    color: (x, y) => {
      const band = y > 0.28 && y < 0.98;
      if (!band) return hex('#efe6d6');
      const d = Math.hypot(x, y - 0.68);
      if (d < 0.2) return y - 0.68 > 0.1 * Math.sin(x * 9) ? hex('#c4694a') : hex('#2a5548');
      const lines =
        [0.385, 0.33].some((at) => Math.abs(y - at) < 0.014) && Math.abs(x) < (y > 0.36 ? 0.26 : 0.16);
      return lines ? hex('#2a5548') : hex('#efe6d6');
    },
    gloss: 0.08,
    sharp: 10,
  };
  const turned = (s: Shape) => turnY(s, -22);
  return [
    part(turned(move(body, 0, 0.8, 0)), kraft, [0, 0.95, 0, 1.35]),
    {
      ...part(turned(move(box(0.4, 0.36, 0.012, 0.01), 0, 0.64, 0.345)), label, [0, 0.64, 0, 0.75]),
      material: { ...label, color: local(label.color as Exclude<Material['color'], Rgb>, -22) },
    },
    part(turned(move(box(0.61, 0.05, 0.085, 0.02), 0, 1.72, 0)), kraft, [0, 1.72, 0, 0.7]),
    part(
      turned(move(box(0.66, 0.022, 0.1, 0.015), 0, 1.71, 0)),
      { color: pine, gloss: 0.2, sharp: 20 },
      [0, 1.71, 0, 0.75],
    ),
    ...beans([
      [1.0, 0.5],
      [1.18, 0.28],
      [0.86, 0.74],
      [1.32, 0.62],
      [1.1, 0.8],
      [-0.9, 0.8],
    ]),
  ];
};

/** Colors a turned shape in its own coordinates. */
const local = (color: Exclude<Material['color'], Rgb>, degrees: number): Material['color'] => {
  const c = Math.cos((degrees * Math.PI) / 180),
    s = Math.sin((degrees * Math.PI) / 180);
  return (x, y, z, nx, ny, nz) => color(c * x - s * z, y, s * x + c * z, nx, ny, nz);
};

const beans = (spots: readonly (readonly [number, number])[]): Part[] =>
  spots.map(([x, z], i) => {
    const bean = cut(ellipsoid(0.11, 0.07, 0.075), move(torus(0.32, 0.012), 0, 0.07, 0.32));
    return part(move(turnY(bean, 57 * i), x, 0.065, z), { color: hex('#4a2a17'), gloss: 0.35, sharp: 30 }, [
      x,
      0.065,
      z,
      0.14,
    ]);
  });

const bowls = (): Part[] => {
  const bowl = (k: number) =>
    shell(
      curve([
        [0.02, 0.05],
        [0.3 * k, 0.05],
        [0.36 * k, 0.1],
        [0.72 * k, 0.34 * k],
        [0.92 * k, 0.66 * k],
      ]),
      0.042,
    );
  return [
    ...place([part(bowl(1.12), glazed(hex('#e8e0d2'), hex('#a8794f'), 0.13), [0, 0.35, 0, 1.2])], 0, 0),
    ...place([part(bowl(1.0), glazed(hex('#6f8f8c'), hex('#a8794f'), 0.1), [0, 0.35, 0, 1.1])], 0, 0, 0.3),
    ...place([part(bowl(0.88), glazed(clay, hex('#8f5a3a'), 0.1), [0, 0.3, 0, 1.0])], 0, 0, 0.58),
  ];
};

const grinder = (): Part[] => [
  part(move(cylinder(0.36, 0.5, 0.03), 0, 0.5, 0), wood(), [0, 0.5, 0, 0.7]),
  part(move(cylinder(0.375, 0.06, 0.02), 0, 0.06, 0), brass, [0, 0.06, 0, 0.45]),
  part(move(cylinder(0.375, 0.06, 0.02), 0, 1.0, 0), brass, [0, 1.0, 0, 0.45]),
  part(
    move(
      shell(
        curve([
          [0.34, 0],
          [0.36, 0.14],
          [0.2, 0.3],
          [0.06, 0.34],
        ]),
        0.02,
      ),
      0,
      1.06,
      0,
    ),
    brass,
    [0, 1.2, 0, 0.5],
  ),
  part(
    union(
      capsule([0, 1.35, 0], [0, 1.56, 0], 0.045),
      tube(
        curve3(
          [
            [0, 1.56, 0],
            [0.35, 1.6, 0.1],
            [0.8, 1.54, 0.22],
          ],
          4,
        ),
        () => 0.035,
      ),
    ),
    steel,
    [0.4, 1.5, 0.1, 0.75],
  ),
  part(
    move(
      solid(
        curve([
          [0, 0],
          [0.07, 0.02],
          [0.1, 0.14],
          [0.12, 0.26],
          [0.07, 0.34],
          [0, 0.35],
        ]),
        0.01,
      ),
      0.8,
      1.56,
      0.22,
    ),
    wood('#6b4428', '#3e2616'),
    [0.8, 1.72, 0.22, 0.3],
  ),
  ...beans([
    [0.62, 0.5],
    [0.8, 0.3],
    [0.55, 0.78],
    [0.98, 0.62],
    [-0.6, 0.6],
  ]),
];

const vase = (): Part[] => {
  const stem = curve3(
    [
      [0.02, 1.1, 0],
      [0.06, 1.6, 0.05],
      [0.2, 2.1, 0.06],
      [0.42, 2.5, 0],
    ],
    4,
  );
  const leaves = [
    [0.07, 1.55, 55],
    [0.14, 1.82, -58],
    [0.22, 2.05, 50],
    [0.32, 2.28, -50],
    [0.42, 2.48, 15],
  ] as const;
  return [
    part(
      shell(
        curve([
          [0.02, 0.05],
          [0.34, 0.05],
          [0.56, 0.3],
          [0.52, 0.66],
          [0.22, 0.98],
          [0.15, 1.16],
          [0.2, 1.3],
        ]),
        0.04,
      ),
      glazed(hex('#e9e2d4'), hex('#b98b61'), 0.42),
      [0, 0.65, 0, 0.95],
    ),
    part(
      tube(stem, (t) => 0.026 - 0.012 * t),
      matt(hex('#5d6b45')),
      [0.2, 1.8, 0, 0.9],
    ),
    ...leaves.map(([x, y, tilt]) =>
      part(
        move(turnZ(move(ellipsoid(0.085, 0.26, 0.03), 0, 0.27, 0), -tilt), x, y, 0.05),
        { color: hex('#6f8058'), gloss: 0.25, sharp: 20 },
        [x, y, 0.05, 0.6],
      ),
    ),
    part(move(sphere(0.16), -0.95, 0.16, 0.55), matt(hex('#d3a03e')), [-0.95, 0.16, 0.55, 0.2]),
  ];
};

const canister = (): Part[] => [
  part(
    move(cylinder(0.55, 0.62, 0.06), 0, 0.63, 0),
    glazed(hex('#7d9087'), hex('#a8794f'), 0.3),
    [0, 0.63, 0, 0.9],
  ),
  part(move(cylinder(0.56, 0.07, 0.04), 0, 1.33, 0), wood(), [0, 1.33, 0, 0.6]),
  part(
    move(blend(cylinder(0.06, 0.08), move(sphere(0.11), 0, 0.1, 0), 0.06), 0, 1.45, 0),
    wood(),
    [0, 1.5, 0, 0.25],
  ),
  part(
    move(cylinder(0.36, 0.38, 0.05), 1.02, 0.39, 0.35),
    glazed(hex('#e9e2d4'), hex('#a8794f'), 0.18),
    [1.02, 0.39, 0.35, 0.6],
  ),
  part(move(cylinder(0.37, 0.055, 0.03), 1.02, 0.83, 0.35), wood(), [1.02, 0.83, 0.35, 0.42]),
  part(move(sphere(0.075), 1.02, 0.94, 0.35), wood(), [1.02, 0.94, 0.35, 0.1]),
];

const teapot = (): Part[] => {
  const body = solid(
    curve([
      [0, 0.03],
      [0.42, 0.03],
      [0.7, 0.25],
      [0.8, 0.58],
      [0.62, 0.92],
      [0.36, 1.04],
      [0, 1.06],
    ]),
    0.02,
  );
  const spout = tube(
    curve3(
      [
        [0.6, 0.4, 0],
        [0.95, 0.55, 0],
        [1.1, 0.85, 0],
        [1.28, 1.02, 0],
      ],
      5,
    ),
    (t) => 0.17 - 0.1 * t,
  );
  const handle = tube(
    curve3(
      [
        [-0.42, 0.94, 0],
        [-0.32, 1.5, 0],
        [0, 1.68, 0],
        [0.32, 1.5, 0],
        [0.42, 0.94, 0],
      ],
      5,
    ),
    () => 0.045,
  );
  return [
    part(
      turnY(blend(body, spout, 0.12), -18),
      glazed(hex('#39524c'), hex('#8d5c3c'), 0.2),
      [0.2, 0.55, 0, 1.3],
    ),
    part(turnY(handle, -18), brass, [0, 1.3, 0, 0.75]),
    part(
      move(blend(ellipsoid(0.4, 0.1, 0.4), move(sphere(0.09), 0, 0.16, 0), 0.06), 0, 1.06, 0),
      glazed(hex('#39524c'), hex('#39524c'), -1),
      [0, 1.12, 0, 0.45],
    ),
    ...place(cup(), 1.1, 0.85),
  ];
};

const cup = (): Part[] => [
  part(
    shell(
      curve([
        [0.02, 0.04],
        [0.2, 0.04],
        [0.32, 0.18],
        [0.36, 0.46],
      ]),
      0.032,
    ),
    glazed(hex('#e9e2d4'), hex('#8d5c3c'), 0.12),
    [0, 0.25, 0, 0.5],
  ),
  part(
    move(cylinder(0.33, 0.008, 0.004), 0, 0.36, 0),
    { color: hex('#9a5a22'), gloss: 0.8, sharp: 90 },
    [0, 0.36, 0, 0.36],
  ),
];

const lamp = (): Part[] => [
  part(move(cylinder(0.5, 0.05, 0.04), 0, 0.05, 0), brass, [0, 0.05, 0, 0.55]),
  part(capsule([0, 0.1, 0], [0, 1.2, 0], 0.05), brass, [0, 0.65, 0, 0.65]),
  part(
    move(
      shell(
        curve([
          [0.05, 0.62],
          [0.3, 0.6],
          [0.62, 0.34],
          [0.72, 0],
        ]),
        0.03,
      ),
      0,
      1.1,
      0,
    ),
    { ...glazed(hex('#2f5a4d'), hex('#2f5a4d'), -1), gloss: 0.45 },
    [0, 1.4, 0, 0.95],
  ),
  part(move(sphere(0.17), 0, 1.24, 0), { color: hex('#fff2d0'), glow: [2.6, 1.9, 1.05] }, [0, 1.24, 0, 0.2]),
  part(move(sphere(0.05), 0, 1.76, 0), brass, [0, 1.76, 0, 0.08]),
];

const tray = (): Part[] => [
  part(move(cylinder(1.25, 0.04, 0.03), 0, 0.05, 0), wood('#a97a49', '#744a2a'), [0, 0.05, 0, 1.35]),
  part(move(torus(1.23, 0.045), 0, 0.12, 0), wood('#a97a49', '#744a2a'), [0, 0.12, 0, 1.35]),
  ...place(carafe(), -0.2, -0.2, 0.1),
  ...place(cup(), 0.62, 0.5, 0.1),
];

/** Hourglass of glass with a wooden collar. */
const carafe = (): Part[] => [
  {
    shape: shell(
      curve([
        [0.02, 0.04],
        [0.5, 0.05],
        [0.58, 0.25],
        [0.42, 0.68],
        [0.16, 1.02],
        [0.3, 1.35],
        [0.48, 1.7],
      ]),
      0.02,
    ),
    material: { color: cream },
    bound: [0, 0.85, 0, 1.1],
    glass: [0.93, 0.96, 0.95],
  },
  part(
    solid(
      curve([
        [0, 0.07],
        [0.47, 0.08],
        [0.54, 0.25],
        [0.44, 0.55],
        [0, 0.55],
      ]),
      0.0,
    ),
    { color: hex('#3a1f10'), gloss: 0.6, sharp: 80 },
    [0, 0.3, 0, 0.65],
  ),
  part(
    move(
      solid(
        curve([
          [0, -0.16],
          [0.27, -0.16],
          [0.2, 0],
          [0.27, 0.16],
          [0, 0.16],
        ]),
        0.02,
      ),
      0,
      1.02,
      0,
    ),
    wood(),
    [0, 1.02, 0, 0.4],
  ),
  part(move(sphere(0.075), 0, 1.02, 0.3), wood('#6b4428', '#3e2616'), [0, 1.02, 0.3, 0.1]),
];

/** Morning light through a window: two columns of three panes, drawn on whatever is in its way. */
const panes = (x: number, y: number, z: number): number => {
  const u = x + 0.72 * z,
    v = y - 1.3 * z;
  const pane = (at: number, size: number, gap: number) => {
    const k = ((at % size) + size) % size;
    return step(0, 0.16, k) * step(size, size - 0.16, k + gap * 0) * 1;
  };
  const inside = step(-3.6, -3.2, u) * step(5.4, 5.0, u) * step(-1.2, -0.8, v) * step(7.4, 7.0, v);
  return 0.16 + 0.84 * inside * pane(u + 3.6, 1.9, 0.1) * pane(v + 1.2, 2.3, 0.1);
};

const shelfScene = (): Scene => ({
  parts: [
    part(
      move(box(12, 6, 0.2, 0.01), 0, 4, -2.2),
      {
        color: (x, y) => mix(hex('#7e8f83'), hex('#8a9a8d'), noise(x * 0.8, y * 0.8, 3)),
        gloss: 0.04,
        sharp: 6,
      },
      [0, 4, -2.2, 14],
    ),
    part(
      move(box(12, 0.2, 2.6, 0.03), 0, -0.2, 0.2),
      {
        ...wood('#a87b4e', '#7f5634'),
        color: (x, y, z) =>
          mix(
            hex('#7f5634'),
            hex('#b08256'),
            step(0.2, 0.8, noise(x * 0.9, y * 9, z * 9) * 0.7 + noise(x * 3, y * 30, z * 30) * 0.3),
          ),
      },
      [0, -0.2, 0.2, 13],
    ),
    ...place(kettle({ color: hex('#24282a'), gloss: 0.5, sharp: 30 }), 1.1, -0.1),
    ...place(vase(), 3.35, -0.7),
    ...place(dripper(), 2.55, 0.75),
    ...place(bowls(), 4.8, 0.1),
    ...place(mug(cream, hex('#a8794f')), -0.75, 0.95),
    ...place(canister(), -2.2, -0.6),
    ...place(teapot(), -4.3, 0.1),
    ...beans([
      [0.3, 1.5],
      [0.55, 1.7],
      [1.5, 1.75],
      [0.1, 1.85],
      [0.85, 1.9],
    ]),
  ],
  camera: { from: [0.2, 2.5, 10.5], at: [0.2, 1.75, 0], zoom: 1.92 },
  backdrop: [hex('#7e8f83'), hex('#6d7c72')],
  floor: hex('#8a6642'),
  ground: false,
  sun: [-0.9, 1.1, 0.85],
  sunColor: [2.3, 1.9, 1.4],
  sky: [0.36, 0.42, 0.48],
  gobo: panes,
  crisp: 10,
});

const iconScene = (): Scene => ({
  parts: mug(cream, clay),
  camera: { from: [0.2, 3.4, 7.4], at: [0.12, 0.6, 0], zoom: 3.7 },
  backdrop: [hex('#2f6152'), hex('#234b3f')],
  floor: hex('#234b3f'),
  crisp: 6,
  exposure: 1.1,
});

const item = (name: string, scene: () => Scene) => product(`default/img-items/${name}.avif`, scene);

export const goods: readonly Picture[] = [
  background('default', shelfScene),
  icon('default', iconScene),
  item('morning-mug', () =>
    still(mug(cream, hex('#b3855a')), {
      backdrop: [hex('#cfd6cd'), hex('#b3bfb2')],
      zoom: 3.6,
      at: [0.08, 0.6, 0],
    }),
  ),
  item('pour-over-set', () =>
    still(dripper(), { backdrop: [hex('#ecdccb'), hex('#dcc0a6')], zoom: 3.1, at: [0.1, 0.88, 0] }),
  ),
  item('copper-kettle', () =>
    still(kettle(copper), { backdrop: [hex('#3a4a46'), hex('#2a3835')], zoom: 2.9, at: [0.12, 0.66, 0] }),
  ),
  item('house-blend', () => still(bag(), { backdrop: [cream, sand], at: [0.12, 0.84, 0] })),
  item('nesting-bowls', () =>
    still(bowls(), {
      backdrop: [hex('#e6d6c2'), hex('#d3b898')],
      zoom: 3.2,
      at: [0, 0.55, 0],
      from: [0.4, 3.9, 8.3],
    }),
  ),
  item('hand-grinder', () =>
    still(grinder(), { backdrop: [hex('#dfe0d8'), hex('#c5c8bc')], at: [0.22, 0.9, 0] }),
  ),
  item('bud-vase', () => still(vase(), { backdrop: [rose, hex('#c98f75')], zoom: 2.3, at: [0.05, 1.28, 0] })),
  item('pantry-jars', () =>
    still(canister(), { backdrop: [hex('#efe4d2'), hex('#e0cba9')], at: [0.36, 0.74, 0], zoom: 3 }),
  ),
  item('stoneware-teapot', () =>
    still(teapot(), { backdrop: [hex('#cdb89b'), hex('#b89c78')], at: [0.32, 0.8, 0], zoom: 2.9 }),
  ),
  item('glass-carafe', () =>
    still(tray(), { backdrop: [mist, hex('#9fb0ab')], at: [0, 0.82, 0], zoom: 2.75 }),
  ),
  item('brass-lamp', () => still(lamp(), { backdrop: [night, hex('#26312f')], at: [0, 0.95, 0] })),
];
