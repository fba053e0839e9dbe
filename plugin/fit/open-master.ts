import { measureChecked } from '../glb/measure-glb.ts';
import { readGlb } from '../glb/read-glb.ts';
import { openDocument } from './document/open-document.ts';
import { loadSimplifier } from './mesh/simplifier.ts';
import type { FitPlatform, OpenMaster } from './platform.ts';
import { readSource } from './source/read-source.ts';
import { openSurface } from './surface/open-surface.ts';

/** Headers and JSON of a fitted file take up to 3 KB: below this a fit can make a file larger. */
const SMALL_BYTES = 65_536;

/** Checks and reads a master. Throws `invalid-glb`, `unfittable`. */
export async function openMaster(master: Uint8Array, platform: FitPlatform): Promise<OpenMaster> {
  // Compiles the wasm while the file is read; a failure is reported when it is used.
  loadSimplifier().catch(() => {});
  const glb = readGlb(master);
  const stats = measureChecked(glb, master.length);
  const source = await readSource(master, glb);
  return source.kind === 'surface'
    ? openSurface(source.surface, stats, platform, master.length <= SMALL_BYTES ? master : undefined)
    : openDocument(master, source, stats, platform);
}
