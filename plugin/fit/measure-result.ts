import type { FitPlan } from '../budget/fit-plan.ts';
import { fileSizeText, memoryText } from '../core/bytes-text.ts';
import { ImageTo3DError } from '../core/errors.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import { grouped } from '../glb/invalid-glb.ts';
import { measureGlb } from '../glb/measure-glb.ts';

/** Measures a file that a fit wrote: whatever it may need to be shown, nothing in it is decoded here. */
export const measureResult = (glb: Uint8Array): AssetStats =>
  measureGlb(glb, { decoders: ['meshopt', 'ktx2'] });

/** When the master's file is the result. */
export const KEPT_REMARK = 'The file is kept as it is: it cannot be made smaller.';

/** Whether the file may take more bytes than the master: for other tools, with GPU textures, or with LODs in it. */
export const mayGrow = ({ output, allowUpscale }: Pick<FitPlan, 'output' | 'allowUpscale'>): boolean =>
  allowUpscale ||
  output.withLods ||
  output.geometry === 'float' ||
  output.textures === 'png' ||
  output.textures === 'ktx2';

const heavier = (what: string): ImageTo3DError =>
  new ImageTo3DError(
    'over-budget',
    `This fit would be heavier than the original: ${what}. A plan with allowUpscale makes it all the same.`,
  );

export function heavierFile(before: number, after: number): ImageTo3DError {
  const [from, to] = [fileSizeText(before), fileSizeText(after)];
  return heavier(from === to ? `file ${grouped(before)} → ${grouped(after)} bytes` : `file ${from} → ${to}`);
}

/** Says that a file grew, where it may. */
export const grownRemarks = (before: AssetStats, after: AssetStats): readonly string[] =>
  after.fileBytes > before.fileBytes
    ? [
        `The file grew from ${fileSizeText(before.fileBytes)} to ${fileSizeText(after.fileBytes)}: PNG and GPU textures, float geometry and LODs take more bytes.`,
      ]
    : [];

/** Throws `over-budget` when a result would take more GPU memory than its master. Written LODs and floats are asked for. */
export function checkMemory(before: AssetStats, after: AssetStats, { allowUpscale, output }: FitPlan): void {
  if (allowUpscale || output.withLods || output.geometry === 'float') return;
  if (after.gpuBytes <= before.gpuBytes) return;
  throw heavier(`GPU ${memoryText(before.gpuBytes)} → ${memoryText(after.gpuBytes)}`);
}
