import { type ReadGlbOptions, readGlb } from './read-glb.ts';

/**
 * Validates an untrusted GLB before any loader or decoder reads it: container, JSON, bounds of all data, image headers,
 * node tree, no URIs, no extension for which a loader would fetch a decoder. A GLB that passes can still fail to load,
 * but it makes no requests and takes no unreasonable amount of memory.
 *
 * @throws ImageTo3DError `invalid-glb`, with what was found.
 */
export function checkGlb(bytes: Uint8Array, options?: ReadGlbOptions): void {
  readGlb(bytes, options);
}
