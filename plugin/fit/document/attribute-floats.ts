import type { Accessor } from '@gltf-transform/core';

/** The values of an accessor as floats, normalised integers decoded. */
export function floatsOf(accessor: Accessor): Float32Array<ArrayBuffer> {
  const size = accessor.getElementSize();
  const values = new Float32Array(accessor.getCount() * size);
  const element: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) values.set(accessor.getElement(i, element), i * size);
  return values;
}
