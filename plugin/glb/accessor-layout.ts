import type { GltfAccessor } from './gltf-schema.ts';

export const FLOAT = 5126;
export const UNSIGNED_INDEX_TYPES: readonly number[] = [5121, 5123, 5125];

const COMPONENT_BYTES: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
const COLUMNS = { SCALAR: 1, VEC2: 1, VEC3: 1, VEC4: 1, MAT2: 2, MAT3: 3, MAT4: 4 } as const;
const ROWS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 2, MAT3: 3, MAT4: 4 } as const;

export function componentBytes(componentType: number): number {
  return COMPONENT_BYTES[componentType] ?? 4;
}

/** Bytes of one element; columns of a matrix start at multiples of 4. */
export function elementBytes({ componentType, type }: Pick<GltfAccessor, 'componentType' | 'type'>): number {
  const column = ROWS[type] * componentBytes(componentType);
  return COLUMNS[type] === 1 ? column : COLUMNS[type] * Math.ceil(column / 4) * 4;
}

/** Reads one component as the number it stands for: `normalized` integers as fractions. */
export function componentReader(
  view: DataView,
  { componentType, normalized }: GltfAccessor,
): (offset: number) => number {
  const fraction = (value: number, full: number) => (normalized ? Math.max(value / full, -1) : value);
  switch (componentType) {
    case 5120:
      return (offset) => fraction(view.getInt8(offset), 127);
    case 5121:
      return (offset) => fraction(view.getUint8(offset), 255);
    case 5122:
      return (offset) => fraction(view.getInt16(offset, true), 32767);
    case 5123:
      return (offset) => fraction(view.getUint16(offset, true), 65535);
    case 5125:
      return (offset) => view.getUint32(offset, true);
    default:
      return (offset) => view.getFloat32(offset, true);
  }
}
