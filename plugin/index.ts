export type {
  AppliedFit,
  AssetFitting,
  AssetVersion,
  AssetView,
  Comparison,
  FitRunOptions,
  FittingSnapshot,
  GeneratedAsset,
  GeneratedAssetSnapshot,
  GenerateOptions,
  RegenerateOptions,
} from './asset/contract.ts';
export type { Clock } from './core/clock.ts';
export type { Subscribable } from './core/subscribable.ts';
export * from './fit/entry.ts';
export { detectEndpointAsync, type Endpoint } from './generation/endpoint.ts';
export type { CostEstimate, EndpointInfo } from './generation/endpoint-info.ts';
export type { GenerationPlatform } from './generation/generation.ts';
export type { RunPhase, RunSnapshot } from './generation/run-snapshot.ts';
export type {
  Generator,
  GeneratorSnapshot,
  ImportGlbOptions,
  ThumbnailOptions,
} from './generator/contract.ts';
export { createGenerator, type GeneratorOptions } from './generator/generator.ts';
export type { AssetLibrary, AssetLibrarySnapshot, OpenRun } from './generator/library-contract.ts';
export type { AssetStats } from './glb/asset-stats.ts';
export { defineProvider } from './recipe/define-provider.ts';
export type { ImageWarning, PreparedImage } from './recipe/image.ts';
export type { ImageSource } from './recipe/image-source.ts';
export type { BooleanSpec, ChoiceSpec, NumberSpec, ParameterSpec } from './recipe/parameter-spec.ts';
export type {
  ImageTo3DProvider,
  ParameterIssue,
  ProviderDeclaration,
  RunEstimate,
} from './recipe/provider.ts';
export type { DefaultParameters } from './recipe/providers/index.ts';
export type { RunParameters } from './recipe/run-parameters.ts';
export { configureDecoders, type DecoderUrls } from './scene/load/decoders.ts';
export { type ColliderShapeOptions, createColliderShape } from './scene/physics.ts';
export type { TexelDensity } from './scene/view/texel-density.ts';
export type { LibraryUsage, MasterRecord } from './storage/contract.ts';
