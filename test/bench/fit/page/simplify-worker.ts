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

self.onmessage = async ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  await MeshoptSimplifier.ready;
  const { indices, positions } = arraysOf(data);
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    MeshoptSimplifier.simplify(indices, positions, 3, 60_000, 1);
    times.push(performance.now() - start);
  }
  self.postMessage(Math.min(...times));
};
