/** Measured values of a GLB. Counts are what a GPU draws: every instance of a mesh counts. */
export interface AssetStats {
  readonly triangles: number;
  /** Vertices as stored, duplicates at UV seams included. */
  readonly vertices: number;
  readonly drawCalls: number;
  readonly materials: number;
  readonly textures: number;
  /** Longest edge of the largest texture; 0 without textures. */
  readonly maxTextureSizePx: number;
  /** GPU memory: vertex and index buffers plus textures as RGBA8 with mips (KTX2: as transcoded). */
  readonly gpuBytes: number;
  readonly fileBytes: number;
  /** Bounds of all positions in the GLB's own space (node transforms applied), metres. */
  readonly boundsMin: readonly [number, number, number];
  readonly boundsMax: readonly [number, number, number];
}
