import { throwIfAborted } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { LocalRequest, LocalResult, LocalRunOptions } from '../contract.ts';
import { type EngineHost, generateLocal } from '../generate-local.ts';
import { decodeLongSidePx } from './decode-size.ts';

/** What a kind of thread brings: its codecs, the simplifier and a clock. */
export interface ThreadHost extends EngineHost {
  /** Pixels of an encoded image, long side at most `longSidePx`. Throws the image errors of the engine's contract. */
  decode(image: Uint8Array<ArrayBuffer>, longSidePx: number): Promise<RasterImage>;
}

/** Decodes the image, runs the engine and adds the time of decoding to the report. */
export async function runRequest(
  { image, parameters, profile }: LocalRequest,
  host: ThreadHost,
  options: LocalRunOptions,
): Promise<LocalResult> {
  const startedMs = host.now();
  options.onProgress?.('decode', 0);
  const raster = await host.decode(image, decodeLongSidePx({ parameters, profile }));
  throwIfAborted(options.signal);
  const decode = host.now() - startedMs;
  const { glb, report } = await generateLocal(raster, parameters, host, { profile, ...options });
  return { glb, report: { ...report, timingsMs: { ...report.timingsMs, decode } } };
}
