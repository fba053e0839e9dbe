import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { FitSession } from '../../../plugin/fit/contract.ts';
import { createFitEngine } from '../../../plugin/fit/node.ts';
import { type Made, timed } from './measured.ts';

/** Maps as the plan makes them, before a lossy encoder touches them. */
export const BEFORE_ENCODING = 'png';

export async function openMaster(master: Uint8Array): Promise<FitSession> {
  return createFitEngine({ inProcess: true }).openAsync(master);
}

export const planFor = (
  triangles: number,
  textureSize: number,
  bake: FitPlan['bake'],
  textures: 'webp' | typeof BEFORE_ENCODING = 'webp',
): FitPlan => ({
  ...DEFAULT_FIT_PLAN,
  triangles,
  textureSize,
  bake,
  output: { ...DEFAULT_FIT_PLAN.output, textures },
});

/** One fit in a session that is open already, as when a slider rests. */
export async function runOurs(session: FitSession, plan: FitPlan): Promise<Made & { removed: number }> {
  const { value, cpuMs, wallMs } = await timed(() => session.fitAsync(plan));
  const { report } = value;
  const removed = Object.values(report.removedTriangles).reduce((sum, n) => sum + n, 0);
  return {
    method: `ours ${plan.bake}${plan.output.textures === BEFORE_ENCODING ? ', before encoding' : ''}`,
    glb: value.glb,
    cpuMs,
    wallMs,
    stagesMs: report.timingsMs,
    isCompressed: true,
    heavier: (['triangles', 'gpuBytes', 'fileBytes'] as const)
      .filter((key) => report.after[key] > session.facts.stats[key])
      .map((key) => `${key} ${session.facts.stats[key]} → ${report.after[key]}`),
    note: [report.path, ...report.remarks].join('; '),
    removed,
  };
}
