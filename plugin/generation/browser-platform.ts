import type { GenerationPlatform } from './generation.ts';

/**
 * The platform for pages: images are read by the browser's decoders, the local engine and fits run in module workers, runs and
 * masters are stored in the page's storage. Everything is loaded on first use.
 */
export const browserPlatform: GenerationPlatform = {
  prepareImageAsync: async (source, options) =>
    (await import('../image/browser.ts')).prepareImage(source, options),
  createLocalEngineAsync: async () => (await import('../local-engine/browser.ts')).createBrowserLocalEngine(),
  createFitEngineAsync: async () => (await import('../fit/browser.ts')).createFitEngine(),
  openLibraryAsync: async (options) =>
    (await import('../storage/browser-library.ts')).openBrowserLibrary(options),
};
