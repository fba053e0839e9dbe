import type { Plane } from '../ops/plane.ts';

/** The three channels of an image in CIE L*a*b*, all of one size. */
export interface LabImage {
  readonly l: Plane;
  readonly a: Plane;
  readonly b: Plane;
}

/** One Gaussian over L*a*b*. */
export interface Gaussian {
  /** Share of the samples that belong to it. */
  readonly weight: number;
  readonly mean: readonly [number, number, number];
  /** Inverse covariance: ll, la, lb, aa, ab, bb. */
  readonly inverse: readonly [number, number, number, number, number, number];
  readonly logDeterminant: number;
}

const LLOYD_ROUNDS = 8;
const MAX_SAMPLES = 4000;
const THINNED_ABOVE = 5000;
/** Added to the covariance: the minimum spread from sensor noise and JPEG. */
const FLOOR = [4, 2, 2] as const;

function pickSamples(lab: LabImage, members: Int32Array): Float32Array {
  const count = members.length > THINNED_ABOVE ? MAX_SAMPLES : members.length;
  const samples = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const at = members[Math.floor((i * members.length) / count)]!;
    samples[i * 3] = lab.l.data[at]!;
    samples[i * 3 + 1] = lab.a.data[at]!;
    samples[i * 3 + 2] = lab.b.data[at]!;
  }
  return samples;
}

function squaredDistance(
  samples: Float32Array,
  sample: number,
  centres: Float64Array,
  centre: number,
): number {
  const dl = samples[sample * 3]! - centres[centre * 3]!;
  const da = samples[sample * 3 + 1]! - centres[centre * 3 + 1]!;
  const db = samples[sample * 3 + 2]! - centres[centre * 3 + 2]!;
  return dl * dl + da * da + db * db;
}

/** k-means++ seeding: Arthur and Vassilvitskii, 2007. */
function seedCentres(samples: Float32Array, k: number, random: () => number): Float64Array {
  const count = samples.length / 3;
  const centres = new Float64Array(k * 3);
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = Math.floor(random() * count);
  for (let centre = 0; centre < k; centre++) {
    centres.set(samples.subarray(chosen * 3, chosen * 3 + 3), centre * 3);
    let total = 0;
    for (let i = 0; i < count; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(samples, i, centres, centre));
      total += nearest[i]!;
    }
    let left = random() * total;
    chosen = 0;
    while (chosen < count - 1 && left >= nearest[chosen]!) left -= nearest[chosen++]!;
  }
  return centres;
}

function assign(samples: Float32Array, centres: Float64Array, owner: Uint8Array): void {
  const k = centres.length / 3;
  for (let i = 0; i < owner.length; i++) {
    let best = Number.POSITIVE_INFINITY;
    for (let centre = 0; centre < k; centre++) {
      const distance = squaredDistance(samples, i, centres, centre);
      if (distance >= best) continue;
      best = distance;
      owner[i] = centre;
    }
  }
}

/** Moves every centre to the mean of its samples; a centre without samples stays. Returns the counts. */
function moveCentres(samples: Float32Array, centres: Float64Array, owner: Uint8Array): Float64Array {
  const counts = new Float64Array(centres.length / 3);
  const sums = new Float64Array(centres.length);
  for (let i = 0; i < owner.length; i++) {
    const centre = owner[i]!;
    counts[centre] = counts[centre]! + 1;
    for (let c = 0; c < 3; c++) sums[centre * 3 + c] = sums[centre * 3 + c]! + samples[i * 3 + c]!;
  }
  for (let i = 0; i < centres.length; i++) {
    const count = counts[Math.floor(i / 3)]!;
    if (count > 0) centres[i] = sums[i]! / count;
  }
  return counts;
}

function gaussianOf(
  weight: number,
  mean: readonly [number, number, number],
  covariance: Float64Array,
): Gaussian {
  const [ll, la, lb, aa, ab, bb] = covariance as unknown as [number, number, number, number, number, number];
  const ill = aa * bb - ab * ab;
  const ila = lb * ab - la * bb;
  const ilb = la * ab - lb * aa;
  const determinant = ll * ill + la * ila + lb * ilb;
  const scale = 1 / determinant;
  return {
    weight,
    mean,
    inverse: [
      ill * scale,
      ila * scale,
      ilb * scale,
      (ll * bb - lb * lb) * scale,
      (la * lb - ll * ab) * scale,
      (ll * aa - la * la) * scale,
    ],
    logDeterminant: Math.log(determinant),
  };
}

/**
 * Fits `k` Gaussians with full covariance to the colours of the pixels `members` (indices into the planes) by k-means.
 * Clusters of fewer than three samples are dropped, so the result may have fewer than `k`, or none.
 */
export function fitMixture(
  lab: LabImage,
  members: Int32Array,
  k: number,
  random: () => number,
): readonly Gaussian[] {
  const samples = pickSamples(lab, members);
  const owner = new Uint8Array(samples.length / 3);
  if (owner.length === 0) return [];
  const centres = seedCentres(samples, k, random);
  let counts: Float64Array = new Float64Array(k);
  for (let round = 0; round < LLOYD_ROUNDS; round++) {
    assign(samples, centres, owner);
    counts = moveCentres(samples, centres, owner);
  }
  const covariances = Array.from({ length: k }, () => new Float64Array(6));
  for (let i = 0; i < owner.length; i++) {
    const centre = owner[i]!;
    const sums = covariances[centre]!;
    const d = [0, 1, 2].map((c) => samples[i * 3 + c]! - centres[centre * 3 + c]!) as [
      number,
      number,
      number,
    ];
    let slot = 0;
    for (let r = 0; r < 3; r++)
      for (let c = r; c < 3; c++, slot++) sums[slot] = sums[slot]! + (d[r]! * d[c]!) / counts[centre]!;
  }
  const mixture: Gaussian[] = [];
  for (let centre = 0; centre < k; centre++) {
    if (counts[centre]! < 3) continue;
    const covariance = covariances[centre]!;
    covariance[0]! += FLOOR[0];
    covariance[3]! += FLOOR[1];
    covariance[5]! += FLOOR[2];
    const mean = [...centres.subarray(centre * 3, centre * 3 + 3)] as [number, number, number];
    mixture.push(gaussianOf(counts[centre]! / owner.length, mean, covariance));
  }
  return mixture;
}

/** −ln of the mixture's density at every pixel, without the constant (2π)^1.5 that cancels between two mixtures. */
export function negativeLogDensity(lab: LabImage, mixture: readonly Gaussian[]): Float32Array {
  const count = lab.l.data.length;
  const density = new Float64Array(count);
  for (const { weight, mean, inverse, logDeterminant } of mixture) {
    const [ml, ma, mb] = mean;
    const [ll, la, lb, aa, ab, bb] = inverse;
    const peak = weight * Math.exp(-logDeterminant / 2);
    for (let i = 0; i < count; i++) {
      const dl = lab.l.data[i]! - ml;
      const da = lab.a.data[i]! - ma;
      const db = lab.b.data[i]! - mb;
      const squared = dl * (dl * ll + 2 * (da * la + db * lb)) + da * (da * aa + 2 * db * ab) + db * db * bb;
      if (squared < 120) density[i] = density[i]! + peak * Math.exp(-squared / 2);
    }
  }
  const cost = new Float32Array(count);
  for (let i = 0; i < count; i++) cost[i] = -Math.log(density[i]! + 1e-30);
  return cost;
}
