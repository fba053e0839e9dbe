import type { FitHost } from '../host.ts';
import { nodeCodec } from '../texture/node-codec.ts';

/** Codecs of `sharp`, which is loaded with the first image. */
export const loadNodeFitHost = async (): Promise<FitHost> => ({
  codec: nodeCodec,
  now: () => performance.now(),
});
