import * as z from 'zod';
import { type FitRepair, REPAIR_IDS, REPAIRS } from './repairs.ts';

export type { FitRepair } from './repairs.ts';

const fitOutputSchema = z.object({
  /**
   * - `meshopt`: KHR_mesh_quantization and EXT_meshopt_compression.
   * - `quantized`: KHR_mesh_quantization.
   * - `float`: no extension, for tools that read none.
   */
  geometry: z.enum(['meshopt', 'quantized', 'float']),
  textures: z.enum(['webp', 'png', 'jpeg', 'ktx2']),
  /** Write the LODs into the file as MSFT_lod. */
  withLods: z.boolean(),
});

const colliderPlanSchema = z.union([
  z.object({ kind: z.enum(['box', 'capsule']) }).readonly(),
  /** A convex hull of at most `maxVertices` vertices, 8 … 255. */
  z.object({ kind: z.literal('hull'), maxVertices: z.int() }).readonly(),
]);

function whole(name: string, least: number) {
  const error = ({ input }: { readonly input?: unknown }) =>
    `${name} must be a whole number of at least ${least}, not ${input}.`;
  return z.int({ error }).min(least, { error });
}

const lodSharesSchema = z
  .array(z.number())
  .refine((shares) => shares.every((share, i) => share > 0 && share < (shares[i - 1] ?? 1)), {
    error: ({ input }) => `LOD shares must lie between 0 and 1 and fall, but they are ${input}.`,
  })
  .readonly();

/** The source of {@link FitPlan}: what is stored or comes from a file is read by it. */
export const fitPlanSchema = z.object({
  /** At most so many triangles; a rebake ends within 5 % below it. */
  triangles: whole('triangles', 1),
  /** Edge of each baked map, pixels, a multiple of 4; with kept UVs the longest edge at most. */
  textureSize: whole('textureSize', 4),
  /**
   * How the surface is brought to its triangle count.
   * - `textures`: geometry as in the master; only the textures are made smaller or encoded anew.
   * - `keep-uvs`: simplified along its UV seams, with the master's texture layout.
   * - `rebake`: simplified without regard to UVs, unwrapped anew, every map baked from the master.
   * - `auto` keeps the UVs where that reaches the target without hurting the look.
   */
  path: z.enum(['auto', 'textures', 'keep-uvs', 'rebake']),
  /** `fine` bakes at twice the size and scales down. */
  bake: z.enum(['fast', 'fine']),
  /** What is repaired before anything else is done. */
  repairs: z.array(z.enum(REPAIR_IDS)).readonly(),
  output: fitOutputSchema.readonly(),
  /** The file may not be larger: texture quality, then texture size, gives way. Throws `over-budget` when nothing helps. */
  maxFileBytes: z.number().exactOptional(),
  /** Triangles of LOD 1, 2 … as shares of LOD 0, falling. */
  lodShares: lodSharesSchema,
  collider: colliderPlanSchema.exactOptional(),
});

/** How a master becomes a fitted GLB. The same master and plan give the same bytes on the same host. */
export type FitPlan = Readonly<z.output<typeof fitPlanSchema>>;
export type FitPath = Exclude<FitPlan['path'], 'auto'>;
export type FitOutput = FitPlan['output'];
export type TextureFormat = FitOutput['textures'];
export type ColliderPlan = z.output<typeof colliderPlanSchema>;

/** The words that a plan takes, for command lines and forms. */
export const FIT_CHOICES = {
  path: fitPlanSchema.shape.path.options,
  geometry: fitOutputSchema.shape.geometry.options,
  textures: fitOutputSchema.shape.textures.options,
} as const;

/** Shares of the usual chain of 100, 50, 25 and 10 %, LOD 0 left out. */
export const DEFAULT_LOD_SHARES = [0.5, 0.25, 0.1] as const;

export const DEFAULT_FIT_PLAN: FitPlan = {
  triangles: 20_000,
  textureSize: 1024,
  path: 'auto',
  bake: 'fine',
  repairs: REPAIRS.filter(({ isDefault }) => isDefault).map(({ id }): FitRepair => id),
  output: { geometry: 'meshopt', textures: 'webp', withLods: false },
  lodShares: [],
};
