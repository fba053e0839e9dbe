/** Positions of the target slider: enough for a step of under 1 %. */
export const TARGET_POSITIONS = 1000;

/** Slider position (0 … {@link TARGET_POSITIONS}) of a target, on a logarithmic scale: 5k to 20k is as far as 50k to 200k. */
export function targetToPosition(target: number, min: number, max: number): number {
  const clamped = Math.min(max, Math.max(min, target));
  return Math.round((Math.log(clamped / min) / Math.log(max / min)) * TARGET_POSITIONS);
}

/** Target at a slider position, rounded to two significant digits so that a drag gives round numbers. */
export function positionToTarget(position: number, min: number, max: number): number {
  const exact = min * (max / min) ** (position / TARGET_POSITIONS);
  const unit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return Math.min(max, Math.max(min, Math.round(exact / unit) * unit));
}

/**
 * Target after a slider moved to a position. An arrow key moves less than the rounding of {@link positionToTarget}; then
 * the target changes by one unit of its second digit, so that every key press has an effect.
 */
export function slideTarget(current: number, position: number, min: number, max: number): number {
  const target = positionToTarget(position, min, max);
  const way = Math.sign(position - targetToPosition(current, min, max));
  if (way === 0 || Math.sign(target - current) === way) return target;
  // Below 10,000 the next unit is that of four-digit numbers.
  const unit = 10 ** (Math.floor(Math.log10(way < 0 ? current - 1 : current)) - 1);
  const next = way < 0 ? Math.ceil(current / unit - 1) * unit : Math.floor(current / unit + 1) * unit;
  return Math.min(max, Math.max(min, next));
}
