/** What was measured in a GLB. Counts are those that a GPU gets: every instance of a mesh in the scene counts. */
export interface AssetStats {
  /** Triangles. */
  readonly triangles: number;
  /** Vertices as stored, duplicates at UV seams included. */
  readonly vertices: number;
  /** Draw calls, one per primitive. */
  readonly drawCalls: number;
  /** Materials in use. */
  readonly materials: number;
  /** Images in use. */
  readonly textures: number;
  /** Longest edge of the largest texture; 0 without textures. */
  readonly maxTextureSizePx: number;
  /** Vertex and index buffers plus textures as RGBA8 with mips (KTX2: as transcoded): what an upload takes. */
  readonly gpuBytes: number;
  /** Bytes of the file. */
  readonly fileBytes: number;
  /** Bounds of all positions in the GLB's own space (node transforms applied), metres. */
  readonly boundsMin: readonly [number, number, number];
  /** Upper corner, see `boundsMin`. */
  readonly boundsMax: readonly [number, number, number];
}
