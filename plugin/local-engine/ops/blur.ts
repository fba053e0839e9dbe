import { createPlane, type Plane } from './plane.ts';

/** Below this σ, three box filters are a bad approximation of a Gaussian: under 0.58 they have no effect. */
const KERNEL_LIMIT = 1.2;

/**
 * Weights at distances 0…3 of the discrete Gaussian (modified Bessel functions Iₙ(σ²), normalised), whose variance is
 * exactly σ² also where a sampled Gaussian's is not. Lindeberg, "Scale-space for discrete signals", 1990.
 */
function discreteGaussian(sigma: number): readonly [number, number, number, number] {
  const half = (sigma * sigma) / 2;
  const bessel = (order: number) => {
    let term = 1;
    for (let k = 1; k <= order; k++) term *= half / k;
    let sum = term;
    for (let k = 1; k < 16; k++) {
      term *= (half * half) / (k * (k + order));
      sum += term;
    }
    return sum;
  };
  const [w0, w1, w2, w3] = [bessel(0), bessel(1), bessel(2), bessel(3)];
  const total = w0 + 2 * (w1 + w2 + w3);
  return [w0 / total, w1 / total, w2 / total, w3 / total];
}

function convolve(src: Plane, sigma: number): Plane {
  const { width, height } = src;
  const [w0, w1, w2, w3] = discreteGaussian(sigma);
  const across = new Float32Array(width * height);
  // The row with its ends repeated three times, so that the loop needs no bounds checks.
  const row = new Float32Array(width + 6);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    row.fill(src.data[from]!, 0, 3);
    row.set(src.data.subarray(from, from + width), 3);
    row.fill(src.data[from + width - 1]!, width + 3);
    for (let x = 0; x < width; x++) {
      across[from + x] =
        w0 * row[x + 3]! +
        w1 * (row[x + 2]! + row[x + 4]!) +
        w2 * (row[x + 1]! + row[x + 5]!) +
        w3 * (row[x]! + row[x + 6]!);
    }
  }
  const out = createPlane(width, height);
  const bottom = height - 1;
  for (let y = 0; y < height; y++) {
    const rowAt = (dy: number) => Math.min(bottom, Math.max(0, y + dy)) * width;
    const c = y * width;
    const [a1, a2, a3] = [rowAt(-1), rowAt(-2), rowAt(-3)];
    const [b1, b2, b3] = [rowAt(1), rowAt(2), rowAt(3)];
    for (let x = 0; x < width; x++) {
      out.data[c + x] =
        w0 * across[c + x]! +
        w1 * (across[a1 + x]! + across[b1 + x]!) +
        w2 * (across[a2 + x]! + across[b2 + x]!) +
        w3 * (across[a3 + x]! + across[b3 + x]!);
    }
  }
  return out;
}

function boxAcross(
  src: Float32Array,
  out: Float32Array,
  width: number,
  height: number,
  radius: number,
): void {
  const scale = 1 / (2 * radius + 1);
  const right = width - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += src[row + Math.min(right, Math.max(0, k))]!;
    for (let x = 0; x < width; x++) {
      out[row + x] = sum * scale;
      sum += src[row + Math.min(right, x + radius + 1)]! - src[row + Math.max(0, x - radius)]!;
    }
  }
}

/** As {@link boxAcross}, with one running sum per column so that memory is read row by row. */
function boxDown(src: Float32Array, out: Float32Array, width: number, height: number, radius: number): void {
  const scale = 1 / (2 * radius + 1);
  const bottom = height - 1;
  const sums = new Float64Array(width);
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(bottom, Math.max(0, k)) * width;
    for (let x = 0; x < width; x++) sums[x] = sums[x]! + src[row + x]!;
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const enters = Math.min(bottom, y + radius + 1) * width;
    const leaves = Math.max(0, y - radius) * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x]!;
      out[row + x] = sum * scale;
      sums[x] = sum + src[enters + x]! - src[leaves + x]!;
    }
  }
}

/**
 * Odd widths of three boxes whose total variance is closest to σ². Formula: P. Kovesi, "Fast almost-Gaussian
 * filtering", 2010.
 */
function boxRadii(sigma: number): readonly number[] {
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  const small = 2 * Math.floor((ideal - 1) / 2) + 1;
  const count = Math.round((12 * sigma * sigma - 3 * small * small - 12 * small - 9) / (-4 * small - 4));
  return [0, 1, 2].map((pass) => (pass < count ? small : small + 2) >> 1);
}

/**
 * Gaussian blur with standard deviation `sigma` in pixels and clamped edges. Small σ uses a kernel
 * of 7 taps, larger σ three box passes, whose time does not depend on σ. `sigma` ≤ 0 gives a copy.
 */
export function blur(src: Plane, sigma: number): Plane {
  const { width, height } = src;
  if (!(sigma > 0)) return { width, height, data: src.data.slice() };
  if (sigma < KERNEL_LIMIT) return convolve(src, sigma);
  const out: Plane = { width, height, data: src.data.slice() };
  const between = new Float32Array(width * height);
  for (const radius of boxRadii(sigma)) {
    if (radius === 0) continue;
    boxAcross(out.data, between, width, height, radius);
    boxDown(between, out.data, width, height, radius);
  }
  return out;
}
