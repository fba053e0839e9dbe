/** Relative bytes of a lossy image by quality in percent (85 % = 1): typical for WebP, measured on textures of scans. */
const COURSE: readonly (readonly [percent: number, bytes: number])[] = [
  [30, 0.36],
  [50, 0.5],
  [60, 0.57],
  [75, 0.72],
  [85, 1],
  [90, 1.27],
  [95, 1.68],
  [97, 1.88],
];

export const LEAST_PERCENT = 30;
export const MOST_PERCENT = 97;

export function typicalBytes(percent: number): number {
  const at = COURSE.findIndex(([p]) => p >= percent);
  const [p1, b1] = COURSE[Math.max(1, at)] ?? COURSE.at(-1)!;
  const [p0, b0] = COURSE[Math.max(1, at) - 1]!;
  return b0 + ((b1 - b0) * (percent - p0)) / (p1 - p0);
}

/** Predicts the bytes of all textures at any quality from measured qualities. */
export interface QualityCurve {
  measure(percent: number, bytes: number): void;
  at(percent: number): number;
  /**
   * The highest quality strictly between `above` and `below` that is predicted to take at most `bytes`; else the
   * lowest.
   */
  percentFor(bytes: number, above: number, below: number): number;
}

/** Scales the typical curve to the measured points. */
export function qualityCurve(factorAtFirst?: number): QualityCurve {
  const points: { percent: number; factor: number }[] = [];
  function factor(percent: number): number {
    const sorted = points.toSorted((a, b) => a.percent - b.percent);
    const next = sorted.find((point) => point.percent >= percent);
    const last = sorted.findLast((point) => point.percent <= percent);
    if (!next || !last) return (next ?? last)?.factor ?? factorAtFirst ?? 1;
    const share = next === last ? 0 : (percent - last.percent) / (next.percent - last.percent);
    return last.factor * (next.factor / last.factor) ** share;
  }
  const at = (percent: number) => factor(percent) * typicalBytes(percent);
  return {
    measure(percent, bytes) {
      points.push({ percent, factor: bytes / typicalBytes(percent) });
    },
    at,
    percentFor(bytes, above, below) {
      for (let percent = below - 1; percent > above + 1; percent--) if (at(percent) <= bytes) return percent;
      return above + 1;
    },
  };
}
