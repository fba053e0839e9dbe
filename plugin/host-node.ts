import type { GenerationHost } from './generation.ts';

/** Pictures through `sharp`, the local engine in a worker thread. Both are loaded on first use. */
export const nodeHost: GenerationHost = {
  prepareImage: async (source, options) => (await import('./image/node.ts')).prepareImage(source, options),
  createLocalEngine: async () => (await import('./local-engine/node.ts')).createNodeLocalEngine(),
};
