import { invalidGlb } from '../../glb/invalid-glb.ts';
import type { CheckedGlb } from '../../glb/read-glb.ts';

/** The decompressed bytes of a bufferView. Read-only: uncompressed ones are a view into the file. */
export type ViewBytes = (bufferView: number) => Uint8Array;

/** Access to the bufferViews of a file; those with EXT_meshopt_compression are decoded on first use. */
export async function viewBytes({ gltf, bin }: CheckedGlb): Promise<ViewBytes> {
  const isCompressed = gltf.bufferViews.some(({ extensions }) => extensions?.EXT_meshopt_compression);
  const decoder = isCompressed ? await loadDecoder() : undefined;
  const decoded = new Map<number, Uint8Array>();

  return (index) => {
    const view = gltf.bufferViews[index]!;
    const meshopt = view.extensions?.EXT_meshopt_compression;
    if (!meshopt || !decoder) return bin.subarray(view.byteOffset, view.byteOffset + view.byteLength);
    const known = decoded.get(index);
    if (known) return known;
    const { byteOffset, byteLength, byteStride, count, mode, filter } = meshopt;
    const bytes = new Uint8Array(count * byteStride);
    const source = bin.subarray(byteOffset, byteOffset + byteLength);
    try {
      decoder.decodeGltfBuffer(bytes, count, byteStride, source, mode, filter);
    } catch (cause) {
      throw invalidGlb(`bufferViews[${index}] cannot be decompressed`, cause);
    }
    decoded.set(index, bytes);
    return bytes;
  };
}

async function loadDecoder() {
  const { MeshoptDecoder } = await import('meshoptimizer/decoder');
  await MeshoptDecoder.ready;
  return MeshoptDecoder;
}
