/** The view for which LOD switches are invisible: height, aspect ratio, allowed shift of an outline in pixels. */
const VIEW = { heightPx: 1080, aspect: 16 / 9, tolerancePx: 1 } as const;
/** When errors are unknown or not increasing, each level gets at most this share of the coverage before. */
const LARGEST_SHARE = 0.9;

/**
 * Minimum screen coverage of each level, level 0 first; the last is 0: it is shown at any distance.
 * A level with error `e` moves by one pixel when the bounding sphere of radius `R` covers
 * π · (R/e)² · (τ/H)² / aspect of the screen; the field of view cancels out.
 *
 * @param errors - of levels 1, 2 …, metres.
 */
export function screenCoverages(errors: readonly number[], radius: number): number[] {
  const { heightPx, aspect, tolerancePx } = VIEW;
  const unit = (Math.PI * (tolerancePx / heightPx) ** 2) / aspect;
  const coverages: number[] = [];
  for (const error of errors) {
    const exact = error > 0 ? unit * (radius / error) ** 2 : 1;
    coverages.push(Math.min(exact, 1, LARGEST_SHARE * (coverages.at(-1) ?? 1 / LARGEST_SHARE)));
  }
  return [...coverages.map((value) => Number(value.toPrecision(6))), 0];
}
