import { type Document, Logger, NodeIO, type Primitive } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { compactPrimitive, meshopt, simplify, textureCompress, weld } from '@gltf-transform/functions';
import { pack } from 'gltfpack';
import { MeshoptDecoder, MeshoptEncoder, MeshoptSimplifier } from 'meshoptimizer';
import sharp from 'sharp';
import { type Made, timed } from './measured.ts';

/** A tool as its users call it. */
export interface Peer {
  readonly method: string;
  /** Brings the geometry to `triangles`, as near as it gets; textures are untouched. */
  readonly reduce: (master: Uint8Array, triangles: number) => Promise<Uint8Array>;
  readonly isCompressed: boolean;
}

async function documentIO(): Promise<NodeIO> {
  await Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready, MeshoptSimplifier.ready]);
  return new NodeIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder, 'meshopt.encoder': MeshoptEncoder })
    .setLogger(new Logger(Logger.Verbosity.WARN));
}

const onlyPrimitive = (document: Document): Primitive => {
  const [primitive] = document.getRoot().listMeshes()[0]?.listPrimitives() ?? [];
  if (!primitive) throw new Error('The master has no primitive.');
  return primitive;
};

const trianglesOf = (primitive: Primitive) => primitive.getIndices()!.getCount() / 3;

const gltfTransform: Peer = {
  method: 'glTF-Transform weld, simplify',
  isCompressed: true,
  async reduce(master, triangles) {
    const io = await documentIO();
    const document = await io.readBinary(master);
    const ratio = triangles / trianglesOf(onlyPrimitive(document));
    await document.transform(
      weld(),
      simplify({ simplifier: MeshoptSimplifier, ratio, error: 1 }),
      meshopt({ encoder: MeshoptEncoder, level: 'high' }),
    );
    return io.writeBinary(document);
  },
};

const gltfpack = (name: string, ...flags: string[]): Peer => ({
  method: `gltfpack ${name}`,
  isCompressed: true,
  async reduce(master, triangles) {
    const io = await documentIO();
    const ratio = triangles / trianglesOf(onlyPrimitive(await io.readBinary(master)));
    let packed: Uint8Array | undefined;
    await pack(['-i', 'in.glb', '-o', 'out.glb', '-cc', '-si', `${ratio}`, ...flags], {
      read: () => master,
      write: (_path, data) => {
        packed = data.slice();
      },
    });
    if (!packed) throw new Error('gltfpack wrote nothing.');
    return packed;
  },
});

interface Arrays {
  readonly indices: Uint32Array;
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
}

/** One of meshoptimizer's functions on the raw arrays, which it may change; gives the indices that are left. */
const meshoptimizer = (
  name: string,
  run: (arrays: Arrays, indexCount: number) => Uint32Array | [Uint32Array, number],
): Peer => ({
  method: `meshoptimizer ${name}`,
  isCompressed: false,
  async reduce(master, triangles) {
    const io = await documentIO();
    const document = await io.readBinary(master);
    const primitive = onlyPrimitive(document);
    const floats = (semantic: string) => primitive.getAttribute(semantic)!.getArray() as Float32Array;
    const left = run(
      {
        indices: primitive.getIndices()!.getArray() as Uint32Array,
        positions: floats('POSITION'),
        normals: floats('NORMAL'),
        uvs: floats('TEXCOORD_0'),
      },
      triangles * 3,
    );
    primitive.getIndices()!.setArray(Array.isArray(left) ? left[0] : left);
    compactPrimitive(primitive);
    return io.writeBinary(document);
  },
});

// An error of 1 would let `Prune` take everything.
const ERROR = 0.3;

export const PEERS: readonly Peer[] = [
  gltfTransform,
  gltfpack('-si', '-se', `${ERROR}`),
  gltfpack('-si -sp', '-sp', '-se', `${ERROR}`),
  gltfpack('-si -sa', '-sa'),
  meshoptimizer('simplify', ({ indices, positions }, count) =>
    MeshoptSimplifier.simplify(indices, positions, 3, count, 1),
  ),
  meshoptimizer('simplifyWithUpdate, Permissive', ({ indices, positions, normals, uvs }, count) => {
    const attributes = new Float32Array((positions.length / 3) * 5);
    for (let v = 0; v < positions.length / 3; v++) {
      attributes.set(normals.subarray(v * 3, v * 3 + 3), v * 5);
      attributes.set(uvs.subarray(v * 2, v * 2 + 2), v * 5 + 3);
    }
    const [left] = MeshoptSimplifier.simplifyWithUpdate(
      indices,
      positions,
      3,
      attributes,
      5,
      [0.5, 0.5, 0.5, 1, 1],
      null,
      count,
      ERROR,
      ['Permissive', 'Prune'],
    );
    for (let v = 0; v < positions.length / 3; v++) {
      const length = Math.hypot(...attributes.subarray(v * 5, v * 5 + 3)) || 1;
      for (let a = 0; a < 3; a++) normals[v * 3 + a] = attributes[v * 5 + a]! / length;
      uvs.set(attributes.subarray(v * 5 + 3, v * 5 + 5), v * 2);
    }
    return indices.slice(0, left);
  }),
  meshoptimizer('simplifySloppy', ({ indices, positions }, count) =>
    MeshoptSimplifier.simplifySloppy(indices, positions, 3, null, count, 1),
  ),
];

/** Textures brought to the size that everyone gets, with the same encoder. */
export async function withTexturesOf(glb: Uint8Array, sizePx: number, quality = 85): Promise<Uint8Array> {
  const io = await documentIO();
  const document = await io.readBinary(glb);
  await document.transform(
    textureCompress({ encoder: sharp, targetFormat: 'webp', resize: [sizePx, sizePx], quality }),
  );
  return io.writeBinary(document);
}

export async function runPeer(
  { method, reduce, isCompressed }: Peer,
  master: Uint8Array,
  triangles: number,
  textureSize: number,
): Promise<Made> {
  const reduced = await timed(() => reduce(master.slice(), triangles));
  const whole = await timed(() => withTexturesOf(reduced.value, textureSize));
  return {
    method,
    isCompressed,
    glb: whole.value,
    cpuMs: reduced.cpuMs + whole.cpuMs,
    wallMs: reduced.wallMs + whole.wallMs,
    stagesMs: { geometry: reduced.wallMs, textures: whole.wallMs },
  };
}
