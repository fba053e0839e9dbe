/**
 * Generation without a scene, for Node programs.
 *
 * @example
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 * const { master } = await createGeneration({ platform: nodePlatform, endpoint: 'local' }).run('chair.png').result;
 */
export type { Clock } from './core/clock.ts';
export {
  ERROR_KINDS,
  type ErrorCode,
  type FieldError,
  ImageTo3DError,
  type ImageTo3DErrorOptions,
} from './core/errors.ts';
export type { Subscribable } from './core/subscribable.ts';
export type { Endpoint } from './generation/endpoint.ts';
export type { EndpointInfo } from './generation/endpoint-info.ts';
export {
  createGeneration,
  type Generation,
  type GenerationOptions,
  type GenerationPlatform,
  type GenerationResult,
  type GenerationRun,
  type RunOptions,
} from './generation/generation.ts';
export { nodePlatform } from './generation/node-platform.ts';
export type { RunPhase, RunSnapshot } from './generation/run-snapshot.ts';
export type { AssetStats } from './glb/asset-stats.ts';
export type { LogLine } from './job/transport.ts';
export type { ImageOrigin, ImageWarning, PreparedImage } from './recipe/image.ts';
export type { ImageSource } from './recipe/image-source.ts';
export type { DefaultParameters } from './recipe/providers/index.ts';
export type { Recipe, RecipeKey } from './recipe/recipe.ts';
