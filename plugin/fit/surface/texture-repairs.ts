import type { Measured, REPAIRS } from '../../budget/repairs.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { SurfaceMaterial, SurfaceRasters } from '../mesh/surface.ts';
import { type BaseColor, brighten, meanBaseColor } from './brighten.ts';

export type TextureRepairId = Extract<(typeof REPAIRS)[number], { changes: 'texture' }>['id'];

/** How a surface looks: its material and the maps as pixels. */
export interface SurfaceLook {
  readonly material: SurfaceMaterial;
  readonly rasters: SurfaceRasters;
}

/** 1 for each texel of a map that the surface uses. */
export type UsedTexels = (map: RasterImage) => Uint8Array;

/** The functions of one row of {@link REPAIRS}. */
interface TextureRepair {
  /** What there is to repair, if anything. */
  lint(look: SurfaceLook, used: UsedTexels): Measured | undefined;
  repair(look: SurfaceLook, used: UsedTexels): SurfaceLook;
}

/** A texel with more of both is metal and rough: without an environment to mirror, it is black. */
const METAL = 0.8;
const ROUGH = 0.85;
const BLACK_SHARE = 0.8;
/** What users who measured such files set; keeps a trace of the material's own variation. */
const FIXED_METALLIC = 0.05;

/** Mean linear base colour: below it a model looks black, also in full light. Black paint and coal have about 0.04. */
const NEAR_BLACK = 0.02;
/** Dark, but its shape is easy to see. */
const BRIGHTENED = 0.1;

/** Texels of an opaque surface with less alpha look like holes when blending is turned on. */
const LOW_ALPHA = 250;
/** A material that is not opaque may have clear texels; one whose texels are nearly all invisible is at fault. */
const INVISIBLE_ALPHA = 0.05;
const INVISIBLE_SHARE = 0.95;

function countWhere(map: RasterImage, used: UsedTexels, isIt: (at: number) => boolean) {
  const mask = used(map);
  let [all, count] = [0, 0];
  for (let texel = 0; texel < mask.length; texel++) {
    if (!mask[texel]) continue;
    all++;
    if (isIt(texel * 4)) count++;
  }
  return { count, share: count / Math.max(1, all) };
}

const baseColorOf = ({ material, rasters: { baseColor } }: SurfaceLook, used: UsedTexels): BaseColor => ({
  factor: material.baseColorFactor,
  ...(baseColor && { image: baseColor, used: used(baseColor) }),
});

const withBaseColor = (
  { material, rasters }: SurfaceLook,
  { factor, image }: Pick<BaseColor, 'factor' | 'image'>,
): SurfaceLook => ({
  material: { ...material, baseColorFactor: factor },
  rasters: image ? { ...rasters, baseColor: image } : rasters,
});

export const TEXTURE_REPAIRS: Readonly<Record<TextureRepairId, TextureRepair>> = {
  'black-metal': {
    lint({ material, rasters: { metallicRoughness: map } }, used) {
      const { metallicFactor, roughnessFactor } = material;
      const isBlack = (metal: number, rough: number) =>
        metal * metallicFactor > METAL && rough * roughnessFactor > ROUGH;
      const { count, share } = map
        ? countWhere(map, used, (at) => isBlack(map.data[at + 2]! / 255, map.data[at + 1]! / 255))
        : { count: 1, share: isBlack(1, 1) ? 1 : 0 };
      return share > BLACK_SHARE ? { count, share } : undefined;
    },
    repair: ({ material, rasters }) => ({
      material: { ...material, metallicFactor: FIXED_METALLIC },
      rasters,
    }),
  },
  'dark-color': {
    lint(look, used) {
      const value = meanBaseColor(baseColorOf(look, used));
      // What shines by itself has its colour there.
      const shines = Math.max(...look.material.emissiveFactor) > 0;
      return value < NEAR_BLACK && !shines ? { count: 1, share: 1, value } : undefined;
    },
    repair: (look, used) => withBaseColor(look, brighten(baseColorOf(look, used), BRIGHTENED)),
  },
  'low-alpha': {
    lint({ material, rasters: { baseColor: map } }, used) {
      const factor = material.baseColorFactor[3];
      const isOpaque = material.alphaMode === 'OPAQUE';
      const least = material.alphaMode === 'MASK' ? material.alphaCutoff : INVISIBLE_ALPHA;
      const isLow = (alpha: number) => alpha * factor < (isOpaque ? LOW_ALPHA / 255 : least);
      const { count, share } = map
        ? countWhere(map, used, (at) => isLow(map.data[at + 3]! / 255))
        : { count: isLow(1) ? 1 : 0, share: isLow(1) ? 1 : 0 };
      if (count === 0 || (!isOpaque && share < INVISIBLE_SHARE)) return undefined;
      return { count, share, value: factor * (map ? meanAlpha(map, used(map)) : 1) };
    },
    repair({ material, rasters }) {
      const [r, g, b] = material.baseColorFactor;
      const { baseColor } = rasters;
      const opaque: SurfaceMaterial = { ...material, alphaMode: 'OPAQUE', baseColorFactor: [r, g, b, 1] };
      if (!baseColor) return { material: opaque, rasters };
      const data = baseColor.data.slice();
      for (let i = 3; i < data.length; i += 4) data[i] = 255;
      return { material: opaque, rasters: { ...rasters, baseColor: { ...baseColor, data } } };
    },
  },
};

function meanAlpha({ data }: RasterImage, used: Uint8Array): number {
  let [sum, all] = [0, 0];
  for (let texel = 0; texel < used.length; texel++) {
    if (!used[texel]) continue;
    all++;
    sum += data[texel * 4 + 3]!;
  }
  return sum / (255 * Math.max(1, all));
}
