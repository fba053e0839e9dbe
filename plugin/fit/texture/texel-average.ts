import type { SurfaceMap } from '../../budget/master-facts.ts';
import { encodeSrgb, LINEAR_OF_SRGB } from '../srgb.ts';

/** How texels of a kind of map are averaged; four sums per texel. */
export interface TexelAverage {
  /** Writes the weighted sums of `count` texels, starting at `texel`, to `sums[to…to + 3]`. */
  gather(
    data: Uint8ClampedArray,
    texel: number,
    count: number,
    shares: Float32Array,
    share: number,
    sums: Float32Array,
    to: number,
  ): void;
  /** Writes the texel for sums whose weights add up to 1. */
  finish(sums: Float32Array, from: number, data: Uint8ClampedArray, to: number): void;
}

/** Minimum alpha weight, so that fully transparent texels still have an average colour. */
const LEAST_ALPHA = 1e-3;

const colour: TexelAverage = {
  gather(data, texel, count, shares, share, sums, to) {
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (let k = 0, i = texel * 4; k < count; k++, i += 4) {
      const weight = shares[share + k]! * (data[i + 3]! + LEAST_ALPHA);
      r += weight * LINEAR_OF_SRGB[data[i]!]!;
      g += weight * LINEAR_OF_SRGB[data[i + 1]!]!;
      b += weight * LINEAR_OF_SRGB[data[i + 2]!]!;
      a += weight;
    }
    sums[to] = r;
    sums[to + 1] = g;
    sums[to + 2] = b;
    sums[to + 3] = a;
  },
  finish(sums, from, data, to) {
    const alpha = sums[from + 3]!;
    data[to] = encodeSrgb(sums[from]! / alpha);
    data[to + 1] = encodeSrgb(sums[from + 1]! / alpha);
    data[to + 2] = encodeSrgb(sums[from + 2]! / alpha);
    data[to + 3] = alpha;
  },
};

const values: TexelAverage = {
  gather(data, texel, count, shares, share, sums, to) {
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (let k = 0, i = texel * 4; k < count; k++, i += 4) {
      const weight = shares[share + k]!;
      r += weight * data[i]!;
      g += weight * data[i + 1]!;
      b += weight * data[i + 2]!;
      a += weight * data[i + 3]!;
    }
    sums[to] = r;
    sums[to + 1] = g;
    sums[to + 2] = b;
    sums[to + 3] = a;
  },
  finish(sums, from, data, to) {
    for (let c = 0; c < 4; c++) data[to + c] = sums[from + c]!;
  },
};

const normals: TexelAverage = {
  gather: values.gather,
  finish(sums, from, data, to) {
    const x = sums[from]! - 127.5;
    const y = sums[from + 1]! - 127.5;
    const z = sums[from + 2]! - 127.5;
    const length = Math.hypot(x, y, z);
    // Opposite normals cancel out: use the flat normal.
    const scale = length < 1e-3 ? 0 : 127.5 / length;
    data[to] = x * scale + 127.5;
    data[to + 1] = y * scale + 127.5;
    data[to + 2] = scale === 0 ? 255 : z * scale + 127.5;
    data[to + 3] = 255;
  },
};

export function averageOf(kind: SurfaceMap): TexelAverage {
  if (kind === 'baseColor' || kind === 'emissive') return colour;
  return kind === 'normal' ? normals : values;
}
