import type { RasterImage } from '../../recipe/image.ts';
import type { SurfaceRasters } from '../mesh/surface.ts';
import { encodeSrgb } from '../srgb.ts';
import { fillGaps } from './fill.ts';
import type { Pacer } from './pacer.ts';
import type { SampleLayout } from './sample.ts';

/** The maps being baked: four bytes per texel each. */
export interface OutputMaps {
  /** Sets one texel from values[from … from + layout.stride). */
  write(texel: number, values: Float32Array, from: number): void;
  /** Fills the gaps between islands and returns the maps; without the normal map when it would be flat. */
  finish(pacer: Pacer): Promise<SurfaceRasters>;
}

/**
 * Radians. With 8 bits a flat normal is off by 0.0055, and lossy formats double that. Below this average deviation a
 * normal map gains nothing.
 */
const FLATTEST_MAP = 0.007;
/** Radians. Visible detail: the map is kept when more than 1 % of it deviates by more. */
const VISIBLE_TILT = 0.05;
const VISIBLE_SHARE = 0.01;

/** Measures whether the vertex normals are already closer to the source than a normal map can be. */
interface TiltTally {
  add(tilt: number): void;
  isFlat(): boolean;
}

function createTiltTally(): TiltTally {
  let texels = 0;
  let sum = 0;
  let visible = 0;
  return {
    add(tilt) {
      texels++;
      sum += tilt;
      if (tilt > VISIBLE_TILT) visible++;
    },
    isFlat: () => sum <= FLATTEST_MAP * texels && visible <= VISIBLE_SHARE * texels,
  };
}

/** Creates the maps of a layout; alpha is 255 everywhere unless `withAlpha`. */
export function createOutputMaps(layout: SampleLayout, sizePx: number, withAlpha: boolean): OutputMaps {
  const bytes = () => new Uint8ClampedArray(sizePx * sizePx * 4).fill(255);
  const baseColor = layout.baseColor >= 0 ? bytes() : undefined;
  const metallicRoughness = layout.metallicRoughness >= 0 ? bytes() : undefined;
  const occlusion = layout.occlusion >= 0 ? bytes() : undefined;
  const emissive = layout.emissive >= 0 ? bytes() : undefined;
  const normal = bytes();
  const tilts = createTiltTally();
  const known = new Uint8Array(sizePx * sizePx);

  const writeColor = (data: Uint8ClampedArray, at: number, values: Float32Array, from: number) => {
    data[at] = encodeSrgb(values[from]!);
    data[at + 1] = encodeSrgb(values[from + 1]!);
    data[at + 2] = encodeSrgb(values[from + 2]!);
  };

  return {
    write(texel, values, from) {
      known[texel] = 1;
      const at = texel * 4;
      if (baseColor) {
        writeColor(baseColor, at, values, from + layout.baseColor);
        if (withAlpha) baseColor[at + 3] = values[from + layout.baseColor + 3]!;
      }
      if (metallicRoughness) {
        metallicRoughness[at + 1] = values[from + layout.metallicRoughness]!;
        metallicRoughness[at + 2] = values[from + layout.metallicRoughness + 1]!;
      }
      if (occlusion) {
        const value = values[from + layout.occlusion]!;
        occlusion[at] = value;
        occlusion[at + 1] = value;
        occlusion[at + 2] = value;
      }
      if (emissive) writeColor(emissive, at, values, from + layout.emissive);
      const x = values[from + layout.normal]!;
      const y = values[from + layout.normal + 1]!;
      const z = values[from + layout.normal + 2]!;
      const length = Math.sqrt(x * x + y * y + z * z) || 1;
      const scale = 127.5 / length;
      tilts.add(z > 0 ? Math.sqrt(x * x + y * y) / length : 1);
      normal[at] = x * scale + 127.5;
      normal[at + 1] = y * scale + 127.5;
      normal[at + 2] = z * scale + 127.5;
    },
    async finish(pacer) {
      const raster = (data: Uint8ClampedArray): RasterImage => ({ widthPx: sizePx, heightPx: sizePx, data });
      const maps = {
        baseColor,
        metallicRoughness,
        occlusion,
        emissive,
        normal: tilts.isFlat() ? undefined : normal,
      };
      for (const data of Object.values(maps)) if (data) await fillGaps(data, known, sizePx, pacer);
      return {
        ...(baseColor && { baseColor: raster(baseColor) }),
        ...(metallicRoughness && { metallicRoughness: raster(metallicRoughness) }),
        ...(occlusion && { occlusion: raster(occlusion) }),
        ...(emissive && { emissive: raster(emissive) }),
        ...(maps.normal && { normal: raster(maps.normal) }),
      };
    },
  };
}
