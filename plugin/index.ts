export type { AssetLibrary, AssetLibrarySnapshot, OpenRun } from './asset-library.ts';
export type { AssetBudget, BudgetLimit } from './budget/asset-budget.ts';
export type {
  ColliderPlan,
  FitOutput,
  FitPath,
  FitPlan,
  FitRepair,
  TextureFormat,
} from './budget/fit-plan.ts';
export { DEFAULT_FIT_PLAN, DEFAULT_LOD_SHARES } from './budget/fit-plan.ts';
export type { FitRequest } from './budget/fit-request.ts';
export type { LintFinding, LintKind, MasterFacts } from './budget/master-facts.ts';
export type { BudgetPreset, BudgetPresetId } from './budget/presets.ts';
export { type BudgetReport, type BudgetRow, measureBudget } from './budget/report.ts';
export { detectEndpoint, type Endpoint } from './endpoint.ts';
export { ERROR_KINDS, type ErrorCode, type FieldError, ImageTo3DError } from './errors.ts';
export type { FitEngine, FitReport, FitSession, FitStage } from './fit/contract.ts';
export type { FittedCollider } from './fit/surface.ts';
export type {
  AdoptOptions,
  AppliedFit,
  AssetFitting,
  AssetVersion,
  AssetView,
  Comparison,
  CostEstimate,
  EndpointInfo,
  FitRunOptions,
  FittingSnapshot,
  GeneratedAsset,
  GeneratedAssetSnapshot,
  GenerateOptions,
  Generator,
  GeneratorSnapshot,
  RegenerateOptions,
  RunPhase,
  RunSnapshot,
} from './generated-asset.ts';
export type { GenerationHost } from './generation.ts';
export { createGenerator, type GeneratorOptions } from './generator.ts';
export type { AssetStats } from './glb/asset-stats.ts';
export type { LibraryUsage, MasterRecord } from './library/contract.ts';
export type { ImageWarning, PreparedImage } from './recipe/image.ts';
export type { ImageSource } from './recipe/image-source.ts';
export type { BooleanSpec, ChoiceSpec, NumberSpec, ParameterSpec } from './recipe/parameter-spec.ts';
export type { ParameterIssue } from './recipe/provider.ts';
export type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';
export { configureDecoders, type DecoderUrls } from './scene/decoders.ts';
export { type ColliderShapeOptions, createColliderShape } from './scene/physics.ts';
export type { TexelDensity } from './scene/texel-density.ts';
export type { Subscribable } from './subscribable.ts';
