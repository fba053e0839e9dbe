/** A view for which levels switch unseen: height, width to height, pixels by which an outline may move. */
const VIEW = { heightPx: 1080, aspect: 16 / 9, tolerancePx: 1 } as const;
/** Where errors are unknown or out of order, each level covers at most this share of the one before. */
const LARGEST_SHARE = 0.9;

/**
 * Least share of the screen at which each level is shown, level 0 first, the last 0: it stays however far away.
 * A level whose surface is off by `e` moves by one pixel when the sphere of radius `R` around the object covers
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
