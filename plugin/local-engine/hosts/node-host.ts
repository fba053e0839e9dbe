import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { decodeInNode, encodeInNode } from './node-codec.ts';
import type { ThreadHost } from './run-request.ts';

const host: ThreadHost = {
  decode: decodeInNode,
  encodeTexture: encodeInNode,
  simplifier: MeshoptSimplifier,
  now: () => performance.now(),
};

/** Codecs of `sharp` and the simplifier, once its wasm is ready. */
export async function loadNodeHost(): Promise<ThreadHost> {
  await MeshoptSimplifier.ready;
  return host;
}
