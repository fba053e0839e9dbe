import * as z from 'zod';

const count = z.number().nonnegative();
const pointSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** The source of {@link AssetStats}: what is stored or comes from a file is read by it. */
export const assetStatsSchema = z.object({
  /** Triangles. */
  triangles: count,
  /** Vertices as stored, duplicates at UV seams included. */
  vertices: count,
  /** Draw calls, one per primitive. */
  drawCalls: count,
  /** Materials in use. */
  materials: count,
  /** Images in use. */
  textures: count,
  /** Longest edge of the largest texture; 0 without textures. */
  maxTextureSizePx: count,
  /** Vertex and index buffers plus textures as RGBA8 with mips (KTX2: as transcoded): what an upload takes. */
  gpuBytes: count,
  /** Bytes of the file. */
  fileBytes: count,
  /** Bounds of all positions in the GLB's own space (node transforms applied), metres. */
  boundsMin: pointSchema,
  /** Upper corner, see `boundsMin`. */
  boundsMax: pointSchema,
});

/** What was measured in a GLB. Counts are those a GPU gets: every instance of a mesh in the scene counts. */
export type AssetStats = Readonly<z.output<typeof assetStatsSchema>>;
