import type { AppliedFit, FittingSnapshot, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { fileSizeText } from '../../core/bytes-text.ts';
import { countText, shortCountText } from '../run/run-text.ts';

type TexelDensity = NonNullable<GeneratedAssetSnapshot['texelDensity']>;

const STAGES: Readonly<Record<NonNullable<FittingSnapshot['stage']>, string>> = {
  read: 'Reading the model',
  clean: 'Cleaning the mesh',
  simplify: 'Simplifying',
  unwrap: 'Unwrapping',
  decode: 'Decoding the textures',
  bake: 'Baking the textures',
  encode: 'Encoding the textures',
  lods: 'Making the LODs',
  collider: 'Making the collider',
  write: 'Writing the file',
};

/** What the fit is doing, as text; undefined when idle. */
export function fittingText({ phase, stage, previewTriangles }: FittingSnapshot): string | undefined {
  switch (phase) {
    case 'opening':
      return STAGES.read;
    case 'fitting':
      return stage ? STAGES[stage] : 'Fitting';
    default:
      return previewTriangles === undefined
        ? undefined
        : `Preview: ${countText(previewTriangles)} triangles, not baked yet`;
  }
}

/** "Fitted: 20k triangles · 1024 px · 612 KB": what was measured in the fitted file. */
export function fitLine({ stats }: AppliedFit): string {
  const texture = stats.maxTextureSizePx > 0 ? `${stats.maxTextureSizePx} px` : 'no texture';
  return `Fitted: ${shortCountText(stats.triangles)} triangles · ${texture} · ${fileSizeText(stats.fileBytes)}`;
}

/** Triangles of each LOD: measured, or expected before the first fit. */
export function lodLine(
  shares: readonly number[],
  triangles: number,
  measured: readonly number[] | undefined,
): string {
  const isMeasured = measured !== undefined && measured.length === shares.length;
  const counts = isMeasured ? measured : shares.map((share) => Math.round(share * triangles));
  const levels = counts.map((count, index) => `LOD ${index + 1}: ${countText(count)}`).join(' · ');
  return `${isMeasured ? '' : 'Expected: '}${levels} triangles`;
}

/** What the colours of the texel-density view mean. */
export function texelText({ medianPerMetre, lowPerMetre, highPerMetre }: TexelDensity): string {
  const [low, median, high] = [lowPerMetre, medianPerMetre, highPerMetre].map((value) =>
    countText(Math.round(value)),
  );
  return `Green: ${median} texels per metre (median). Blue: a quarter of that or less. Red: four times as many or more. Most of the surface has ${low} to ${high}.`;
}
