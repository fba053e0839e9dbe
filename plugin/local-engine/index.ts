/** The embedded image → GLB engine for browsers: a local approximation, depth and back are guessed. */
export { createBrowserLocalEngine } from './browser.ts';
export type * from './contract.ts';
