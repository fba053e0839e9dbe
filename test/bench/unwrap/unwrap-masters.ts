import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceSurface } from '../../../plugin/fit/mesh/surface.ts';
import { readSource } from '../../../plugin/fit/source/read-source.ts';
import { createMasterState, type RepairedMaster } from '../../../plugin/fit/surface/master-state.ts';
import type { SurfaceLook } from '../../../plugin/fit/surface/texture-repairs.ts';
import { nodeCodec } from '../../../plugin/fit/texture/node-codec.ts';
import { type PreparedSurface, prepare } from '../../fixtures/metrics/index.ts';
import { masterOf } from '../fit/bench-masters.ts';

/** Made in code, by name: soft, hard-edged with a shell, thin, of two bodies, with edges of three faces. */
export const MADE = [
  'creature 60k',
  'creature 100k',
  'robot 60k, shell',
  'robot 100k, fins',
  'vase 100k',
  'twin 100k',
] as const;

export interface UnwrapMaster {
  readonly name: string;
  readonly surface: SourceSurface;
  readonly look: SurfaceLook;
  readonly repaired: RepairedMaster;
  readonly reference: PreparedSurface;
}

/** GLB files of the folder that REAL_MASTERS names; none without it. */
export async function realMasters(): Promise<string[]> {
  const folder = process.env.REAL_MASTERS;
  if (!folder) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.glb')).sort();
  return names.map((name) => join(folder, name));
}

/** A master as a fit holds it after its repairs; a path ends in `.glb`, other names are of {@link MADE}. */
export async function openUnwrapMaster(name: string): Promise<UnwrapMaster> {
  const made = name.endsWith('.glb') ? undefined : await masterOf(name);
  const source = await readSource(made?.glb ?? new Uint8Array(await readFile(name)));
  if (source.kind !== 'surface') throw new Error(source.reason);
  const { surface } = source;
  const state = createMasterState(surface, { codec: nodeCodec });
  const look = await state.look([]);
  const { baseColor } = look.rasters;
  const seen = made?.facts.seenTriangles;
  return {
    name: made ? name : name.replace(/^.*[\\/]/, ''),
    surface,
    look,
    repaired: await state.repaired(['inner-shell', 'floaters', 'flipped-winding']),
    reference: prepare({
      ...surface.mesh,
      normalScale: 1,
      ...(baseColor ? { baseColor } : {}),
      ...(seen !== undefined && seen < surface.mesh.indices.length / 3 ? { seenFaces: seen } : {}),
    }),
  };
}
