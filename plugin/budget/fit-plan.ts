/**
 * How the geometry reaches its triangle count.
 * - `textures`: geometry as in the master; only the textures are made smaller or encoded again.
 * - `keep-uvs`: simplified along its UV seams, with the master's texture layout.
 * - `rebake`: simplified without regard to UVs, unwrapped again, every map baked from the master.
 */
export type FitPath = 'textures' | 'keep-uvs' | 'rebake';

/**
 * What is repaired before anything else: an inner shell and floating parts are removed, triangles that face inwards
 * are flipped, holes are closed, texels with a low alpha are made opaque.
 */
export type FitRepair = 'inner-shell' | 'floaters' | 'flipped-winding' | 'holes' | 'low-alpha';

/**
 * Image format of the textures in the file. `ktx2` can be exported, but not displayed without a decoder of your own.
 */
export type TextureFormat = 'webp' | 'png' | 'jpeg' | 'ktx2';

/** Format of the fitted file. */
export interface FitOutput {
  /**
   * How the geometry is stored.
   * - `meshopt`: KHR_mesh_quantization and EXT_meshopt_compression.
   * - `quantized`: KHR_mesh_quantization.
   * - `float`: no extension, for tools that support none.
   */
  readonly geometry: 'meshopt' | 'quantized' | 'float';
  /** Image format of every texture. */
  readonly textures: TextureFormat;
  /** Write the LODs into the file as MSFT_lod. */
  readonly withLods: boolean;
}

/** The collider to make: a box, a capsule, or a convex hull. */
export type ColliderPlan =
  | { readonly kind: 'box' | 'capsule' }
  /** A convex hull of at most `maxVertices` vertices, 8 … 255. */
  | { readonly kind: 'hull'; readonly maxVertices: number };

/** How a master becomes a fitted GLB. The same master and plan give the same bytes on the same machine. */
export interface FitPlan {
  /** Upper limit of the triangles; a rebake ends within 5 % below it. */
  readonly triangles: number;
  /** Edge of each baked map in pixels, a multiple of 4; with kept UVs an upper limit of the longest edge. */
  readonly textureSize: number;
  /** `auto` keeps the UVs where that reaches the target without visible damage. */
  readonly path: FitPath | 'auto';
  /** `fine` bakes at twice the size and scales down. */
  readonly bake: 'fast' | 'fine';
  /** Repairs to make first. */
  readonly repairs: readonly FitRepair[];
  /** Format of the file. */
  readonly output: FitOutput;
  /**
   * Upper limit of the file in bytes: texture quality is reduced first, then texture size. Throws `over-budget` when
   * that is not enough.
   */
  readonly maxFileBytes?: number;
  /** Triangles of LOD 1, 2 … as shares of LOD 0: between 0 and 1, falling. */
  readonly lodShares: readonly number[];
  /** The collider to make; none by default. */
  readonly collider?: ColliderPlan;
}

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
  repairs: ['inner-shell', 'floaters', 'flipped-winding'],
  output: { geometry: 'meshopt', textures: 'webp', withLods: false },
  lodShares: [],
};
