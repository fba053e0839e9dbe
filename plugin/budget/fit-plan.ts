import * as z from 'zod';
import { DEFAULT_REPAIRS, REPAIR_IDS } from './repairs.ts';

export type { FitRepair } from './repairs.ts';

const fitOutputSchema = z.object({
  /**
   * How the geometry is stored.
   * - `meshopt`: KHR_mesh_quantization and EXT_meshopt_compression.
   * - `quantized`: KHR_mesh_quantization.
   * - `float`: no extension, for tools that support none.
   */
  geometry: z.enum(['meshopt', 'quantized', 'float']),
  /** Image format of every texture. */
  textures: z.enum(['webp', 'png', 'jpeg', 'ktx2']),
  /** Write the LODs into the file as MSFT_lod. */
  withLods: z.boolean(),
});

const colliderPlanSchema = z.union([
  z.object({ kind: z.enum(['box', 'capsule']) }).readonly(),
  /** A convex hull of at most `maxVertices` vertices, 8 … 255. */
  z.object({ kind: z.literal('hull'), maxVertices: z.int() }).readonly(),
]);

/** No texture of a GPU in use is larger. */
const MAX_TEXTURE_SIZE = 16_384;

function whole(name: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of at least ${least}`;
  const error = ({ input }: { readonly input?: unknown }) =>
    `${name} must be a whole number ${range}, not ${input}.`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** Whether every share is between 0 and 1 and below the one before. */
export const areFalling = (shares: readonly number[]): boolean =>
  shares.every((share, i) => share > 0 && share < (shares[i - 1] ?? 1));

const lodSharesSchema = z
  .array(z.number())
  .refine(areFalling, {
    error: ({ input }) => `LOD shares must lie between 0 and 1 and fall, but they are ${input}.`,
  })
  .readonly();

/** The source of {@link FitPlan}: what is stored or comes from a file is read by it. */
export const fitPlanSchema = z.object({
  /** Upper limit of the triangles; a rebake ends within 5 % below it. */
  triangles: whole('triangles', 1),
  /** Upper limit of each map's edge in pixels, a multiple of 4: a bake makes no map larger than the master's own. */
  textureSize: whole('textureSize', 4, MAX_TEXTURE_SIZE),
  /** `auto` keeps the UVs where that reaches the target without visible damage. */
  path: z.enum(['auto', 'textures', 'keep-uvs', 'rebake']),
  /** `fine` bakes at twice the size and scales down. */
  bake: z.enum(['fast', 'fine']),
  /** Repairs to make first. */
  repairs: z.array(z.enum(REPAIR_IDS)).readonly(),
  /** Format of the file. */
  output: fitOutputSchema.readonly(),
  /** Keep the bounds of the repaired master, within 0.1 %, so that colliders and placements stay valid. */
  keepBounds: z.boolean().default(true),
  /** Maps may be larger than the master's own, and the result may take more memory and bytes than the master. */
  allowUpscale: z.boolean().default(false),
  /**
   * Upper limit of the file in bytes: texture quality is reduced first, then texture size. Throws `over-budget` when
   * that is not enough.
   */
  maxFileBytes: z.number().exactOptional(),
  /** Triangles of LOD 1, 2 … as shares of LOD 0: between 0 and 1, falling. */
  lodShares: lodSharesSchema,
  /** The collider to make; none by default. */
  collider: colliderPlanSchema.exactOptional(),
});

/** How a master becomes a fitted GLB. The same master and plan give the same bytes on the same machine. */
export type FitPlan = Readonly<z.output<typeof fitPlanSchema>>;
/**
 * How the geometry reaches its triangle count.
 * - `textures`: geometry as in the master; only the textures are made smaller or encoded again.
 * - `keep-uvs`: simplified along its UV seams, with the master's texture layout.
 * - `rebake`: simplified without regard to UVs, unwrapped again, every map baked from the master.
 */
export type FitPath = Exclude<FitPlan['path'], 'auto'>;
/** Format of the fitted file. */
export type FitOutput = FitPlan['output'];
/**
 * Image format of the textures in the file. `ktx2` can be exported, but not displayed without a decoder of your own.
 *
 * @example
 * const textures: TextureFormat = 'png';
 * const glb = await asset.exportGlbAsync({ geometry: 'float', textures });
 */
export type TextureFormat = FitOutput['textures'];
/**
 * The collider to make: a box, a capsule, or a convex hull.
 *
 * @example
 * const collider: ColliderPlan = { kind: 'hull', maxVertices: 32 };
 * await asset.fitAsync({ plan: { triangles: 5_000, collider } });
 */
export type ColliderPlan = z.output<typeof colliderPlanSchema>;

/** The words that a plan takes, for command lines and forms. */
export const FIT_CHOICES = {
  /** `auto` keeps the UVs where that reaches the target without visible damage. */
  path: fitPlanSchema.shape.path.options,
  geometry: fitOutputSchema.shape.geometry.options,
  textures: fitOutputSchema.shape.textures.options,
} as const;

/**
 * Triangle shares of LOD 1, 2 and 3 for the usual chain of 100, 50, 25 and 10 %.
 *
 * @example
 * await asset.fitAsync({ plan: { triangles: 20_000, lodShares: DEFAULT_LOD_SHARES } });
 */
export const DEFAULT_LOD_SHARES = [0.5, 0.25, 0.1] as const;

/**
 * The plan that a fit starts from when nothing else is asked for: 20,000 triangles, 1024 px, meshopt and WebP. The
 * numbers are this package's own choice for one prop among others in a web scene.
 *
 * @example
 * const plan: FitPlan = { ...DEFAULT_FIT_PLAN, triangles: 5_000 };
 * await asset.fitAsync({ plan });
 */
export const DEFAULT_FIT_PLAN: FitPlan = {
  triangles: 20_000,
  textureSize: 1024,
  path: 'auto',
  bake: 'fine',
  repairs: DEFAULT_REPAIRS,
  output: { geometry: 'meshopt', textures: 'webp', withLods: false },
  keepBounds: true,
  allowUpscale: false,
  lodShares: [],
};
