export { detectEndpoint, type Endpoint } from './endpoint.ts';
export { ERROR_KINDS, type ErrorCode, type FieldError, ImageTo3DError } from './errors.ts';
export type {
  AssetVersion,
  CostEstimate,
  EndpointInfo,
  GeneratedAsset,
  GeneratedAssetSnapshot,
  GenerateOptions,
  Generator,
  GeneratorSnapshot,
  RunPhase,
  RunSnapshot,
} from './generated-asset.ts';
export type { GenerationHost } from './generation.ts';
export { createGenerator, type GeneratorOptions } from './generator.ts';
export type { AssetStats } from './glb/asset-stats.ts';
export type { ImageWarning, PreparedImage } from './recipe/image.ts';
export type { ImageSource } from './recipe/image-source.ts';
export type { BooleanSpec, ChoiceSpec, NumberSpec, ParameterSpec } from './recipe/parameter-spec.ts';
export type { ParameterIssue } from './recipe/provider.ts';
export type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';
export type { Subscribable } from './subscribable.ts';
