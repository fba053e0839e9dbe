// Exports of both entries, browser and Node.
export type {
  ColliderPlan,
  FitOutput,
  FitPath,
  FitPlan,
  FitRepair,
  TextureFormat,
} from '../budget/fit-plan.ts';
export { DEFAULT_FIT_PLAN, DEFAULT_LOD_SHARES } from '../budget/fit-plan.ts';
export type { FitRequest } from '../budget/fit-request.ts';
export type { LintFinding, LintKind, MasterFacts, SurfaceMap } from '../budget/master-facts.ts';
export {
  BUDGET_PRESETS,
  type BudgetPreset,
  type BudgetPresetId,
  findBudgetPreset,
} from '../budget/presets.ts';
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
export { type FittedWithin, type FitWithinOptions, fitWithin } from './fit-within.ts';
export type { FittedCollider, FittedLod, SurfaceMaterial, TexturedMesh } from './mesh/surface.ts';
