import { GLB_LIMITS } from '../glb-limits.ts';
import type { Gltf, GltfBufferView, GltfMeshopt } from '../gltf-schema.ts';
import { grouped, invalidGlb } from '../invalid-glb.ts';

const EXTENSION = 'EXT_meshopt_compression';
const DRACO = 'KHR_draco_mesh_compression';
const MAX_ATTRIBUTE_STRIDE = 256;

// A loader would then ignore the extension and read the data as uncompressed.
const notNamed = (name: string, extension: string) =>
  invalidGlb(`${name} is compressed, but extensionsUsed does not name ${extension}`);

/** Whether a buffer is only a placeholder for decompressed data (`fallback`). */
export function isFallback(gltf: Gltf, buffer: number): boolean {
  return gltf.buffers[buffer]?.extensions?.EXT_meshopt_compression?.fallback === true;
}

/** Only the first buffer of a GLB has data; the others must be fallback buffers. */
export function checkBuffers(gltf: Gltf): void {
  gltf.buffers.forEach((_, i) => {
    if (i === 0 && isFallback(gltf, 0)) throw invalidGlb('buffers[0] is marked as a fallback without data');
    if (i === 0) return;
    if (!isFallback(gltf, i)) throw invalidGlb(`buffers[${i}] has no data in the file`);
    if (!gltf.extensionsRequired.includes(EXTENSION))
      throw invalidGlb(`buffers[${i}] has no data, but ${EXTENSION} is not required`);
  });
}

function strideFault({ mode, byteStride, filter, count }: GltfMeshopt): string | undefined {
  if (mode !== 'ATTRIBUTES') {
    if (byteStride !== 2 && byteStride !== 4) return `${mode} at a stride of ${byteStride}`;
    if (filter !== 'NONE') return `${mode} with the filter ${filter}`;
    return mode === 'TRIANGLES' && count % 3 ? `TRIANGLES of ${grouped(count)} indices` : undefined;
  }
  if (byteStride % 4 || byteStride > MAX_ATTRIBUTE_STRIDE) return `ATTRIBUTES at a stride of ${byteStride}`;
  const fits =
    filter === 'OCTAHEDRAL'
      ? byteStride === 4 || byteStride === 8
      : filter !== 'QUATERNION' || byteStride === 8;
  return fits ? undefined : `the filter ${filter} at a stride of ${byteStride}`;
}

// The codec's minimum output: a header, control bits per vertex block, one byte per index or triangle, a tail. A stream
// that declares more elements would allocate memory before its decoder fails.
function leastBytes({ mode, count, byteStride }: GltfMeshopt): number {
  if (mode === 'TRIANGLES') return 1 + count / 3 + 16;
  if (mode === 'INDICES') return 1 + count + 4;
  const block = Math.min(256, Math.floor(8192 / byteStride / 16) * 16);
  return 1 + Math.ceil(count / block) * (byteStride / 4) + 24;
}

/** Checks that there are enough compressed bytes for the declared elements. */
export function checkStreamLength(meshopt: GltfMeshopt, name: string): void {
  const { byteLength, count } = meshopt;
  if (byteLength < leastBytes(meshopt))
    throw invalidGlb(
      `${name} has ${grouped(byteLength)} compressed bytes, too few for ${grouped(count)} elements`,
    );
}

/** Checks that the compressed range lies in the first buffer and decompresses to exactly its bufferView. */
export function checkMeshopt(
  gltf: Gltf,
  view: GltfBufferView,
  meshopt: GltfMeshopt,
  name: string,
  declared: number,
): void {
  const { buffer, byteOffset, byteLength, byteStride, count } = meshopt;
  if (!gltf.extensionsUsed.includes(EXTENSION)) throw notNamed(name, EXTENSION);
  if (buffer !== 0) throw invalidGlb(`${name} has its compressed data in buffer ${buffer}, which has none`);
  const excess = byteOffset + byteLength - declared;
  if (excess > 0)
    throw invalidGlb(`${name} has compressed data ${grouped(excess)} bytes beyond the end of its buffer`);
  if (count > GLB_LIMITS.maxAccessorElements)
    throw invalidGlb(
      `${name} has ${grouped(count)} compressed elements; the limit is ${grouped(GLB_LIMITS.maxAccessorElements)}`,
    );
  const fault = strideFault(meshopt);
  if (fault) throw invalidGlb(`${name} compresses ${fault}`);
  if (count * byteStride !== view.byteLength)
    throw invalidGlb(
      `${name} has ${grouped(view.byteLength)} bytes, but unpacks to ${grouped(count * byteStride)}`,
    );
  if (view.byteStride !== undefined && view.byteStride !== byteStride)
    throw invalidGlb(`${name} has a stride of ${view.byteStride}, but unpacks to one of ${byteStride}`);
}

/** Accessors that a Draco decoder fills; they may have no bufferView. */
export function dracoAccessors({ meshes, extensionsUsed }: Gltf): ReadonlySet<number> {
  const filled = new Set<number>();
  for (const [m, { primitives }] of meshes.entries())
    for (const [p, { attributes, indices, extensions }] of primitives.entries()) {
      const draco = extensions?.KHR_draco_mesh_compression;
      if (!draco) continue;
      if (!extensionsUsed.includes(DRACO)) throw notNamed(`meshes[${m}].primitives[${p}]`, DRACO);
      if (indices !== undefined) filled.add(indices);
      for (const name of Object.keys(draco.attributes))
        if (Object.hasOwn(attributes, name)) filled.add(attributes[name]!);
    }
  return filled;
}
