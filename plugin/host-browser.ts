import type { GenerationHost } from './generation.ts';

/** Pictures through the browser's decoders, the local engine in a module worker. Both are loaded on first use. */
export const browserHost: GenerationHost = {
  prepareImage: async (source, options) => (await import('./image/browser.ts')).prepareImage(source, options),
  createLocalEngine: async () => (await import('./local-engine/browser.ts')).createBrowserLocalEngine(),
};
