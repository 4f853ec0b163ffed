/** Signed distance functions: how far a point is from a shape, negative inside. Units are roughly decimetres. */

export type Shape = (x: number, y: number, z: number) => number;
export type Point2 = readonly [r: number, y: number];
export type Point3 = readonly [x: number, y: number, z: number];

export const sphere =
  (r: number): Shape =>
  (x, y, z) =>
    Math.sqrt(x * x + y * y + z * z) - r;

export const ellipsoid =
  (a: number, b: number, c: number): Shape =>
  (x, y, z) => {
    const k0 = Math.hypot(x / a, y / b, z / c);
    const k1 = Math.hypot(x / (a * a), y / (b * b), z / (c * c));
    return k1 === 0 ? -Math.min(a, b, c) : (k0 * (k0 - 1)) / k1;
  };

/** Half sizes; the corners are rounded inside them. */
export const box =
  (bx: number, by: number, bz: number, r = 0.02): Shape =>
  (x, y, z) => {
    const qx = Math.abs(x) - bx + r,
      qy = Math.abs(y) - by + r,
      qz = Math.abs(z) - bz + r;
    const ox = Math.max(qx, 0),
      oy = Math.max(qy, 0),
      oz = Math.max(qz, 0);
    return Math.sqrt(ox * ox + oy * oy + oz * oz) + Math.min(Math.max(qx, qy, qz), 0) - r;
  };

/** Upright, half height h. */
export const cylinder =
  (radius: number, h: number, r = 0.02): Shape =>
  (x, y, z) => {
    const dx = Math.sqrt(x * x + z * z) - radius + r,
      dy = Math.abs(y) - h + r;
    return Math.min(Math.max(dx, dy), 0) + Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) - r;
  };

export const capsule = ([ax, ay, az]: Point3, [bx, by, bz]: Point3, ra: number, rb = ra): Shape => {
  const dx = bx - ax,
    dy = by - ay,
    dz = bz - az;
  const dd = dx * dx + dy * dy + dz * dz;
  return (x, y, z) => {
    const px = x - ax,
      py = y - ay,
      pz = z - az;
    const t = Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / dd));
    const ex = px - dx * t,
      ey = py - dy * t,
      ez = pz - dz * t;
    return Math.sqrt(ex * ex + ey * ey + ez * ez) - (ra + (rb - ra) * t);
  };
};

/** Lying flat in the xz plane. */
export const torus =
  (major: number, minor: number): Shape =>
  (x, y, z) =>
    Math.hypot(Math.sqrt(x * x + z * z) - major, y) - minor;

