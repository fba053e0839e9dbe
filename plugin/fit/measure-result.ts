import type { AssetStats } from '../glb/asset-stats.ts';
import { measureGlb } from '../glb/measure-glb.ts';

/** Measures a file that a fit wrote: whatever it may need to be shown, nothing in it is decoded here. */
export const measureResult = (glb: Uint8Array): AssetStats =>
  measureGlb(glb, { decoders: ['meshopt', 'ktx2'] });
