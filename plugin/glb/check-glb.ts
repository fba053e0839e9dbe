import { type ReadGlbOptions, readGlb } from './read-glb.ts';

/**
 * Pre-flight of a GLB that came from outside, before any loader or decoder sees it: container, JSON, bounds of all
 * data, image headers, node tree, no address anywhere, no extension for which a loader would have to fetch a decoder.
 * What passes can still fail to load, but not reach outside and not take memory out of proportion.
 *
 * @throws ImageTo3DError `invalid-glb`, with a sentence that says what was found.
 */
export function checkGlb(bytes: Uint8Array, options?: ReadGlbOptions): void {
  readGlb(bytes, options);
}
