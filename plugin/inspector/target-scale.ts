/** Positions of the target slider: enough for a step of under 1 %. */
export const TARGET_POSITIONS = 1000;

/** Common budgets, from a far prop to a hero object. */
export const TARGET_PRESETS: readonly number[] = [5000, 20000, 100000, 500000];

/** Slider position (0 … {@link TARGET_POSITIONS}) of a target, on a logarithmic scale: 5k to 20k is as far as 50k to 200k. */
export function targetToPosition(target: number, min: number, max: number): number {
  const clamped = Math.min(max, Math.max(min, target));
  return Math.round((Math.log(clamped / min) / Math.log(max / min)) * TARGET_POSITIONS);
}

/** Target at a slider position, rounded to two significant digits so that a drag gives numbers a person would type. */
export function positionToTarget(position: number, min: number, max: number): number {
  const exact = min * (max / min) ** (position / TARGET_POSITIONS);
  const unit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return Math.min(max, Math.max(min, Math.round(exact / unit) * unit));
}
