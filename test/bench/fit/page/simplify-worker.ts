import { MeshoptSimplifier } from 'meshoptimizer';

/** The first primitive's indices and positions of a master, which stores them as plain arrays. */
function arraysOf(glb: Uint8Array<ArrayBuffer>): { indices: Uint32Array; positions: Float32Array } {
  const length = new DataView(glb.buffer).getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as {
    bufferViews: { byteOffset: number; byteLength: number }[];
  };
  const [positions, , , indices] = json.bufferViews.map(({ byteOffset, byteLength }) =>
    glb.slice(28 + length + byteOffset, 28 + length + byteOffset + byteLength),
  );
  return { indices: new Uint32Array(indices!.buffer), positions: new Float32Array(positions!.buffer) };
}

let arrays: ReturnType<typeof arraysOf> | undefined;

/** Answers a master with 0 once it is read, and anything else with the milliseconds of one run. */
self.onmessage = async ({ data }: MessageEvent<Uint8Array<ArrayBuffer> | 'run'>) => {
  await MeshoptSimplifier.ready;
  if (data !== 'run') arrays = arraysOf(data);
  const start = performance.now();
  if (data === 'run' && arrays) MeshoptSimplifier.simplify(arrays.indices, arrays.positions, 3, 60_000, 1);
  self.postMessage(data === 'run' ? performance.now() - start : 0);
};
