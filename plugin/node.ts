/**
 * Generation without a scene, for Node programs.
 *
 * @example
 * import { createGeneration, nodeHost } from 'babylon-image-to-3d/node';
 * const { master } = await createGeneration({ host: nodeHost, endpoint: 'local' }).run('chair.png').result;
 */
export { ERROR_KINDS, type ErrorCode, ImageTo3DError } from './core/errors.ts';
export {
  createGeneration,
  type Generation,
  type GenerationOptions,
  type GenerationResult,
  type GenerationRun,
} from './generation/generation.ts';
export { nodeHost } from './generation/node-host.ts';
