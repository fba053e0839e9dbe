/**
 * How the surface is reduced to its triangle count.
 * - `textures`: geometry as in the master; only the textures are resized or re-encoded.
 * - `keep-uvs`: simplified along its UV seams, with the master's texture layout.
 * - `rebake`: simplified without regard to UVs, unwrapped again, every map baked from the master.
 */
export type FitPath = 'textures' | 'keep-uvs' | 'rebake';

/** Repairs, done before anything else. */
export type FitRepair = 'inner-shell' | 'floaters' | 'flipped-winding' | 'holes' | 'low-alpha';

export type TextureFormat = 'webp' | 'png' | 'jpeg' | 'ktx2';

export interface FitOutput {
  /**
   * - `meshopt`: KHR_mesh_quantization and EXT_meshopt_compression.
   * - `quantized`: KHR_mesh_quantization.
   * - `float`: no extension, for tools that read none.
   */
  readonly geometry: 'meshopt' | 'quantized' | 'float';
  readonly textures: TextureFormat;
  /** Write the LODs into the file as MSFT_lod. */
  readonly withLods: boolean;
}

export type ColliderPlan =
  | { readonly kind: 'box' | 'capsule' }
  /** A convex hull of at most `maxVertices` vertices, 8 … 255. */
  | { readonly kind: 'hull'; readonly maxVertices: number };

/** How a master becomes a fitted GLB. The same master and plan give the same bytes on the same platform. */
export interface FitPlan {
  /** Maximum triangle count; a rebake ends at most 5 % below it. */
  readonly triangles: number;
  /** Edge of each baked map in pixels, a multiple of 4; with kept UVs the maximum edge. */
  readonly textureSize: number;
  /** `auto` keeps the UVs where that reaches the target and looks as good. */
  readonly path: FitPath | 'auto';
  /** `fine` supersamples: bakes at twice the size and scales down. */
  readonly bake: 'fast' | 'fine';
  readonly repairs: readonly FitRepair[];
  readonly output: FitOutput;
  /** Maximum file size: texture quality, then texture size is reduced. Throws `over-budget` when that is not enough. */
  readonly maxFileBytes?: number;
  /** Triangles of LOD 1, 2 … as decreasing shares of LOD 0. */
  readonly lodShares: readonly number[];
  readonly collider?: ColliderPlan;
}

/** Shares of the usual chain of 100, 50, 25 and 10 %, LOD 0 left out. */
export const DEFAULT_LOD_SHARES = [0.5, 0.25, 0.1] as const;

export const DEFAULT_FIT_PLAN: FitPlan = {
  triangles: 20_000,
  textureSize: 1024,
  path: 'auto',
  bake: 'fine',
  repairs: ['inner-shell', 'floaters', 'flipped-winding'],
  output: { geometry: 'meshopt', textures: 'webp', withLods: false },
  lodShares: [],
};
