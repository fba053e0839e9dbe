import type { FitHost } from '../open-master.ts';
import { createNodeCodec } from '../texture/node-codec.ts';

/** Codecs of `sharp`, which is loaded with the first picture. */
export const loadNodeFitHost = async (): Promise<FitHost> => ({
  codec: createNodeCodec(),
  now: () => performance.now(),
});
