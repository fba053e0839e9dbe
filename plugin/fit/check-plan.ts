import { type FitPlan, fitPlanSchema } from '../budget/fit-plan.ts';
import { ImageTo3DError } from '../core/errors.ts';

/** Throws `validation` for a plan with values that no fit can have. */
export function checkPlan(plan: FitPlan): void {
  const [issue] = fitPlanSchema.safeParse(plan).error?.issues ?? [];
  if (issue) throw new ImageTo3DError('validation', issue.message);
}

/** The triangles of a preview, rounded. Throws `validation` for anything but a positive number. */
export function previewTriangles(triangles: number): number {
  const whole = Math.round(triangles);
  if (Number.isFinite(whole) && whole >= 1) return whole;
  throw new ImageTo3DError('validation', `A preview needs at least 1 triangle, not ${triangles}.`);
}
