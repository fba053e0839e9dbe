import { type Master, type MasterRecipe, makeMasterWithFacts } from '../../fixtures/masters/index.ts';
import { type PreparedSurface, prepare, readSurface } from '../../fixtures/metrics/index.ts';

export interface BenchMaster extends Master {
  readonly name: string;
  /** What the results are scored against: shells and other hidden faces are marked. */
  readonly reference: PreparedSurface;
}

const recipe = (
  shape: MasterRecipe['shape'],
  triangles: number,
  more: Partial<MasterRecipe> = {},
): MasterRecipe => ({ shape, triangles, seams: 'heavy', ...more });

/** The one that the targets were set on. */
export const MAIN_MASTER = 'creature 550k';

/** Every master by name, small ones first. */
export const MASTER_RECIPES: Readonly<Record<string, MasterRecipe>> = {
  'creature 60k': recipe('creature', 60_000),
  'robot 60k, shell': recipe('robot', 60_000, { shell: true }),
  'creature 100k': recipe('creature', 100_000),
  'creature 100k, shell': recipe('creature', 100_000, { shell: true }),
  'creature 100k, joined shell': recipe('creature', 100_000, { shell: 'joined' }),
  'creature 25k, joined wall, floor cut': recipe('creature', 25_000, {
    walls: { gap: 0.004, openings: ['floor'] },
  }),
  'creature 100k, joined wall, floor cut': recipe('creature', 100_000, {
    walls: { gap: 0.003, openings: ['floor'] },
  }),
  'creature 500k, joined wall, all openings': recipe('creature', 500_000, {
    walls: { gap: 0.004, openings: ['floor', 'eyes', 'pores'] },
  }),
  'robot 100k, joined wall, legs cut': recipe('robot', 100_000, {
    walls: { gap: 0.005, openings: ['floor'], cut: 0.2 },
  }),
  'vase 100k, joined wall, pores': recipe('vase', 100_000, { walls: { gap: 0.004, openings: ['pores'] } }),
  'cup 60k, open': recipe('cup', 60_000, { walls: { gap: 0.005, openings: ['top'] } }),
  'cauldron 60k, open': recipe('cauldron', 60_000, { walls: { gap: 0.006, openings: ['top'] } }),
  'crate 60k, open': recipe('crate', 60_000, { walls: { gap: 0.004, openings: ['top'] } }),
  'mouth 60k': recipe('mouth', 60_000),
  'robot 100k, shell': recipe('robot', 100_000, { shell: true }),
  'vase 100k': recipe('vase', 100_000),
  'vase 100k, shell': recipe('vase', 100_000, { shell: true }),
  'twin 100k': recipe('twin', 100_000),
  'twin 100k, shell': recipe('twin', 100_000, { shell: true }),
  'robot 100k, fins': recipe('robot', 100_000, { nonManifold: true, floaters: 12 }),
  'vase 100k, alpha': recipe('vase', 100_000, { alpha: 'MASK' }),
  'plant 60k, one side': recipe('plant', 60_000),
  'plant 60k, one side, flat, mixed winding': recipe('plant', 60_000, { isFlat: true, mixedWinding: true }),
  'plant 60k, two sides at one place': recipe('plant', 60_000, { sheets: { thickness: 0 } }),
  'plant 60k, 0.3 % thick': recipe('plant', 60_000, { sheets: { thickness: 0.003 } }),
  'plant 60k, 1 % thick, flat': recipe('plant', 60_000, { sheets: { thickness: 0.01 }, isFlat: true }),
  'robot 300k, light seams': recipe('robot', 300_000, { seams: 'light' }),
  'robot 550k': recipe('robot', 550_000),
  [MAIN_MASTER]: recipe('creature', 550_000),
  'creature 550k, shell': recipe('creature', 550_000, { shell: true }),
  'creature 2M': recipe('creature', 2_000_000),
  'creature 3.5M': recipe('creature', 3_500_000),
};

/** Too large to be scored against: only their memory is looked at. */
export const LARGEST_MASTER = 'creature 3.5M';

export const QUICK_MASTERS = ['creature 60k', 'robot 60k, shell'] as const;

export const masterOf = (name: string): Promise<Master> => {
  const found = MASTER_RECIPES[name];
  if (!found) throw new Error(`No master "${name}"; there are: ${Object.keys(MASTER_RECIPES).join('; ')}.`);
  return makeMasterWithFacts(found);
};

export async function benchMaster(name: string): Promise<BenchMaster> {
  const master = await masterOf(name);
  const { seenTriangles, triangles } = master.facts;
  const surface = await readSurface(master.glb);
  const reference = prepare(seenTriangles === triangles ? surface : { ...surface, seenFaces: seenTriangles });
  return { ...master, name, reference };
}
