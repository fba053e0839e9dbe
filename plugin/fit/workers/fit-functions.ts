import type { FitPlan, FitRepair } from '../../budget/fit-plan.ts';
import { DEFAULT_REPAIRS } from '../../budget/repairs.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { Call } from '../../worker/protocol.ts';
import type { BakeHelpers } from '../bake/bands/bake-bands.ts';
import { bandFunctions } from '../bake/bands/band-functions.ts';
import { checkPlan, previewTriangles } from '../check-plan.ts';
import type { FitOptions, FitStage } from '../contract.ts';
import { openMaster } from '../open-master.ts';
import type { FitPlatform, OpenMaster } from '../platform.ts';
import type { TextureCodec } from '../texture/codec.ts';
import { warmUpFit } from '../warm-up.ts';

interface OpenRequest {
  readonly master: Uint8Array;
  /** By default as the platform says. */
  readonly maxWorkers?: number;
}

interface FitRequest extends Pick<FitOptions, 'extras'> {
  readonly plan: FitPlan;
}

interface PreviewRequest {
  readonly triangles: number;
  readonly repairs?: readonly FitRepair[];
}

export type FitFunctions = ReturnType<typeof fitFunctions>;

/**
 * The functions of a fit worker, which works on one master, or helps another one with a bake. `helpers` start the same
 * script again.
 */
export function fitFunctions(codec: TextureCodec, helpers?: BakeHelpers) {
  const platform: FitPlatform = { codec, now: () => performance.now() };
  let opened: OpenMaster | undefined;
  const master = (): OpenMaster => {
    if (!opened) throw new ImageTo3DError('internal', 'No master has been opened.');
    return opened;
  };
  return {
    warmUp: () => warmUpFit(platform),
    async open({ master, maxWorkers }: OpenRequest) {
      const limited = helpers && { ...helpers, ...omitUndefined({ maxWorkers }) };
      opened = await openMaster(master, { ...platform, ...omitUndefined({ helpers: limited }) });
      return opened.facts;
    },
    preview: async ({ triangles, repairs = DEFAULT_REPAIRS }: PreviewRequest, { signal }: Call) =>
      master().preview(previewTriangles(triangles), repairs, signal),
    lint: async (_: undefined, { signal }: Call) => master().lint(signal),
    async fit({ plan, extras }: FitRequest, { signal, onProgress, handOver }: Call<FitStage>) {
      checkPlan(plan);
      const result = await master().fit(plan, { signal, onProgress, ...omitUndefined({ extras }) });
      // Meshes are copied, not moved: the worker may need them again.
      handOver(result.glb.buffer, ...Object.values(result.shown?.maps ?? {}));
      return result;
    },
    ...bandFunctions(),
  };
}
