import { componentBytes, elementBytes } from './accessor-layout.ts';
import { GLB_LIMITS } from './glb-limits.ts';
import type { Gltf, GltfAccessor } from './gltf-schema.ts';
import { grouped, invalidGlb } from './invalid-glb.ts';

function checkBufferViews({ bufferViews, buffers }: Gltf, binBytes: number): void {
  const declared = buffers[0]?.byteLength ?? 0;
  if (declared > binBytes)
    throw invalidGlb(
      `buffers[0] says ${grouped(declared)} bytes, but the binary chunk has ${grouped(binBytes)}`,
    );
  bufferViews.forEach((view, i) => {
    if (view.buffer >= buffers.length)
      throw invalidGlb(`bufferViews[${i}] is in buffer ${view.buffer}, which does not exist`);
    const end = view.byteOffset + view.byteLength;
    if (end > declared)
      throw invalidGlb(
        `bufferViews[${i}] reaches ${grouped(end - declared)} bytes beyond the end of its buffer`,
      );
  });
}

function checkAccessor(gltf: Gltf, accessor: GltfAccessor, name: string): void {
  const { count, byteOffset, componentType } = accessor;
  if (count > GLB_LIMITS.maxAccessorElements)
    throw invalidGlb(
      `${name} has ${grouped(count)} elements; the limit is ${grouped(GLB_LIMITS.maxAccessorElements)}`,
    );
  if (accessor.sparse !== undefined) throw invalidGlb(`${name} is sparse, which is not read here`);
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

/** Every accessor lies inside its data, and all of them together are of bounded size. */
export function checkAccessors(gltf: Gltf, binBytes: number): void {
  checkBufferViews(gltf, binBytes);
  let elements = 0;
  let bytes = 0;
  gltf.accessors.forEach((accessor, i) => {
    checkAccessor(gltf, accessor, `accessors[${i}]`);
    elements += accessor.count;
    bytes += accessor.count * elementBytes(accessor);
  });
  if (elements > GLB_LIMITS.maxElementsInSum)
    throw invalidGlb(
      `The accessors of the GLB have ${grouped(elements)} elements in sum; the limit is ${grouped(GLB_LIMITS.maxElementsInSum)}`,
    );
  if (bytes > GLB_LIMITS.maxAccessorBytesInSum)
    throw invalidGlb(
      `The accessors of the GLB have ${grouped(bytes)} bytes in sum; the limit is ${grouped(GLB_LIMITS.maxAccessorBytesInSum)}`,
    );
}
