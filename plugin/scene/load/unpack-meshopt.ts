import { ImageTo3DError } from '../../core/errors.ts';
import { checkGlb } from '../../glb/check-glb.ts';
import type { GltfBufferView, GltfMeshopt } from '../../glb/gltf-schema.ts';
import { parseGlb } from '../../glb/parse-glb.ts';
import { availableDecoders } from './decoders.ts';

const EXTENSION = 'EXT_meshopt_compression';

interface PackedView extends Record<string, unknown> {
  buffer: number;
  byteOffset?: number;
  byteLength: number;
  extensions?: { [EXTENSION]?: GltfMeshopt } & GltfBufferView['extensions'];
}

interface PackedJson extends Record<string, unknown> {
  bufferViews: PackedView[];
  extensionsUsed?: string[];
  extensionsRequired?: string[];
}

const aligned = (bytes: number) => Math.ceil(bytes / 4) * 4;

/**
 * Decompresses the buffer views of a checked GLB, since Babylon's own decoder is a script from its CDN. A file without
 * the extension is returned unchanged. The result is checked like any other file. Throws `invalid-glb`.
 */
export async function unpackMeshopt(glb: Uint8Array): Promise<Uint8Array> {
  const { json, bin } = parseGlb(glb);
  const gltf = json as PackedJson;
  if (!gltf.extensionsUsed?.includes(EXTENSION)) return glb;
  const { MeshoptDecoder } = await import('meshoptimizer/decoder');
  await MeshoptDecoder.ready;

  let length = 0;
  const starts = gltf.bufferViews.map(({ byteLength }) => {
    const start = length;
    length += aligned(byteLength);
    return start;
  });
  const text = new TextEncoder().encode(JSON.stringify(withoutExtension(gltf, starts, length)));
  const jsonBytes = aligned(text.length);
  const out = new Uint8Array(28 + jsonBytes + length);
  const view = new DataView(out.buffer);
  const words = [0x46546c67, 2, out.length, jsonBytes, 0x4e4f534a];
  for (const [index, word] of words.entries()) view.setUint32(4 * index, word, true);
  out.fill(0x20, 20, 20 + jsonBytes);
  out.set(text, 20);
  view.setUint32(20 + jsonBytes, length, true);
  view.setUint32(24 + jsonBytes, 0x004e4942, true);

  for (const [index, { byteOffset = 0, byteLength, extensions }] of gltf.bufferViews.entries()) {
    const target = out.subarray(28 + jsonBytes + starts[index]!).subarray(0, byteLength);
    const packed = extensions?.[EXTENSION];
    if (!packed) {
      target.set(bin.subarray(byteOffset, byteOffset + byteLength));
      continue;
    }
    const { byteOffset: start = 0, byteLength: bytes, count, byteStride, mode, filter } = packed;
    try {
      MeshoptDecoder.decodeGltfBuffer(
        target,
        count,
        byteStride,
        bin.subarray(start, start + bytes),
        mode,
        filter,
      );
    } catch (cause) {
      throw new ImageTo3DError('invalid-glb', `bufferViews[${index}] cannot be decompressed.`, { cause });
    }
  }
  checkGlb(out, { decoders: availableDecoders() });
  return out;
}

function withoutExtension(gltf: PackedJson, starts: readonly number[], byteLength: number): unknown {
  const others = (names: string[] = []) => names.filter((name) => name !== EXTENSION);
  const { extensionsUsed, extensionsRequired, ...rest } = gltf;
  const used = others(extensionsUsed);
  const required = others(extensionsRequired);
  return {
    ...rest,
    ...(used.length > 0 ? { extensionsUsed: used } : {}),
    ...(required.length > 0 ? { extensionsRequired: required } : {}),
    buffers: [{ byteLength }],
    bufferViews: gltf.bufferViews.map(({ extensions, ...view }, index) => {
      const { [EXTENSION]: _packed, ...kept } = extensions ?? {};
      return {
        ...view,
        buffer: 0,
        byteOffset: starts[index],
        ...(Object.keys(kept).length > 0 ? { extensions: kept } : {}),
      };
    }),
  };
}
