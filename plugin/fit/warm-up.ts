import { DEFAULT_FIT_PLAN, type FitPlan } from '../budget/fit-plan.ts';
import { pause } from '../core/run-clock.ts';
import { measureChecked } from '../glb/measure-glb.ts';
import { PACKAGE_NAME } from '../glb/package-name.ts';
import { readGlb } from '../glb/read-glb.ts';
import { bumpySphere } from './mesh/bumpy-sphere.ts';
import type { SurfaceMaterial } from './mesh/surface.ts';
import type { FitPlatform } from './platform.ts';
import { readSource } from './source/read-source.ts';
import { fitSurface } from './surface/fit-surface.ts';
import { createMasterState } from './surface/master-state.ts';
import { writeFittedGlb } from './write/write-glb.ts';

/** Enough triangles (2 × RINGS²) for the JIT compiler to optimise the loops. */
const RINGS = 160;
const ROUNDS = 4;
const SIZE_PX = 64;

const MATERIAL: SurfaceMaterial = {
  name: 'warm-up',
  baseColorFactor: [1, 1, 1, 1],
  metallicFactor: 0,
  roughnessFactor: 1,
  emissiveFactor: [0, 0, 0],
  normalScale: 1,
  occlusionStrength: 1,
  alphaMode: 'OPAQUE',
  alphaCutoff: 0.5,
  doubleSided: false,
};

const PLAN: FitPlan = {
  ...DEFAULT_FIT_PLAN,
  path: 'rebake',
  bake: 'fast',
  triangles: 4000,
  textureSize: 128,
  repairs: ['floaters', 'flipped-winding'],
};

/** Runs a small preview and fit through every stage, so that the first real ones run compiled code. */
export async function warmUpFit(platform: FitPlatform): Promise<void> {
  const data = new Uint8ClampedArray(SIZE_PX * SIZE_PX * 4).map((_, i) =>
    i % 4 === 3 ? 255 : (i * 7) % 251,
  );
  const raster = { widthPx: SIZE_PX, heightPx: SIZE_PX, data };
  const baseColor = await platform.codec.encode(raster, { format: 'png', kind: 'baseColor' });
  const master = await writeFittedGlb({
    name: 'warm-up',
    mesh: bumpySphere(RINGS),
    material: MATERIAL,
    textures: { baseColor },
    output: { geometry: 'float', withLods: false },
    generator: PACKAGE_NAME,
  });
  const glb = readGlb(master);
  const source = await readSource(master, glb);
  if (source.kind !== 'surface') return;
  const { surface } = source;
  const state = createMasterState(surface, platform);
  // The JIT compiles code only after several runs, and the user waits for the first preview.
  for (let round = 0; round < ROUNDS; round++) {
    const quick = await createMasterState(surface, platform).quick(DEFAULT_FIT_PLAN.repairs);
    quick.reducer.instant(5000);
    await pause();
  }
  const context = { surface, state, platform, stats: measureChecked(glb, master.length) };
  const { shown } = await fitSurface(context, PLAN, {});
  for (const map of Object.values(shown?.maps ?? {})) map.close();
}
