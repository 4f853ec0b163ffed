/**
 * A small renderer for still lifes: marches rays through distance fields, with a soft key light, sky, bounce from the
 * floor, ambient occlusion and mirrored studio light. Same input, same pixels.
 */
import type { Shape } from './shapes.ts';

export type Rgb = readonly [number, number, number];

/** '#d9a441' → linear light. */
export function hex(code: string): Rgb {
  const value = Number.parseInt(code.slice(1), 16);
  const linear = (v: number) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return [linear((value >> 16) & 255), linear((value >> 8) & 255), linear(value & 255)];
}

export const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];
export const step = (from: number, to: number, v: number): number => {
  const t = Math.min(1, Math.max(0, (v - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** Repeatable noise in 0..1 for three whole numbers. */
export function hash(x: number, y: number, z: number): number {
  let h = (Math.imul(x | 0, 374761393) + Math.imul(y | 0, 668265263) + Math.imul(z | 0, 1274126177)) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise in 0..1. */
export function noise(x: number, y: number, z: number): number {
  const ix = Math.floor(x),
    iy = Math.floor(y),
    iz = Math.floor(z);
  const f = (t: number) => t * t * (3 - 2 * t);
  const u = f(x - ix),
    v = f(y - iy),
    w = f(z - iz);
  const l = (a: number, b: number, t: number) => a + (b - a) * t;
  const row = (dy: number, dz: number) => l(hash(ix, iy + dy, iz + dz), hash(ix + 1, iy + dy, iz + dz), u);
  return l(l(row(0, 0), row(1, 0), v), l(row(0, 1), row(1, 1), v), w);
}

export interface Material {
  readonly color: Rgb | ((x: number, y: number, z: number, nx: number, ny: number, nz: number) => Rgb);
  /** Strength of mirrored light on a dielectric, 0 matt to 1 glazed. */
  readonly gloss?: number;
  /** Sharpness of highlights, 8 soft to 200 hard. */
  readonly sharp?: number;
  readonly metal?: boolean;
  readonly glow?: Rgb;
}

export interface Part {
  readonly shape: Shape;
  readonly material: Material;
  /** Sphere that holds all of the shape. */
  readonly bound: readonly [x: number, y: number, z: number, r: number];
  /** Seen through: tint of what is behind. */
  readonly glass?: Rgb;
}

export interface Scene {
  readonly parts: readonly Part[];
  readonly camera: {
    readonly from: readonly [number, number, number];
    readonly at: readonly [number, number, number];
    readonly zoom: number;
  };
  /** Backdrop from the top of the picture to the bottom. */
  readonly backdrop: readonly [top: Rgb, bottom: Rgb];
  readonly floor?: Rgb;
  /** False: no floor, things float. */
  readonly ground?: boolean;
  /** Direction to the key light. */
  readonly sun?: readonly [number, number, number];
  readonly sunColor?: Rgb;
  readonly sky?: Rgb;
  readonly exposure?: number;
  /** Softness of shadows: 4 very soft, 20 crisp. */
  readonly crisp?: number;
  /** Light shaped on its way, e.g. by a window: 0..1 at a point. */
  readonly gobo?: (x: number, y: number, z: number) => number;
  /** Painted over the finished light by place in the picture, 0..1 each way. */
  readonly grade?: (color: Rgb, u: number, v: number, depth: number) => Rgb;
}

const normalize = (x: number, y: number, z: number): [number, number, number] => {
  const l = Math.sqrt(x * x + y * y + z * z) || 1;
  return [x / l, y / l, z / l];
};

class Field {
  readonly parts: readonly Part[];
  hit = 0;
  private readonly all: Uint16Array;
  private readonly near: Uint16Array;
  constructor(parts: readonly Part[]) {
    this.parts = parts;
    this.all = Uint16Array.from(parts.keys());
    this.near = new Uint16Array(parts.length);
  }

  /** Nearest distance; `hit` names the part. */
  at(x: number, y: number, z: number): number {
    return this.nearest(this.all, this.parts.length, x, y, z);
  }

  /** The same among the first `count` of `places`. Parts farther than the nearest so far are judged by their sphere only. */
  private nearest(places: Uint16Array, count: number, x: number, y: number, z: number): number {
    let best = 1e9;
    for (let k = 0; k < count; k++) {
      const i = places[k]!;
      const part = this.parts[i]!;
      const b = part.bound;
      const dx = x - b[0],
        dy = y - b[1],
        dz = z - b[2];
      const outside = Math.sqrt(dx * dx + dy * dy + dz * dz) - b[3];
      if (outside > best) continue;
      const d = outside > 0.6 ? outside : part.shape(x, y, z);
      if (d < best) {
        best = d;
        this.hit = i;
      }
    }
    return best;
  }

  /** Parts whose sphere, grown by a margin, the ray meets: only they can be hit, the others need not be asked. */
  private along(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    margin: number,
  ): number {
    let count = 0;
    for (let i = 0; i < this.parts.length; i++) {
      const b = this.parts[i]!.bound;
      const x = b[0] - ox,
        y = b[1] - oy,
        z = b[2] - oz,
        r = b[3] + margin;
      const t = Math.max(0, x * dx + y * dy + z * dz);
      const ex = x - dx * t,
        ey = y - dy * t,
        ez = z - dz * t;
      if (ex * ex + ey * ey + ez * ez <= r * r) this.near[count++] = i;
    }
    return count;
  }

  march(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    from: number,
    to: number,
  ): number {
    const count = this.along(ox, oy, oz, dx, dy, dz, 0);
    if (count === 0) return Infinity;
    let t = from;
    for (let i = 0; i < 160 && t < to; i++) {
      const d = this.nearest(this.near, count, ox + dx * t, oy + dy * t, oz + dz * t);
      if (d < 0.0004 * t) return t;
      t += d * 0.92;
    }
    return Infinity;
  }

  shadow(x: number, y: number, z: number, l: readonly [number, number, number], k: number): number {
    const hit = this.hit;
    const count = this.along(x, y, z, l[0], l[1], l[2], 0.9);
    let light = 1,
      t = 0.02;
    for (let i = 0; i < 44 && t < 9 && count > 0; i++) {
      const d = this.nearest(this.near, count, x + l[0] * t, y + l[1] * t, z + l[2] * t);
      light = Math.min(light, 0.5 + (0.5 * k * d) / t);
      if (light < 0) break;
      t += Math.min(0.35, Math.max(0.018, d * 0.8));
    }
    this.hit = hit;
    return step(0, 1, light);
  }

  occlusion(x: number, y: number, z: number, nx: number, ny: number, nz: number, ground: boolean): number {
    let sum = 0,
      weight = 1;
    for (let i = 1; i <= 5; i++) {
      const h = 0.03 + 0.11 * i * i * 0.28;
      const px = x + nx * h,
        py = y + ny * h,
        pz = z + nz * h;
      const d = Math.min(this.at(px, py, pz), ground ? py : 1e9);
      sum += Math.max(0, h - d) * weight;
      weight *= 0.62;
    }
    return Math.max(0, 1 - 1.35 * sum);
  }

  normal(x: number, y: number, z: number): [number, number, number] {
    const e = 0.0012;
    const a = this.at(x + e, y - e, z - e),
      b = this.at(x - e, y - e, z + e);
    const c = this.at(x - e, y + e, z - e),
      d = this.at(x + e, y + e, z + e);
    return normalize(a - b - c + d, -a - b + c + d, -a + b - c + d);
  }
}

/** Linear light of one picture, three values a pixel. */
export function render(scene: Scene, width: number, height: number): Float32Array {
  const solid = new Field(scene.parts.filter((p) => !p.glass));
  const glass = new Field(scene.parts.filter((p) => p.glass));
  const out = new Float32Array(width * height * 3);
  const { from, at, zoom } = scene.camera;
  const f = normalize(at[0] - from[0], at[1] - from[1], at[2] - from[2]);
  const r = normalize(-f[2], 0, f[0]);
  const u = [r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2], r[0] * f[1] - r[1] * f[0]] as const;
  const sun = normalize(...(scene.sun ?? [-0.62, 0.85, 0.55]));
  const sunColor = scene.sunColor ?? [1.95, 1.85, 1.7];
  const sky = scene.sky ?? [0.5, 0.54, 0.6];
  const [top, bottom] = scene.backdrop;
  const floor = scene.floor ?? bottom;
  const ground = scene.ground !== false;
  const crisp = scene.crisp ?? 7;
  const exposure = scene.exposure ?? 1;

  /** The studio as a mirror sees it. */
  const studio = (dx: number, dy: number, dz: number): Rgb => {
    const base: Rgb = dy < 0 && ground ? mix(floor, bottom, 0.5) : mix(bottom, top, step(-0.1, 0.9, dy));
    const toSun = dx * sun[0] + dy * sun[1] + dz * sun[2];
    const key = step(0.8, 0.93, toSun) * 3.2;
    const strip = step(0.3, 0.42, dx) * step(0.75, 0.6, dx) * step(-0.1, 0.1, dy) * 0.7;
    const over = step(0.75, 0.95, dy) * 0.9;
    const light = key + strip + over;
    return [base[0] * 0.75 + light, base[1] * 0.75 + light * 0.98, base[2] * 0.75 + light * 0.95];
  };

  const shade = (field: Field, x: number, y: number, z: number, dx: number, dy: number, dz: number): Rgb => {
    const part = field.parts[field.hit]!;
    const n = field.normal(x, y, z);
    const m = part.material;
    const base = typeof m.color === 'function' ? m.color(x, y, z, n[0], n[1], n[2]) : m.color;
    const ao = solid.occlusion(x, y, z, n[0], n[1], n[2], ground);
    const facing = Math.max(0, n[0] * sun[0] + n[1] * sun[1] + n[2] * sun[2]);
    let lit = facing > 0 ? solid.shadow(x + n[0] * 0.012, y + n[1] * 0.012, z + n[2] * 0.012, sun, crisp) : 0;
    if (scene.gobo) lit *= scene.gobo(x, y, z);
    const dn = dx * n[0] + dy * n[1] + dz * n[2];
    const rx = dx - 2 * dn * n[0],
      ry = dy - 2 * dn * n[1],
      rz = dz - 2 * dn * n[2];
    const fresnel = (1 - Math.min(1, Math.max(0, -dn))) ** 5;
    const half = normalize(sun[0] - dx, sun[1] - dy, sun[2] - dz);
    const spec = Math.max(0, n[0] * half[0] + n[1] * half[1] + n[2] * half[2]) ** (m.sharp ?? 40);
    const mirror = studio(rx, ry, rz);
    const result: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < 3; i++) {
      const up = 0.5 + 0.5 * n[1];
      const ambient = (sky[i]! * up + floor[i]! * 0.55 * (1 - up)) * ao;
      if (m.metal) {
        const tint = base[i]! + (1 - base[i]!) * fresnel;
        result[i] =
          tint * (mirror[i]! * (0.35 + 0.65 * ao) * (0.5 + 0.5 * lit) + spec * lit * sunColor[i]! * 0.8) +
          base[i]! * ambient * 0.35 +
          base[i]! * facing * lit * sunColor[i]! * 0.3;
      } else {
        const gloss = m.gloss ?? 0.2;
        const reflect = gloss * (0.04 + 0.96 * fresnel);
        result[i] =
          base[i]! * (facing * lit * sunColor[i]! + ambient) * (1 - reflect) +
          mirror[i]! * reflect * ao +
          spec * lit * gloss * sunColor[i]! * 0.22;
      }
      if (m.glow) result[i]! += m.glow[i]!;
    }
    return result;
  };

  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const sx = ((px + 0.5) / width - 0.5) * (width / height),
        sy = 0.5 - (py + 0.5) / height;
      const d = normalize(
        f[0] * zoom + r[0] * sx + u[0] * sy,
        f[1] * zoom + r[1] * sx + u[1] * sy,
        f[2] * zoom + r[2] * sx + u[2] * sy,
      );
      const floorAt = ground && d[1] < 0 ? -from[1] / d[1] : Infinity;
      const limit = Math.min(floorAt, 40);
      let depth = solid.march(from[0], from[1], from[2], d[0], d[1], d[2], 0.5, limit);
      let color: Rgb;
      if (depth < Infinity) {
        color = shade(
          solid,
          from[0] + d[0] * depth,
          from[1] + d[1] * depth,
          from[2] + d[2] * depth,
          d[0],
          d[1],
          d[2],
        );
      } else {
        color = mix(top, bottom, py / height);
        if (floorAt < 40) {
          const x = from[0] + d[0] * floorAt,
            z = from[2] + d[2] * floorAt;
          const lit = solid.shadow(x, 0.004, z, sun, crisp) * (scene.gobo ? scene.gobo(x, 0, z) : 1);
          const ao = solid.occlusion(x, 0, z, 0, 1, 0, false);
          // The floor is the backdrop lain flat: only its shadows are drawn, tinted by the sky.
          const dim = [0.38 + 0.62 * lit, 0.4 + 0.6 * lit, 0.45 + 0.55 * lit] as const;
          const far = step(9, 18, floorAt);
          color = [0, 1, 2].map(
            (i) => color[i]! * (dim[i]! * (0.35 + 0.65 * ao) * (1 - far) + far),
          ) as unknown as Rgb;
          depth = floorAt;
        }
      }
      if (glass.parts.length > 0) {
        const t = glass.march(from[0], from[1], from[2], d[0], d[1], d[2], 0.5, Math.min(depth, 40));
        if (t < Infinity) {
          const x = from[0] + d[0] * t,
            y = from[1] + d[1] * t,
            z = from[2] + d[2] * t;
          const part = glass.parts[glass.hit]!;
          const n = glass.normal(x, y, z);
          const dn = d[0] * n[0] + d[1] * n[1] + d[2] * n[2];
          const mirror = studio(d[0] - 2 * dn * n[0], d[1] - 2 * dn * n[1], d[2] - 2 * dn * n[2]);
          const edge = (1 - Math.min(1, Math.abs(dn))) ** 2.5;
          const tint = part.glass!;
          color = [0, 1, 2].map(
            (i) =>
              color[i]! * (tint[i]! + (tint[i]! ** 2 - tint[i]!) * edge) * (1 - edge * 0.55) +
              mirror[i]! * (0.05 + 0.5 * edge),
          ) as unknown as Rgb;
        }
      }
      if (scene.grade) color = scene.grade(color, px / width, py / height, depth);
      const o = (py * width + px) * 3;
      for (let i = 0; i < 3; i++) out[o + i] = color[i]! * exposure;
    }
  }
  return out;
}

/** Linear light → 8-bit sRGB: a soft shoulder, a faint vignette and grain below what the eye counts. */
export function develop(
  light: Float32Array,
  width: number,
  height: number,
  grain = 0.8,
  vignette = 0.16,
): Buffer {
  const out = Buffer.alloc(light.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x / width - 0.5,
        v = y / height - 0.5;
      const dim = 1 - vignette * step(0.25, 0.95, Math.hypot(u, v) * 1.2);
      const speck = (hash(x, y, 7) - 0.5) * grain;
      for (let i = 0; i < 3; i++) {
        const o = (y * width + x) * 3 + i;
        const l = light[o]! * dim;
        const shoulder = l < 0.42 ? l : 0.42 + 0.58 * (1 - Math.exp(-(l - 0.42) / 0.58));
        const s = shoulder <= 0.0031308 ? 12.92 * shoulder : 1.055 * shoulder ** (1 / 2.4) - 0.055;
        out[o] = Math.min(255, Math.max(0, Math.round(s * 255 + speck)));
      }
    }
  }
  return out;
}
