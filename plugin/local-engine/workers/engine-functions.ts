import { throwIfAborted } from '../../core/errors.ts';
import type { Call } from '../../worker/protocol.ts';
import type { LocalRequest, LocalResult, LocalStage } from '../contract.ts';
import { generateLocal } from '../generate-local.ts';
import { decodeLongSidePx } from './decode-size.ts';
import { warmUpEngine } from './warm-up.ts';
import { type ImageCodec, loadPlatform } from './worker-platform.ts';

export type EngineFunctions = ReturnType<typeof engineFunctions>;

/** The functions of the local engine's worker. */
export const engineFunctions = (codec: ImageCodec) => ({
  warmUp: async () => warmUpEngine(await loadPlatform(codec)),

  /** Decodes the image, runs the engine and adds the time of decoding to the report. */
  async generate(
    { image, parameters, profile }: LocalRequest,
    { signal, onProgress, handOver }: Call<LocalStage>,
  ): Promise<LocalResult> {
    const platform = await loadPlatform(codec);
    const startedMs = platform.now();
    onProgress('decode', 0);
    const raster = await platform.decode(image, decodeLongSidePx({ parameters, profile }));
    throwIfAborted(signal);
    const decode = platform.now() - startedMs;
    const { glb, report } = await generateLocal(raster, parameters, platform, {
      profile,
      signal,
      onProgress,
    });
    handOver(glb.buffer);
    return { glb, report: { ...report, timingsMs: { ...report.timingsMs, decode } } };
  },
});