/** A smooth curve through the points, as many short straight pieces. */
export function curve(points: readonly Point2[], pieces = 11): Point2[] {
  const out: Point2[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const p0 = points[Math.max(0, i - 1)]!,
      p1 = points[i]!,
      p2 = points[i + 1]!,
      p3 = points[Math.min(points.length - 1, i + 2)]!;
    for (let k = 0; k < pieces; k++) {
      const t = k / pieces;
      const f = (a: number, b: number, c: number, d: number) =>
        0.5 *
        (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
      out.push([f(p0[0], p1[0], p2[0], p3[0]), f(p0[1], p1[1], p2[1], p3[1])]);
    }
  }
  out.push(points.at(-1)!);
  return out;
}

/** A body of revolution with walls: the profile turned about the y axis, walls as thick as 2 × half. */
export function shell(profile: readonly Point2[], half: number): Shape {
  const n = profile.length;
  const px = Float64Array.from(profile, (p) => p[0]),
    py = Float64Array.from(profile, (p) => p[1]);
  return (x, y, z) => {
    const r = Math.sqrt(x * x + z * z);
    let best = 1e9;
    for (let i = 0; i + 1 < n; i++) {
      const ax = px[i]!,
        ay = py[i]!,
        bx = px[i + 1]! - ax,
        by = py[i + 1]! - ay;
      const cx = r - ax,
        cy = y - ay;
      const t = Math.min(1, Math.max(0, (cx * bx + cy * by) / (bx * bx + by * by)));
      const ex = cx - bx * t,
        ey = cy - by * t;
      const d = ex * ex + ey * ey;
      if (d < best) best = d;
    }
    return Math.sqrt(best) - half;
  };
}

/** Distance to a filled polygon in the plane. */
function polygon(points: readonly Point2[]): (x: number, y: number) => number {
  const n = points.length;
  const px = Float64Array.from(points, (p) => p[0]),
    py = Float64Array.from(points, (p) => p[1]);
  return (x, y) => {
    let best = 1e9,
      sign = 1;
    for (let i = 0, j = n - 1; i < n; j = i, i++) {
      const ex = px[j]! - px[i]!,
        ey = py[j]! - py[i]!,
        wx = x - px[i]!,
        wy = y - py[i]!;
      const t = Math.min(1, Math.max(0, (wx * ex + wy * ey) / (ex * ex + ey * ey || 1e-9)));
      const bx = wx - ex * t,
        by = wy - ey * t;
      best = Math.min(best, bx * bx + by * by);
      const c1 = y >= py[i]!,
        c2 = y < py[j]!,
        c3 = ex * wy > ey * wx;
      if ((c1 && c2 && c3) || (!c1 && !c2 && !c3)) sign = -sign;
    }
    return sign * Math.sqrt(best);
  };
}

/** A solid body of revolution; the profile goes from the axis at the bottom to the axis at the top. */
export function solid(profile: readonly Point2[], round = 0.02): Shape {
  const flat = polygon([...profile, [-1, profile.at(-1)![1]], [-1, profile[0]![1]]]);
  return (x, y, z) => flat(Math.sqrt(x * x + z * z), y) - round;
}

/** A flat outline in the xy plane with thickness along z. */
export function prism(outline: readonly Point2[], half: number, round = 0.02): Shape {
  const flat = polygon(outline);
  return (x, y, z) => {
    const dx = flat(x, y) + round,
      dz = Math.abs(z) - half + round;
    return Math.min(Math.max(dx, dz), 0) + Math.hypot(Math.max(dx, 0), Math.max(dz, 0)) - round;
  };
}

export const move =
  (shape: Shape, dx: number, dy: number, dz: number): Shape =>
  (x, y, z) =>
    shape(x - dx, y - dy, z - dz);

const turn = (degrees: number): [number, number] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];

export function turnY(shape: Shape, degrees: number): Shape {
  const [c, s] = turn(degrees);
  return (x, y, z) => shape(c * x - s * z, y, s * x + c * z);
}
export function turnX(shape: Shape, degrees: number): Shape {
  const [c, s] = turn(degrees);
  return (x, y, z) => shape(x, c * y + s * z, -s * y + c * z);
}
export function turnZ(shape: Shape, degrees: number): Shape {
  const [c, s] = turn(degrees);
  return (x, y, z) => shape(c * x + s * y, -s * x + c * y, z);
}

export function union(...shapes: readonly Shape[]): Shape {
  return (x, y, z) => {
    let best = 1e9;
    for (const shape of shapes) {
      const d = shape(x, y, z);
      if (d < best) best = d;
    }
    return best;
  };
}

/** Joined with a fillet of about k. */
export const blend =
  (a: Shape, b: Shape, k: number): Shape =>
  (x, y, z) => {
    const da = a(x, y, z),
      db = b(x, y, z);
    const h = Math.max(k - Math.abs(da - db), 0) / k;
    return Math.min(da, db) - (h * h * k) / 4;
  };

export const cut =
  (a: Shape, b: Shape): Shape =>
  (x, y, z) =>
    Math.max(a(x, y, z), -b(x, y, z));
export const both =
  (a: Shape, b: Shape): Shape =>
  (x, y, z) =>
    Math.max(a(x, y, z), b(x, y, z));

/** A bent tube through points in space. */
export function tube(points: readonly Point3[], radius: (t: number) => number): Shape {
  const last = points.length - 1;
  return union(
    ...points
      .slice(0, -1)
      .map((p, i) => capsule(p, points[i + 1]!, radius(i / last), radius((i + 1) / last))),
  );
}

/** Points of a smooth curve in space. */
export function curve3(points: readonly Point3[], pieces = 6): Point3[] {
  const xy = curve(
    points.map((p) => [p[0], p[1]]),
    pieces,
  );
  const z = curve(
    points.map((p) => [p[2], 0]),
    pieces,
  );
  return xy.map((p, i) => [p[0], p[1], z[i]![0]]);
}
