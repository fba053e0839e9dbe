import type { GenerationHost } from './generation.ts';

/** Pictures through the browser's decoders, the local engine and fits in module workers, what outlives the page in its storage. All are loaded on first use. */
export const browserHost: GenerationHost = {
  prepareImage: async (source, options) =>
    (await import('../image/browser.ts')).prepareImage(source, options),
  createLocalEngine: async () => (await import('../local-engine/browser.ts')).createBrowserLocalEngine(),
  createFitEngine: async () => (await import('../fit/browser.ts')).createFitEngine(),
  openLibrary: async (options) => (await import('../storage/browser-library.ts')).openBrowserLibrary(options),
};
