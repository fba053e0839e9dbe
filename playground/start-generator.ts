import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';

/** Where this page's server answers, if there is one: it holds the fal key, or runs the engine itself. */
const SERVER_URL = './api/fal';

/** Fetches the plugin and starts it on the page's server, or on the engine in the page where no server answers. */
export async function startGenerator(
  scene: Scene,
  options: { readonly undoLimit?: number } = {},
): Promise<Generator> {
  doWithoutEval();
  const { createGenerator, detectEndpoint } = await import('../plugin/index.ts');
  return createGenerator({ scene, endpoint: await detectEndpoint(SERVER_URL), ...options });
}

/**
 * Stops zod from trying out `new Function`, which the page's content security policy forbids and reports. `z.config()`
 * would come too late: bundlers put zod and the schemas that use it into one chunk. Zod reads this global when it starts.
 */
function doWithoutEval(): void {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
}
