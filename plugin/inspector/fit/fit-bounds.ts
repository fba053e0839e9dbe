/** Lower end of the slider; for smaller masters, a tenth of their triangles. */
const MIN_TRIANGLES = 500;
const TEXTURE_STEPS_PX = [256, 512, 768, 1024, 1536, 2048, 4096] as const;

/** Range of the triangles slider. With a limit below the smallest choice, only that choice is left. */
export function triangleBounds(
  masterTriangles: number,
  ceiling = Number.POSITIVE_INFINITY,
): { readonly min: number; readonly max: number } {
  const min = Math.min(MIN_TRIANGLES, Math.max(4, Math.round(masterTriangles / 10)));
  return { min, max: Math.max(min + 1, Math.min(masterTriangles, ceiling)) };
}

/** Texture sizes to choose from, ascending, up to the master's own size and the limit. Never empty. */
export function textureSteps(masterPx: number, ceilingPx = Number.POSITIVE_INFINITY): readonly number[] {
  // Block-compressed formats need multiples of four.
  const top = Math.max(4, 4 * Math.floor(Math.min(masterPx, ceilingPx) / 4));
  const steps: number[] = TEXTURE_STEPS_PX.filter((step) => step < top);
  return [...steps, top];
}

/** Index of the step that is nearest to a size. */
export function nearestStep(steps: readonly number[], sizePx: number): number {
  const distances = steps.map((step) => Math.abs(Math.log(step / sizePx)));
  return distances.indexOf(Math.min(...distances));
}
