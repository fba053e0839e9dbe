import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';

/** Where this page's server answers, if there is one: it holds the fal key, or runs the engine itself. */
const SERVER_URL = './api/fal';

/** Fetches the plugin and starts it on the page's server, or on the engine in the page where no server answers. */
export async function startGenerator(
  scene: Scene,
  options: { readonly undoLimit?: number } = {},
): Promise<Generator> {
  // Schemas that are made after this do without `new Function`, which the page's content security policy forbids.
  const { config } = await import('zod');
  config({ jitless: true });
  const { createGenerator, detectEndpoint } = await import('../plugin/index.ts');
  return createGenerator({ scene, endpoint: await detectEndpoint(SERVER_URL), ...options });
}
