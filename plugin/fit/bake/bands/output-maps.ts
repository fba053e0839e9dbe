import type { SurfaceMap } from '../../../budget/master-facts.ts';
import type { SurfaceRasters } from '../../mesh/surface.ts';
import { encodeSrgb } from '../../srgb.ts';
import { fillGaps } from '../fill.ts';
import type { Pacer } from '../pacer.ts';
import type { SampleLayout } from '../sample.ts';

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** Some rows of the maps being baked. */
export interface MapRows {
  /** Four bytes per texel. */
  readonly maps: Readonly<Partial<Record<SurfaceMap, Pixels>>>;
  /** 1 for each texel that was written. */
  readonly known: Uint8Array<ArrayBuffer>;
  readonly tilts: TiltTally;
}

/** How far the source's normals are from the vertex normals of the target, over the written texels. */
interface TiltTally {
  texels: number;
  /** Radians. */
  sum: number;
  /** Texels with more than {@link VISIBLE_TILT}. */
  visible: number;
}

/**
 * Radians. With 8 bits a flat normal is off by 0.0055, and lossy formats double that. Below this average deviation a
 * normal map gains nothing.
 */
const FLATTEST_MAP = 0.007;
/** Radians. Visible detail: the map is kept when more than 1 % of it deviates by more. */
const VISIBLE_TILT = 0.05;
const VISIBLE_SHARE = 0.01;

export interface RowsWriter {
  readonly written: MapRows;
  /** Sets one texel from values[from … from + layout.stride). */
  write(texel: number, values: Float32Array, from: number): void;
}

/** Memory for some rows: all bytes of the maps 255, no texel known. */
export interface RowsSpace {
  pixels(kind: SurfaceMap): Pixels;
  readonly known: Uint8Array<ArrayBuffer>;
}

const ownSpace = (texels: number): RowsSpace => ({
  pixels: () => new Uint8ClampedArray(texels * 4).fill(255),
  known: new Uint8Array(texels),
});

/** Writes rows of `texels` texels in all; alpha is 255 everywhere unless `withAlpha`. */
export function createRowsWriter(
  layout: SampleLayout,
  texels: number,
  withAlpha: boolean,
  { pixels, known }: RowsSpace = ownSpace(texels),
): RowsWriter {
  const baseColor = layout.baseColor >= 0 ? pixels('baseColor') : undefined;
  const metallicRoughness = layout.metallicRoughness >= 0 ? pixels('metallicRoughness') : undefined;
  const occlusion = layout.occlusion >= 0 ? pixels('occlusion') : undefined;
  const emissive = layout.emissive >= 0 ? pixels('emissive') : undefined;
  const normal = pixels('normal');
  const tilts: TiltTally = { texels: 0, sum: 0, visible: 0 };

  const writeColor = (data: Pixels, at: number, values: Float32Array, from: number) => {
    data[at] = encodeSrgb(values[from]!);
    data[at + 1] = encodeSrgb(values[from + 1]!);
    data[at + 2] = encodeSrgb(values[from + 2]!);
  };

  return {
    written: {
      maps: {
        ...(baseColor && { baseColor }),
        ...(metallicRoughness && { metallicRoughness }),
        ...(occlusion && { occlusion }),
        ...(emissive && { emissive }),
        normal,
      },
      known,
      tilts,
    },
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
      const tilt = z > 0 ? Math.sqrt(x * x + y * y) / length : 1;
      tilts.texels++;
      tilts.sum += tilt;
      if (tilt > VISIBLE_TILT) tilts.visible++;
      normal[at] = x * scale + 127.5;
      normal[at + 1] = y * scale + 127.5;
      normal[at + 2] = z * scale + 127.5;
    },
  };
}

/** The maps being baked, put together from their rows in any order. */
export interface OutputMaps {
  /** Where `texels` texels from a row on can be written in place. */
  space(firstRow: number, texels: number): RowsSpace;
  /** Takes rows; those that were written in place are not copied. */
  put(firstRow: number, rows: MapRows): void;
  /** Fills the gaps between islands and returns the maps; without the normal map when it would be flat. */
  finish(pacer: Pacer): Promise<SurfaceRasters>;
}

export function createOutputMaps(sizePx: number): OutputMaps {
  const whole: Partial<Record<SurfaceMap, Pixels>> = {};
  const known = new Uint8Array(sizePx * sizePx);
  const tallies = new Map<number, TiltTally>();

  const map = (kind: SurfaceMap): Pixels => {
    whole[kind] ??= new Uint8ClampedArray(sizePx * sizePx * 4).fill(255);
    return whole[kind];
  };

  return {
    space(firstRow, texels) {
      const start = firstRow * sizePx;
      return {
        pixels: (kind) => map(kind).subarray(start * 4, (start + texels) * 4),
        known: known.subarray(start, start + texels),
      };
    },
    put(firstRow, rows) {
      for (const [kind, data] of Object.entries(rows.maps) as [SurfaceMap, Pixels][])
        if (data.buffer !== map(kind).buffer) map(kind).set(data, firstRow * sizePx * 4);
      if (rows.known.buffer !== known.buffer) known.set(rows.known, firstRow * sizePx);
      tallies.set(firstRow, rows.tilts);
    },
    async finish(pacer) {
      if (isFlat(tallies)) delete whole.normal;
      const entries = Object.entries(whole);
      for (const [, data] of entries) await fillGaps(data, known, sizePx, pacer);
      return Object.fromEntries(
        entries.map(([kind, data]) => [kind, { widthPx: sizePx, heightPx: sizePx, data }]),
      );
    },
  };
}

/** Whether the vertex normals are already closer to the source than a normal map can be. */
function isFlat(tallies: ReadonlyMap<number, TiltTally>): boolean {
  const all: TiltTally = { texels: 0, sum: 0, visible: 0 };
  // Sums of fractions depend on their order: from the first row to the last, whichever came first.
  for (const row of [...tallies.keys()].sort((a, b) => a - b)) {
    const { texels, sum, visible } = tallies.get(row)!;
    all.texels += texels;
    all.sum += sum;
    all.visible += visible;
  }
  return all.sum <= FLATTEST_MAP * all.texels && all.visible <= VISIBLE_SHARE * all.texels;
}
