/** Re-fits a GLB to a runtime budget in a worker, free and without a network. */
export { createFitEngine } from './browser.ts';
export * from './entry.ts';
