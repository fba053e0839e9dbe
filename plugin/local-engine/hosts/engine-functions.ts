import { throwIfAborted } from '../../core/errors.ts';
import type { Call } from '../../worker/protocol.ts';
import type { LocalRequest, LocalResult, LocalStage } from '../contract.ts';
import { generateLocal } from '../generate-local.ts';
import { decodeLongSidePx } from './decode-size.ts';
import { type ImageCodec, loadHost } from './thread-host.ts';
import { warmUpEngine } from './warm-up.ts';

export type EngineFunctions = ReturnType<typeof engineFunctions>;

/** The functions of the local engine's worker. */
export const engineFunctions = (codec: ImageCodec) => ({
  warmUp: async () => warmUpEngine(await loadHost(codec)),

  /** Decodes the image, runs the engine and adds the time of decoding to the report. */
  async generate(
    { image, parameters, profile }: LocalRequest,
    { signal, onProgress, handOver }: Call<LocalStage>,
  ): Promise<LocalResult> {
    const host = await loadHost(codec);
    const startedMs = host.now();
    onProgress('decode', 0);
    const raster = await host.decode(image, decodeLongSidePx({ parameters, profile }));
    throwIfAborted(signal);
    const decode = host.now() - startedMs;
    const { glb, report } = await generateLocal(raster, parameters, host, { profile, signal, onProgress });
    handOver(glb.buffer);
    return { glb, report: { ...report, timingsMs: { ...report.timingsMs, decode } } };
  },
});
