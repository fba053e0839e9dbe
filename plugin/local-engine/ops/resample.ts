import { createPlane, type Plane, type Rect } from './plane.ts';

/** For every output sample a run of `count` source samples from `start`, with normalised weights at `offset`. */
interface Taps {
  readonly start: Int32Array;
  readonly count: Int32Array;
  readonly offset: Int32Array;
  readonly weights: Float32Array;
}

function tentTaps(from: number, to: number, size: number, sourceSize: number, zeroOutside: boolean): Taps {
  const scale = (to - from) / size;
  const radius = Math.max(1, scale);
  const start = new Int32Array(size);
  const count = new Int32Array(size);
  const offset = new Int32Array(size);
  const weights = new Float32Array(size * (Math.ceil(2 * radius) + 2));
  const last = sourceSize - 1;
  let next = 0;
  for (let i = 0; i < size; i++) {
    const centre = from + (i + 0.5) * scale - 0.5;
    let first = Math.ceil(centre - radius);
    let end = Math.floor(centre + radius);
    // A tap at exactly the radius has weight 0.
    if (centre - first >= radius) first++;
    if (end - centre >= radius) end--;
    const low = Math.min(last, Math.max(0, first));
    const high = Math.max(0, Math.min(last, end));
    let sum = 0;
    for (let k = first; k <= end; k++) {
      const weight = 1 - Math.abs(k - centre) / radius;
      sum += weight;
      if (zeroOutside && (k < 0 || k > last)) continue;
      const slot = next + Math.min(high, Math.max(low, k)) - low;
      weights[slot] = weights[slot]! + weight;
    }
    start[i] = low;
    count[i] = high - low + 1;
    offset[i] = next;
    for (let slot = next; slot <= next + high - low; slot++) weights[slot] = weights[slot]! / sum;
    next += high - low + 1;
  }
  return { start, count, offset, weights };
}

function resampleRow(source: Float32Array, row: number, taps: Taps, target: Float32Array, to: number): void {
  const { start, count, offset, weights } = taps;
  for (let x = 0; x < start.length; x++) {
    const base = row + start[x]!;
    const slot = offset[x]!;
    const taken = count[x]!;
    let sum = 0;
    for (let j = 0; j < taken; j++) sum += source[base + j]! * weights[slot + j]!;
    target[to + x] = sum;
  }
}

/**
 * `rect` of `src`, scaled to `width` × `height`: a tent filter when enlarging, which widens to an area filter when
 * shrinking. Edges are clamped; with `zeroOutside` values outside are 0.
 */
export function resample(src: Plane, rect: Rect, width: number, height: number, zeroOutside = false): Plane {
  const out = createPlane(width, height);
  const across = tentTaps(rect.x0, rect.x1, width, src.width, zeroOutside);
  const down = tentTaps(rect.y0, rect.y1, height, src.height, zeroOutside);
  const firstRow = down.start[0] ?? 0;
  const lastRow = (down.start[height - 1] ?? 0) + (down.count[height - 1] ?? 0) - 1;
  const rows = new Float32Array(Math.max(0, lastRow - firstRow + 1) * width);
  for (let y = firstRow; y <= lastRow; y++)
    resampleRow(src.data, y * src.width, across, rows, (y - firstRow) * width);
  for (let y = 0; y < height; y++) {
    const to = y * width;
    for (let j = 0; j < down.count[y]!; j++) {
      const weight = down.weights[down.offset[y]! + j]!;
      const from = (down.start[y]! + j - firstRow) * width;
      for (let x = 0; x < width; x++) out.data[to + x] = out.data[to + x]! + weight * rows[from + x]!;
    }
  }
  return out;
}
