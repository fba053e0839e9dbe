/** Fits a GLB to a runtime budget in a worker, for free and offline. */
export { createFitEngine } from './browser.ts';
export type { FitEngineOptions } from './contract.ts';
export * from './entry.ts';
