import type { SampleBand } from './rasterise.ts';

/** Count of a texel whose samples all lie inside an island. */
const WHOLE = 255;

/**
 * Texels of a band: `stride` values each and their number of samples; 0 for empty ones, {@link WHOLE} for complete
 * ones.
 */
export interface TexelBand {
  readonly width: number;
  readonly rows: number;
  readonly values: Float32Array;
  readonly counts: Uint8Array;
}

/** Averages each texel's samples: those inside an island or, where there are none, those next to one. */
export function averageSamples(
  band: SampleBand,
  samples: Float32Array,
  stride: number,
  into: TexelBand,
): void {
  const { cells, perTexel, width } = band;
  const { values, counts } = into;
  for (let y = 0; y < into.rows; y++) {
    for (let x = 0; x < into.width; x++) {
      const texel = y * into.width + x;
      const first = y * perTexel * width + x * perTexel;
      let inside = 0;
      let beside = 0;
      for (let dy = 0; dy < perTexel; dy++) {
        for (let dx = 0; dx < perTexel; dx++) {
          const cell = cells[first + dy * width + dx]!;
          if (cell < 0) continue;
          if (cell & 1) beside++;
          else inside++;
        }
      }
      const count = inside || beside;
      counts[texel] = inside === perTexel * perTexel ? WHOLE : count;
      if (count === 0) continue;
      const flag = inside > 0 ? 0 : 1;
      const at = texel * stride;
      for (let i = 0; i < stride; i++) values[at + i] = 0;
      for (let dy = 0; dy < perTexel; dy++) {
        for (let dx = 0; dx < perTexel; dx++) {
          const sample = first + dy * width + dx;
          const cell = cells[sample]!;
          if (cell < 0 || (cell & 1) !== flag) continue;
          for (let i = 0; i < stride; i++)
            values[at + i] = values[at + i]! + samples[sample * stride + i]! / count;
        }
      }
    }
  }
}

/**
 * Adjusts texels so that bilinear lookups come closer to the samples: plain averages look blurred. One Landweber step of
 * the least-squares problem: each texel gets the errors of the samples around it, with the bilinear weights. For two
 * samples per texel and axis; texels at the border of the band stay averages.
 */
export function refineTexels(
  band: SampleBand,
  samples: Float32Array,
  stride: number,
  texels: TexelBand,
  into: Float32Array,
): void {
  const { width, rows, values, counts } = texels;
  into.set(values);
  const lack = new Float64Array(stride);
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const texel = y * width + x;
      if (counts[texel] === 0) continue;
      if (!isSurrounded(counts, texel, width)) {
        refineOne(band, samples, stride, texels, into, x, y, lack);
        continue;
      }
      const at = texel * stride;
      const above = at - width * stride;
      const below = at + width * stride;
      const s0 = ((y * 2 - 1) * band.width + x * 2 - 1) * stride;
      const s1 = s0 + band.width * stride;
      const s2 = s1 + band.width * stride;
      const s3 = s2 + band.width * stride;
      for (let i = 0; i < stride; i++) {
        // Weights of the four samples per axis: ¼ ¾ ¾ ¼, over 2.
        const a = s0 + i;
        const b = s1 + i;
        const c = s2 + i;
        const d = s3 + i;
        const outer =
          samples[a]! +
          samples[a + 3 * stride]! +
          samples[d]! +
          samples[d + 3 * stride]! +
          3 *
            (samples[a + stride]! +
              samples[a + 2 * stride]! +
              samples[d + stride]! +
              samples[d + 2 * stride]!);
        const inner =
          samples[b]! +
          samples[b + 3 * stride]! +
          samples[c]! +
          samples[c + 3 * stride]! +
          3 *
            (samples[b + stride]! +
              samples[b + 2 * stride]! +
              samples[c + stride]! +
              samples[c + 2 * stride]!);
        const wanted = (outer + 3 * inner) / 64;
        // Bilinear lookups at those samples: weights 3/16, 10/16, 3/16 per axis.
        const t = at + i;
        const u = above + i;
        const v = below + i;
        const corners = values[u - stride]! + values[u + stride]! + values[v - stride]! + values[v + stride]!;
        const sides = values[u]! + values[v]! + values[t - stride]! + values[t + stride]!;
        const read = (9 * corners + 30 * sides + 100 * values[t]!) / 256;
        into[t] = values[t]! + wanted - read;
      }
    }
  }
}

/** True when all samples of the texel and its eight neighbours are inside islands. */
function isSurrounded(counts: Uint8Array, texel: number, width: number): boolean {
  for (let y = texel - width; y <= texel + width; y += width)
    if (counts[y - 1] !== WHOLE || counts[y] !== WHOLE || counts[y + 1] !== WHOLE) return false;
  return true;
}

/** The same for a texel near an island's border, with the existing samples and texels only. */
function refineOne(
  band: SampleBand,
  samples: Float32Array,
  stride: number,
  texels: TexelBand,
  into: Float32Array,
  x: number,
  y: number,
  lack: Float64Array,
): void {
  const { width, values, counts } = texels;
  lack.fill(0);
  let total = 0;
  for (let dy = -1; dy <= 2; dy++) {
    for (let dx = -1; dx <= 2; dx++) {
      const row = y * 2 + dy;
      const column = x * 2 + dx;
      const sample = row * band.width + column;
      const cell = band.cells[sample]!;
      if (cell < 0 || cell & 1) continue;
      // In quarters: the bilinear weight of this texel at the sample, and of the four around it.
      const weight = (dy === 0 || dy === 1 ? 3 : 1) * (dx === 0 || dx === 1 ? 3 : 1);
      const own = (row >> 1) * width + (column >> 1);
      const sideways = column & 1 ? 1 : -1;
      const upDown = row & 1 ? width : -width;
      const a = counts[own] ? 9 : 0;
      const b = counts[own + sideways] ? 3 : 0;
      const c = counts[own + upDown] ? 3 : 0;
      const d = counts[own + upDown + sideways] ? 1 : 0;
      const known = a + b + c + d;
      total += weight;
      for (let i = 0; i < stride; i++) {
        const at = own * stride + i;
        const across = at + sideways * stride;
        const along = upDown * stride;
        // Unknown texels are ignored.
        let read = 0;
        if (a) read += a * values[at]!;
        if (b) read += b * values[across]!;
        if (c) read += c * values[at + along]!;
        if (d) read += d * values[across + along]!;
        lack[i] = lack[i]! + weight * (samples[sample * stride + i]! - read / known);
      }
    }
  }
  if (total === 0) return;
  const at = (y * width + x) * stride;
  for (let i = 0; i < stride; i++) into[at + i] = values[at + i]! + lack[i]! / Math.max(total, 16);
}
