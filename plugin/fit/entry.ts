// The exports for fitting that these entries share: `.`, `./fit` and `./fit/node`.
export type { AssetBudget, BudgetLimit } from '../budget/asset-budget.ts';
export type {
  ColliderPlan,
  FitOutput,
  FitPath,
  FitPlan,
  FitRepair,
  TextureFormat,
} from '../budget/fit-plan.ts';
export { DEFAULT_FIT_PLAN, DEFAULT_LOD_SHARES } from '../budget/fit-plan.ts';
export type { BudgetRequest, FitRequest } from '../budget/fit-request.ts';
export type { LintFinding, LintKind, MasterFacts, SurfaceMap } from '../budget/master-facts.ts';
export {
  BUDGET_PRESETS,
  type BudgetPreset,
  type BudgetPresetId,
  findBudgetPreset,
  type SceneLimits,
} from '../budget/presets.ts';
export { type BudgetReport, type BudgetRow, measureBudget } from '../budget/report.ts';
export type { FitSolution, PredictedFit } from '../budget/solve.ts';
export {
  ERROR_KINDS,
  type ErrorCode,
  type FieldError,
  ImageTo3DError,
  type ImageTo3DErrorOptions,
} from '../core/errors.ts';
export type { AssetStats } from '../glb/asset-stats.ts';
export type {
  FitEngine,
  FitOptions,
  FitPreview,
  FitProgress,
  FitReport,
  FitResult,
  FitSession,
  FitStage,
} from './contract.ts';
export { type FittedWithin, type FitWithinOptions, fitWithinAsync } from './fit-within.ts';
export type {
  FittedCollider,
  FittedLod,
  SurfaceMaterial,
  TexturedMesh,
  TriangleMesh,
} from './mesh/surface.ts';
