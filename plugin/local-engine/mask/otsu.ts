/** Threshold that splits a histogram of 256 bins with the least variance inside the two classes (Otsu, 1979). */
export function otsuThreshold(values: Float32Array, max: number): number {
  const bins = new Float64Array(256);
  for (const value of values) {
    const bin = Math.min(255, Math.floor((value / max) * 256));
    bins[bin] = bins[bin]! + 1;
  }
  let total = 0;
  for (let bin = 0; bin < 256; bin++) total += bin * bins[bin]!;
  let below = 0;
  let belowSum = 0;
  let best = -1;
  let threshold = 0;
  for (let bin = 0; bin < 255; bin++) {
    below += bins[bin]!;
    belowSum += bin * bins[bin]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (belowSum / below - (total - belowSum) / above) ** 2;
    if (between <= best) continue;
    best = between;
    threshold = bin + 1;
  }
  return (threshold / 256) * max;
}
