import type { FitPlan } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { addedNormalSize, largestEdge, wholeBlocks } from '../../budget/master-limits.ts';
import { predictGpuBytes } from '../../budget/predict.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { SourceSurface, SurfaceRasters, TexturedMesh } from '../mesh/surface.ts';
import { resizeMap } from '../texture/resize.ts';

/** What a rebake must not exceed. */
export interface MasterLimits {
  readonly images: SourceSurface['images'];
  readonly gpuBytes: number;
}

/** The same for every output, so that an export has the maps of what is shown. */
const USUAL = { geometry: 'meshopt', format: 'webp' } as const;
/** Share of the shading error of plain vertex normals that must be gone with a normal map. */
const WORTH_ITS_BYTES = 0.75;
/** Rows from one that is measured to the next: odd, so that all places between the texels of a halved map are met. */
const ROW_STEP = 3;

/**
 * Brings baked maps within the master: none larger than the master's own, all together within its GPU memory. A normal
 * map that the master does not have gets what is left, and is left out when it would not bring the shading closer.
 */
export function limitMaps(
  rasters: SurfaceRasters,
  mesh: TexturedMesh,
  { images, gpuBytes }: MasterLimits,
  { allowUpscale }: FitPlan,
): { readonly rasters: SurfaceRasters; readonly remarks: readonly string[] } {
  if (allowUpscale) return { rasters, remarks: [] };
  const isOwn = (map: SurfaceMap) => images[map] !== undefined;
  // A raster used for two maps counts once.
  const own = (Object.keys(rasters) as SurfaceMap[]).filter(
    (map, i, all) => isOwn(map) && all.findIndex((other) => rasters[other] === rasters[map]) === i,
  );
  const hasMaps = own.length > 0 || rasters.normal !== undefined;
  const room =
    gpuBytes -
    predictGpuBytes({
      ...{ vertices: mesh.positions.length / 3, triangles: mesh.indices.length / 3 },
      ...{ ...USUAL, hasUvs: hasMaps, textures: 0, textureSize: 0 },
    });
  const edges = own.map((map) => {
    const { widthPx, heightPx } = images[map]!;
    return Math.min(rasters[map]!.widthPx, Math.max(4, wholeBlocks(Math.sqrt(widthPx * heightPx))));
  });
  const texels = edges.reduce((sum, edge) => sum + edge ** 2, 0);
  // All maps get smaller by the same ratio where they and the geometry do not fit.
  const ratio = Math.min(1, largestEdge(room, USUAL.format) / Math.sqrt(texels));
  const limited: Partial<Record<SurfaceMap, RasterImage>> = {};
  let left = room;
  own.forEach((map, i) => {
    const edge = ratio < 1 ? Math.max(4, wholeBlocks(edges[i]! * ratio)) : edges[i]!;
    limited[map] = resizeMap(rasters[map]!, { widthPx: edge, heightPx: edge }, map);
    for (const other of Object.keys(rasters) as SurfaceMap[])
      if (rasters[other] === rasters[map]) limited[other] = limited[map]!;
    left -= predictGpuBytes({
      ...{ ...USUAL, vertices: 0, triangles: 0, textures: 1, textureSize: edge },
    });
  });
  const { normal } = rasters;
  if (!normal || isOwn('normal')) return { rasters: limited, remarks: [] };
  const edge = addedNormalSize(left, normal.widthPx, USUAL.format);
  if (edge > 0) {
    const small = resizeMap(normal, { widthPx: edge, heightPx: edge }, 'normal');
    if (errorOf(small, normal) <= WORTH_ITS_BYTES * tiltOf(normal))
      return { rasters: { ...limited, normal: small }, remarks: [] };
  }
  return {
    rasters: limited,
    remarks: ['No normal map was added: with it the asset would take more GPU memory than the master.'],
  };
}

/** Mean angle between the map's normals and the surface's, radians: the error without the map. */
function tiltOf({ data }: RasterImage): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += lengthOf(data[i]! - 127.5, data[i + 1]! - 127.5);
  return (4 * sum) / data.length;
}

/** Mean difference of a scaled-down normal map from the full one where both are sampled, radians. */
function errorOf(small: RasterImage, full: RasterImage): number {
  if (small === full) return 0;
  const columns = bilinear(small.widthPx, full.widthPx);
  const rows = bilinear(small.heightPx, full.heightPx);
  // X and Y of the small map's normals, at a row of the full one.
  const row = new Float32Array(small.widthPx * 2);
  let sum = 0;
  let count = 0;
  for (let y = 0; y < full.heightPx; y += ROW_STEP) {
    let texel = y * full.widthPx * 4;
    count += full.widthPx;
    const upper = rows.near[y]! * small.widthPx * 4;
    const lower = rows.far[y]! * small.widthPx * 4;
    const down = rows.share[y]!;
    for (let x = 0; x < small.widthPx; x++)
      for (let c = 0; c < 2; c++)
        row[x * 2 + c] = small.data[upper + x * 4 + c]! * (1 - down) + small.data[lower + x * 4 + c]! * down;
    for (let x = 0; x < full.widthPx; x++, texel += 4) {
      const left = columns.near[x]! * 2;
      const right = columns.far[x]! * 2;
      const share = columns.share[x]!;
      sum += lengthOf(
        row[left]! * (1 - share) + row[right]! * share - full.data[texel]!,
        row[left + 1]! * (1 - share) + row[right + 1]! * share - full.data[texel + 1]!,
      );
    }
  }
  return sum / count;
}

/** Of a difference of normals, in steps of an 8-bit map. `Math.hypot` is several times slower. */
const lengthOf = (x: number, y: number) => Math.sqrt(x * x + y * y) / 127.5;

/** Between which texels of a smaller map the centres of a larger one's lie, along one axis. */
function bilinear(small: number, full: number) {
  const near = new Int32Array(full);
  const far = new Int32Array(full);
  const share = new Float32Array(full);
  for (let i = 0; i < full; i++) {
    const at = Math.min(small - 1, Math.max(0, ((i + 0.5) * small) / full - 0.5));
    near[i] = Math.floor(at);
    far[i] = Math.min(small - 1, near[i]! + 1);
    share[i] = at - near[i]!;
  }
  return { near, far, share };
}
