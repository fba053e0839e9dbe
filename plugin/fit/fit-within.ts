import type { AssetBudget, BudgetLimit } from '../budget/asset-budget.ts';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../budget/fit-plan.ts';
import { type FitRequest, resolvePreset } from '../budget/fit-request.ts';
import type { MasterFacts } from '../budget/master-facts.ts';
import { ownTextureSize } from '../budget/master-limits.ts';
import { type BudgetReport, type BudgetRow, measureBudget } from '../budget/report.ts';
import { type FitSolution, solveFit } from '../budget/solve.ts';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { checkPlan } from './check-plan.ts';
import type { FitOptions, FitResult, FitSession } from './contract.ts';

/** Maximum number of fits when limits are enforced. */
const MAX_ATTEMPTS = 6;
/** Aim a little below the limit, so that one step is usually enough. */
const AIM = 0.97;
const MIN_TEXTURE_PX = 64;
const MIN_TRIANGLES = 12;
/** A step must reduce the value at least to this share, else trying stops. */
const MIN_GAIN = 0.995;

export interface ResolvedRequest {
  readonly plan: FitPlan;
  readonly budget: AssetBudget;
  readonly enforceBudget: boolean;
  /** How the plan was found when limits were given. */
  readonly solution?: FitSolution;
}

/** A fit within limits: the result, the plan that led to it, and the measured values against the limits. */
export interface FittedWithin extends FitResult {
  /** The plan that led to this result; pass it as `present` next time. */
  readonly plan: FitPlan;
  /** Number of fits run. */
  readonly attempts: number;
  /** The measured values against the limits that were asked for; without limits it has no rows. */
  readonly budget: BudgetReport;
  /** How the first plan was found when limits were given. */
  readonly solution?: FitSolution;
}

/** The default plan for a master: never above the master's values; only textures where the geometry cannot change. */
export function defaultPlan({ stats, kind, geometryRefusal }: MasterFacts): FitPlan {
  const own = 4 * Math.ceil(ownTextureSize({ stats }) / 4);
  return {
    ...DEFAULT_FIT_PLAN,
    triangles: geometryRefusal ? stats.triangles : Math.min(DEFAULT_FIT_PLAN.triangles, stats.triangles),
    textureSize: Math.max(4, Math.min(DEFAULT_FIT_PLAN.textureSize, own)),
    path: geometryRefusal ? 'textures' : DEFAULT_FIT_PLAN.path,
    repairs: kind === 'surface' ? DEFAULT_FIT_PLAN.repairs : [],
  };
}

/** A value of `undefined` removes the member, such as the collider. */
function withChanges(present: FitPlan, changes: Partial<FitPlan>): FitPlan {
  const entries = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as FitPlan;
}

