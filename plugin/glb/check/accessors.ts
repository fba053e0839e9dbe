import { componentBytes, elementBytes } from '../accessor-layout.ts';
import { GLB_LIMITS } from '../glb-limits.ts';
import type { Gltf, GltfAccessor } from '../gltf-schema.ts';
import { grouped, invalidGlb } from '../invalid-glb.ts';
import { checkBuffers, checkMeshopt, checkStreamLength, dracoAccessors, isFallback } from './compression.ts';

function checkBufferViews(gltf: Gltf, binBytes: number): void {
  const { bufferViews, buffers } = gltf;
  checkBuffers(gltf);
  const declared = buffers[0]?.byteLength ?? 0;
  if (declared > binBytes)
    throw invalidGlb(
      `buffers[0] says ${grouped(declared)} bytes, but the binary chunk has ${grouped(binBytes)}`,
    );
  let unpacked = 0;
  bufferViews.forEach((view, i) => {
    const name = `bufferViews[${i}]`;
    const buffer = buffers[view.buffer];
    if (!buffer) throw invalidGlb(`${name} is in buffer ${view.buffer}, which does not exist`);
    const end = view.byteOffset + view.byteLength;
    if (end > buffer.byteLength)
      throw invalidGlb(
        `${name} reaches ${grouped(end - buffer.byteLength)} bytes beyond the end of its buffer`,
      );
    const meshopt = view.extensions?.EXT_meshopt_compression;
    if (!meshopt && isFallback(gltf, view.buffer))
      throw invalidGlb(`${name} is in buffer ${view.buffer}, which has no data`);
    if (!meshopt) return;
    checkMeshopt(gltf, view, meshopt, name, declared);
    unpacked += view.byteLength;
  });
  if (unpacked > GLB_LIMITS.maxAccessorBytesInSum)
    throw invalidGlb(
      `The GLB unpacks to ${grouped(unpacked)} bytes; the limit is ${grouped(GLB_LIMITS.maxAccessorBytesInSum)}`,
    );
  bufferViews.forEach(({ extensions }, i) => {
    if (extensions?.EXT_meshopt_compression)
      checkStreamLength(extensions.EXT_meshopt_compression, `bufferViews[${i}]`);
  });
}

function checkAccessor(gltf: Gltf, accessor: GltfAccessor, name: string, isFilled: boolean): void {
  const { count, byteOffset, componentType } = accessor;
  if (count > GLB_LIMITS.maxAccessorElements)
    throw invalidGlb(
      `${name} has ${grouped(count)} elements; the limit is ${grouped(GLB_LIMITS.maxAccessorElements)}`,
    );
  if (accessor.sparse !== undefined) throw invalidGlb(`${name} is sparse, which is not supported`);
  if (accessor.bufferView === undefined && isFilled) return;
  if (accessor.bufferView === undefined)
    throw invalidGlb(`${name} has ${grouped(count)} elements but no data (no bufferView)`);
  const view = gltf.bufferViews[accessor.bufferView];
  if (!view) throw invalidGlb(`${name} is in bufferView ${accessor.bufferView}, which does not exist`);
  const size = elementBytes(accessor);
  const stride = view.byteStride ?? size;
  if (stride < size) throw invalidGlb(`${name} has elements of ${size} bytes at a stride of ${stride}`);
  if (byteOffset % componentBytes(componentType) || view.byteOffset % componentBytes(componentType))
    throw invalidGlb(`${name} is not aligned to its components of ${componentBytes(componentType)} bytes`);
  const excess = byteOffset + stride * (count - 1) + size - view.byteLength;
  if (excess > 0) throw invalidGlb(`${name} reaches ${grouped(excess)} bytes beyond its bufferView`);
}

/** Checks that every accessor lies inside its buffer view and that their total size is within the limits. */
export function checkAccessors(gltf: Gltf, binBytes: number): void {
  checkBufferViews(gltf, binBytes);
  const filled = dracoAccessors(gltf);
  let elements = 0;
  let bytes = 0;
  gltf.accessors.forEach((accessor, i) => {
    checkAccessor(gltf, accessor, `accessors[${i}]`, filled.has(i));
    elements += accessor.count;
    bytes += accessor.count * elementBytes(accessor);
  });
  if (elements > GLB_LIMITS.maxElementsInSum)
    throw invalidGlb(
      `The accessors of the GLB have ${grouped(elements)} elements in total; the limit is ${grouped(GLB_LIMITS.maxElementsInSum)}`,
    );
  if (bytes > GLB_LIMITS.maxAccessorBytesInSum)
    throw invalidGlb(
      `The accessors of the GLB have ${grouped(bytes)} bytes in total; the limit is ${grouped(GLB_LIMITS.maxAccessorBytesInSum)}`,
    );
}
