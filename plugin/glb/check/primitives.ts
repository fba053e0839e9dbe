import { componentReader, elementBytes, FLOAT, UNSIGNED_INDEX_TYPES } from '../accessor-layout.ts';
import type { Gltf, GltfAccessor, GltfPrimitive } from '../gltf-schema.ts';
import { grouped, invalidGlb, keyText } from '../invalid-glb.ts';

/** Position of an accessor's elements in the binary chunk. */
export function spanOf(gltf: Gltf, accessor: GltfAccessor): { start: number; stride: number } {
  const view = gltf.bufferViews[accessor.bufferView ?? -1];
  return {
    start: (view?.byteOffset ?? 0) + accessor.byteOffset,
    stride: view?.byteStride ?? elementBytes(accessor),
  };
}

function highestIndex(gltf: Gltf, bin: DataView, accessor: GltfAccessor): number {
  const { start, stride } = spanOf(gltf, accessor);
  const read = componentReader(bin, { ...accessor, normalized: false });
  let highest = 0;
  for (let i = 0, at = start; i < accessor.count; i++, at += stride) highest = Math.max(highest, read(at));
  return highest;
}

/** Squares of larger ones are no finite 32-bit floats. */
const MAX_COORDINATE = 1e18;

function checkFinite(gltf: Gltf, bin: DataView, accessor: GltfAccessor, name: string): void {
  if (accessor.componentType !== FLOAT) return;
  const { start, stride } = spanOf(gltf, accessor);
  for (let i = 0, at = start; i < accessor.count; i++, at += stride)
    for (let c = 0; c < 3; c++) {
      const value = bin.getFloat32(at + c * 4, true);
      if (!Number.isFinite(value)) throw invalidGlb(`${name}: position ${grouped(i)} is not a finite number`);
      if (Math.abs(value) > MAX_COORDINATE)
        throw invalidGlb(
          `${name}: position ${grouped(i)} has the coordinate ${value.toExponential(1)}; the largest allowed is 1e+18`,
        );
    }
}

/** Whether the elements are uncompressed in the binary chunk. */
export function isUncompressed(gltf: Gltf, { bufferView }: GltfAccessor): boolean {
  const view = gltf.bufferViews[bufferView ?? -1];
  return view !== undefined && view.extensions?.EXT_meshopt_compression === undefined;
}

function checkDeclaredBounds({ min, max }: GltfAccessor, name: string): void {
  for (const [key, values] of [['min', min] as const, ['max', max] as const])
    if (values?.length !== 3 || !values.every(Number.isFinite))
      throw invalidGlb(`${name}: POSITION is compressed, but does not say its ${key}`);
}

function checkPosition(gltf: Gltf, position: GltfAccessor, name: string): void {
  const isQuantized =
    gltf.extensionsUsed.includes('KHR_mesh_quantization') && position.componentType !== 5125;
  if (position.type !== 'VEC3' || (position.componentType !== FLOAT && !isQuantized))
    throw invalidGlb(`${name}: POSITION is not a VEC3 of floats`);
}

function checkIndices(gltf: Gltf, indices: GltfAccessor, name: string): void {
  if (indices.type !== 'SCALAR' || !UNSIGNED_INDEX_TYPES.includes(indices.componentType))
    throw invalidGlb(`${name}: indices are not unsigned integers`);
  if (gltf.bufferViews[indices.bufferView ?? -1]?.byteStride !== undefined)
    throw invalidGlb(`${name}: indices are in a bufferView with a stride`);
}

/** Checks that attribute counts are equal, positions are finite, and uncompressed indices are in range. */
export function checkPrimitives(gltf: Gltf, bin: Uint8Array): void {
  const view = new DataView(bin.buffer, bin.byteOffset, bin.byteLength);
  // Primitives may share accessors: each is checked once.
  const highest = new Map<number, number>();
  const finite = new Set<number>();

  function check(primitive: GltfPrimitive, name: string): void {
    const { attributes, targets } = primitive;
    const positionIndex = Object.hasOwn(attributes, 'POSITION') ? attributes.POSITION : undefined;
    const position = positionIndex === undefined ? undefined : gltf.accessors[positionIndex];
    if (positionIndex === undefined || !position) throw invalidGlb(`${name} has no POSITION`);
    checkPosition(gltf, position, name);
    for (const accessors of [attributes, ...targets])
      for (const [key, index] of Object.entries(accessors))
        if (gltf.accessors[index]?.count !== position.count)
          throw invalidGlb(
            `${name}: ${keyText(key)} has ${gltf.accessors[index]?.count} elements, POSITION has ${position.count}`,
          );
    if (!isUncompressed(gltf, position)) checkDeclaredBounds(position, name);
    else if (!finite.has(positionIndex)) checkFinite(gltf, view, position, name);
    const draco = gltf.bufferViews[primitive.extensions?.KHR_draco_mesh_compression?.bufferView ?? -1];
    if (draco && (draco.buffer !== 0 || draco.extensions?.EXT_meshopt_compression))
      throw invalidGlb(`${name} has no Draco data at the given bufferView`);
    finite.add(positionIndex);
    if (primitive.indices === undefined) return;
    const indices = gltf.accessors[primitive.indices]!;
    checkIndices(gltf, indices, name);
    // Compressed indices are checked after decoding.
    if (!isUncompressed(gltf, indices)) return;
    const last = highest.get(primitive.indices) ?? highestIndex(gltf, view, indices);
    highest.set(primitive.indices, last);
    if (last >= position.count)
      throw invalidGlb(`${name} has index ${grouped(last)}, but only ${grouped(position.count)} vertices`);
  }

  gltf.meshes.forEach(({ primitives }, m) => {
    primitives.forEach((primitive, p) => {
      check(primitive, `meshes[${m}].primitives[${p}]`);
    });
  });
}