/** Whether two plans give the same file. */
export function isSamePlan(a: FitPlan, b: FitPlan): boolean {
  const text = (plan: FitPlan) => JSON.stringify(Object.entries(plan).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/** What a request asks for, before the master is known. Throws `validation` for invalid numbers. */
function readRequest(present: FitPlan, asked: FitRequest) {
  const request = resolvePreset(asked);
  const changes = request.plan ?? {};
  const plan = withChanges(present, changes);
  checkPlan(plan);
  if (!('budget' in request)) return { changes, plan };
  const limit = (first: number | undefined, second: number | undefined) =>
    first === undefined ? second : Math.min(first, second ?? Infinity);
  const limits = {
    ...request.budget,
    maxTriangles: limit(changes.triangles, request.budget.maxTriangles),
    maxTextureSizePx: limit(changes.textureSize, request.budget.maxTextureSizePx),
    maxFileBytes: limit(changes.maxFileBytes, request.budget.maxFileBytes),
  };
  const budget = Object.fromEntries(
    Object.entries(limits).filter(([, value]) => value !== undefined),
  ) as AssetBudget;
  const bad = Object.entries(budget).find(([, value]) => !(Number.isFinite(value) && value >= 0));
  if (bad) throw new ImageTo3DError('validation', `${bad[0]} must be a number of 0 or more, not ${bad[1]}.`);
  return { changes, plan, budget, enforceBudget: request.enforceBudget ?? false };
}

/** Throws `validation` for numbers that are invalid whatever the master is. `present`: the plan that is changed. */
export const checkFitRequest = (present: FitPlan, asked: FitRequest): void =>
  void readRequest(present, asked);

/**
 * Turns a request into a plan: `present` with changes, or the plan that best meets the limits. Triangles and texture size
 * given together with limits are limits too. Throws `validation` for invalid numbers.
 */
export function resolveRequest(facts: MasterFacts, present: FitPlan, asked: FitRequest): ResolvedRequest {
  const { changes, plan: merged, budget, enforceBudget = false } = readRequest(present, asked);
  // An earlier budget may have set `textures`; a request for fewer triangles must change the geometry.
  const wantsTriangles = changes.triangles !== undefined && changes.triangles < facts.stats.triangles;
  const path = changes.path ?? (facts.geometryRefusal ? 'textures' : undefined);

  if (!budget) {
    const reopened = wantsTriangles && present.path === 'textures' ? 'auto' : merged.path;
    return { plan: { ...merged, path: changes.path ?? reopened }, budget: {}, enforceBudget };
  }
  const { maxFileBytes: _ofPresent, ...rest } = merged;
  const solution = solveFit(facts, budget, { ...rest, path: path ?? 'auto' });
  return { plan: solution.plan, budget, enforceBudget, solution };
}

const NAMES: Readonly<Record<BudgetLimit, string>> = {
  maxTriangles: 'triangles',
  maxTextureSizePx: 'pixels of the largest texture',
  maxGpuBytes: 'bytes of GPU memory',
  maxFileBytes: 'bytes of the file',
  maxDrawCalls: 'draw calls',
};
const count = (value: number) => Math.round(value).toLocaleString('en-US');

const overLimitText = ({ limit, measured, allowed }: BudgetRow) =>
  `${count(measured)} ${NAMES[limit]}, where ${count(allowed)} are allowed`;

const overBudget = (sentence: string, cause?: unknown) =>
  new ImageTo3DError('over-budget', sentence, cause === undefined ? {} : { cause });

const shrinkTextures = (plan: FitPlan, byShare: number): FitPlan => ({
  ...plan,
  textureSize: Math.max(
    MIN_TEXTURE_PX,
    Math.min(plan.textureSize - 4, 4 * Math.floor((plan.textureSize * byShare) / 4)),
  ),
});

const dropTriangles = (plan: FitPlan, byShare: number): FitPlan => ({
  ...plan,
  triangles: Math.max(MIN_TRIANGLES, Math.floor(plan.triangles * byShare)),
  path: plan.path === 'textures' ? 'auto' : plan.path,
});

/** A smaller plan for the exceeded limits in `over`; undefined when nothing can be reduced further. */
function nextPlan(facts: MasterFacts, plan: FitPlan, over: readonly BudgetRow[]): FitPlan | undefined {
  const canDrop = facts.geometryRefusal === undefined && plan.triangles > MIN_TRIANGLES;
  const canShrink = facts.stats.textures > 0 && plan.textureSize > MIN_TEXTURE_PX;
  let next = plan;
  for (const { limit, allowed, ratio } of over) {
    if (limit === 'maxDrawCalls') return undefined;
    if (limit === 'maxTriangles') {
      if (!canDrop) return undefined;
      next = dropTriangles(next, AIM / ratio);
    } else if (limit === 'maxTextureSizePx') {
      next = { ...next, textureSize: Math.max(4, 4 * Math.floor(allowed / 4)) };
    } else if (canShrink) {
      next = shrinkTextures(next, Math.sqrt(AIM / ratio));
      // Far above the limit, textures alone are rarely enough: reduce triangles too.
      if (canDrop && ratio > 1.5) next = dropTriangles(next, Math.max(0.5, AIM / ratio));
    } else if (canDrop) next = dropTriangles(next, AIM / ratio);
    else return undefined;
  }
  return next;
}

const worst = (over: readonly BudgetRow[]) => Math.max(0, ...over.map(({ ratio }) => ratio));

/** Combines the progress of several fits into one that never goes down. */
function progressFor(options: FitOptions, attempt: number): Pick<FitOptions, 'onProgress'> {
  const { onProgress } = options;
  if (!onProgress) return {};
  const start = 1 - 0.25 ** attempt;
  return { onProgress: (stage, fraction) => onProgress(stage, start + fraction * 0.75 * 0.25 ** attempt) };
}

async function fitUntilWithin(
  session: FitSession,
  { plan: first, budget, solution }: ResolvedRequest,
  options: FitOptions,
): Promise<FittedWithin> {
  const { facts } = session;
  const blocked = solution?.binding === 'maxDrawCalls' || facts.geometryRefusal !== undefined;
  if (blocked && solution?.infeasible) throw overBudget(solution.infeasible);
  let plan = first;
  let before = Infinity;
  let reached: readonly BudgetRow[] = [];
  let refusal: ImageTo3DError | undefined;
  let attempts = 0;
  while (attempts < MAX_ATTEMPTS) {
    throwIfAborted(options.signal);
    const run = { ...options, ...progressFor(options, attempts) };
    attempts++;
    const outcome = await session.fitAsync(plan, run).catch((thrown: unknown) => {
      const error = asImageTo3DError(thrown);
      if (error.code !== 'over-budget') throw error;
      return error;
    });
    let over: readonly BudgetRow[];
    if (outcome instanceof ImageTo3DError) {
      // The plan's own byte limit could not be met; by how much is only in the message.
      refusal = outcome;
      const allowed = plan.maxFileBytes ?? 0;
      over = [
        { limit: 'maxFileBytes', label: '', unit: 'bytes', measured: NaN, allowed, ratio: 2, isMet: false },
      ];
    } else {
      refusal = undefined;
      const report = measureBudget(outcome.report.after, budget);
      over = report.rows.filter(({ isMet }) => !isMet);
      if (over.length === 0)
        return { ...outcome, plan, attempts, budget: report, ...omitUndefined({ solution }) };
      reached = over;
      if (worst(over) > before * MIN_GAIN) break;
      before = worst(over);
    }
    const next = nextPlan(facts, plan, over);
    if (!next || (next.triangles === plan.triangles && next.textureSize === plan.textureSize)) break;
    plan = next;
  }
  const tried = attempts === 1 ? 'one fit' : `${attempts} fits`;
  if (refusal) throw overBudget(`${refusal.message} Stopped after ${tried}.`, refusal);
  const why =
    facts.kind === 'document' && reached.some(({ limit }) => limit === 'maxTriangles')
      ? 'With its UV layout and parts kept, the file cannot be simplified further.'
      : 'Smaller textures and fewer triangles no longer help.';
  throw overBudget(`The best of ${tried} still has ${reached.map(overLimitText).join(', and ')}. ${why}`);
}

async function fitOnce(
  session: FitSession,
  { plan, budget, solution }: ResolvedRequest,
  options: FitOptions,
): Promise<FittedWithin> {
  let attempts = 1;
  let used = plan;
  const said = [...(solution?.infeasible ? [solution.infeasible] : []), ...(solution?.remarks ?? [])];
  const result = await session.fitAsync(plan, options).catch((thrown: unknown) => {
    const error = asImageTo3DError(thrown);
    // Limits that are not enforced: fit anyway and report the size.
    if (error.code !== 'over-budget' || !solution) throw error;
    said.push(error.message);
    attempts++;
    const { maxFileBytes: _limit, ...rest } = plan;
    used = rest;
    return session.fitAsync(used, options);
  });
  const measured = measureBudget(result.report.after, budget);
  const over = measured.rows
    .filter(({ isMet }) => !isMet)
    .map((row) => `Over budget: ${overLimitText(row)}.`);
  const remarks = [...result.report.remarks, ...said, ...over];
  return {
    ...result,
    report: { ...result.report, remarks },
    plan: used,
    attempts,
    budget: measured,
    ...omitUndefined({ solution }),
  };
}

/** Options of {@link fitWithinAsync}. */
export interface FitWithinOptions extends FitOptions {
  /** The plan that changes build on; by default what suits the master. */
  readonly present?: FitPlan;
}

/**
 * Fits a master to a request. Without `enforceBudget` it is one fit (a second one where a byte limit cannot be met),
 * and `report.remarks` lists the limits that the measured result exceeds. With it, textures and then triangles are
 * reduced until the measured values pass, in at most six fits.
 *
 * @example
 * import { createFitEngine } from 'babylon-image-to-3d/fit';
 *
 * const session = await createFitEngine().openAsync(glb);
 * const { glb: small, budget } = await fitWithinAsync(session, { preset: 'mobile' });
 *
 * @throws ImageTo3DError `over-budget` with the best values reached, `unfittable`, `validation`, `aborted`.
 */
export async function fitWithinAsync(
  session: FitSession,
  request: FitRequest,
  { present = defaultPlan(session.facts), ...options }: FitWithinOptions = {},
): Promise<FittedWithin> {
  throwIfAborted(options.signal);
  const resolved = resolveRequest(session.facts, present, request);
  const fitted = await (resolved.enforceBudget ? fitUntilWithin : fitOnce)(session, resolved, options);
  options.onProgress?.('write', 1);
  return fitted;
}
