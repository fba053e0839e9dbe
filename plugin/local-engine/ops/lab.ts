import { createPlane, type Plane } from './plane.ts';

// Lookup tables replace `pow` and `cbrt` per pixel: faster, and more deterministic across platforms.
const CURVE_STEPS = 1024;
const ROOT_STEPS = 2048;
const ROOT_MAX = 1.1;

const CURVE = Float64Array.from({ length: CURVE_STEPS + 2 }, (_, i) => {
  const encoded = Math.min(1, i / CURVE_STEPS);
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});
const ROOT = Float64Array.from({ length: ROOT_STEPS + 2 }, (_, i) => {
  const t = (i * ROOT_MAX) / ROOT_STEPS;
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
});

function linear(encoded: number): number {
  const at = Math.min(1, Math.max(0, encoded)) * CURVE_STEPS;
  const i = at | 0;
  const low = CURVE[i]!;
  return low + (CURVE[i + 1]! - low) * (at - i);
}

function root(t: number): number {
  const at = Math.min(ROOT_MAX, t) * (ROOT_STEPS / ROOT_MAX);
  const i = at | 0;
  const low = ROOT[i]!;
  return low + (ROOT[i + 1]! - low) * (at - i);
}

/** sRGB planes (0…1) → CIE L*a*b* (L 0…100), D65 with white 0.9505 / 1 / 1.089. IEC 61966-2-1 and CIE 15. */
export function toLab(r: Plane, g: Plane, b: Plane): { l: Plane; a: Plane; b: Plane } {
  const { width, height } = r;
  const lab = {
    l: createPlane(width, height),
    a: createPlane(width, height),
    b: createPlane(width, height),
  };
  for (let i = 0; i < width * height; i++) {
    const red = linear(r.data[i]!);
    const green = linear(g.data[i]!);
    const blue = linear(b.data[i]!);
    const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.9505);
    const y = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
    const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.089);
    lab.l.data[i] = 116 * y - 16;
    lab.a.data[i] = 500 * (x - y);
    lab.b.data[i] = 200 * (y - z);
  }
  return lab;
}
