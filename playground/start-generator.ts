import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';

/** Path of this page's server, if there is one: it has the fal key, or runs the engine itself. */
const SERVER_URL = './api/fal';

/** Loads the plugin and uses the page's server, or the engine in the page if no server answers. */
export async function startGenerator(
  scene: Scene,
  options: { readonly undoLimit?: number } = {},
): Promise<Generator> {
  doWithoutEval();
  const { createGenerator, detectEndpointAsync } = await import('../plugin/index.ts');
  return createGenerator({ scene, endpoint: await detectEndpointAsync(SERVER_URL), ...options });
}

/**
 * Stops zod from trying out `new Function`, which the page's content security policy forbids and reports. `z.config()`
 * would be too late: bundlers put zod and the schemas that use it into one chunk. Zod reads this global when it starts.
 */
function doWithoutEval(): void {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
}
