import type { MasterFacts } from '../../budget/master-facts.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import type { FitStage } from '../contract.ts';
import { checkMemory, grownRemarks, measureResult } from '../measure-result.ts';
import type { FitPlatform, OpenMaster } from '../platform.ts';
import type { ReadSource } from '../source/read-source.ts';

/** Adds the time between reports to the stage reported before. */
function stageTimer(now: () => number) {
  const timingsMs: Partial<Record<FitStage, number>> = {};
  let stage: FitStage = 'read';
  let startedMs = now();
  const at = (next: FitStage) => {
    timingsMs[stage] = (timingsMs[stage] ?? 0) + now() - startedMs;
    startedMs = now();
    stage = next;
  };
  return {
    at,
    finish() {
      at(stage);
      return timingsMs;
    },
  };
}

/** Opens a file of several parts, which stay separate. */
export function openDocument(
  master: Uint8Array,
  { reason, geometryRefusal }: Extract<ReadSource, { kind: 'document' }>,
  stats: AssetStats,
  { codec, now }: FitPlatform,
): OpenMaster {
  const facts: MasterFacts = {
    stats,
    kind: 'document',
    uvCharts: 0,
    maps: [],
    ...omitUndefined({ geometryRefusal }),
  };
  return {
    facts,

    async preview() {
      throw new ImageTo3DError('validation', `No preview is available: ${reason} Its parts stay separate.`);
    },

    lint: async () => [],

    async fit(plan, options) {
      const { fitDocument } = await import('./fit-document.ts');
      const timer = stageTimer(now);
      const { glb, ...rest } = await fitDocument(master, plan, {
        ...options,
        codec,
        onProgress: (stage, fraction) => {
          timer.at(stage);
          options.onProgress?.(stage, fraction);
        },
      });
      const after = measureResult(glb);
      checkMemory(stats, after, plan);
      return {
        glb,
        lods: [],
        report: {
          ...rest,
          remarks: [...rest.remarks, ...grownRemarks(stats, after)],
          before: stats,
          after,
          removedTriangles: {},
          timingsMs: timer.finish(),
        },
      };
    },
  };
}
