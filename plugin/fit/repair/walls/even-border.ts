import { borderBand, type Fans } from './fans.ts';

const ROUNDS = 4;

/** Makes the border of the marks even, as by clusters it is ragged: each triangle takes the mean of those around it. */
export function evenBorder(
  corners: Uint32Array,
  fans: Fans,
  marks: Uint8Array,
  mayBeMarked: (triangle: number) => boolean,
): void {
  // Further from the border, all are alike.
  const band = borderBand(corners, fans, marks, ROUNDS);
  const values = Float32Array.from(band, (t) => marks[t]!);
  const numberOf = new Int32Array(fans.starts.length - 1).fill(-1);
  const own = new Uint32Array(3 * band.length);
  let count = 0;
  for (let i = 0; i < own.length; i++) {
    const corner = corners[3 * band[(i / 3) | 0]! + (i % 3)]!;
    if (numberOf[corner]! < 0) numberOf[corner] = count++;
    own[i] = numberOf[corner]!;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float32Array(count);
    const counts = new Uint16Array(count);
    for (let i = 0; i < own.length; i++) {
      sums[own[i]!] = sums[own[i]!]! + values[(i / 3) | 0]!;
      counts[own[i]!]!++;
    }
    for (let v = 0; v < sums.length; v++) sums[v] = sums[v]! / counts[v]!;
    for (let i = 0; i < values.length; i++)
      values[i] = (sums[own[3 * i]!]! + sums[own[3 * i + 1]!]! + sums[own[3 * i + 2]!]!) / 3;
  }
  band.forEach((t, i) => {
    if (marks[t] && values[i]! < 0.5) marks[t] = 0;
    else if (!marks[t] && values[i]! >= 0.5 && mayBeMarked(t)) marks[t] = 1;
  });
}
