import type { Accessor, Document, Primitive } from '@gltf-transform/core';

/** Replaces what is not a number by the values of a neighbour, else by 0; returns the number of vertices. */
function repair(accessor: Accessor, primitive: Primitive): number {
  const array = accessor.getArray();
  if (!(array instanceof Float32Array) || array.every(Number.isFinite)) return 0;
  const size = accessor.getElementSize();
  const broken = new Set<number>();
  array.forEach((value, i) => {
    if (!Number.isFinite(value)) broken.add(Math.floor(i / size));
  });
  const indices = primitive.getIndices()?.getArray();
  const sources = new Map<number, number>();
  for (let i = 0; i < (indices?.length ?? accessor.getCount()); i++) {
    const corner = (at: number) => indices?.[at] ?? at;
    if (!broken.has(corner(i)) || sources.has(corner(i))) continue;
    const first = i - (i % 3);
    const sound = [first, first + 1, first + 2].map(corner).find((other) => !broken.has(other));
    if (sound !== undefined && sound < accessor.getCount()) sources.set(corner(i), sound);
  }
  for (const vertex of broken) {
    const from = sources.get(vertex);
    for (let k = 0; k < size; k++)
      array[size * vertex + k] = from === undefined ? 0 : array[size * from + k]!;
  }
  return broken.size;
}

/**
 * Makes every vertex attribute finite, so that no later step meets NaN. Positions were checked when the file was opened.
 * Returns a remark if something was repaired.
 */
export function repairAttributes(document: Document): string[] {
  let values = 0;
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives())
      for (const owner of [primitive, ...primitive.listTargets()])
        for (const accessor of owner.listAttributes()) values += repair(accessor, primitive);
  if (values === 0) return [];
  return [
    `${values.toLocaleString('en-US')} vertex values of the file were not numbers; each is replaced by that of a neighbour.`,
  ];
}
