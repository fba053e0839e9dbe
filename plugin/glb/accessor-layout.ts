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

/** Bytes of one element; matrix columns are aligned to 4 bytes. */
export function elementBytes({ componentType, type }: Pick<GltfAccessor, 'componentType' | 'type'>): number {
  const column = ROWS[type] * componentBytes(componentType);
  return COLUMNS[type] === 1 ? column : COLUMNS[type] * Math.ceil(column / 4) * 4;
}

const FULL: Readonly<Record<number, number>> = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 };

/** Decodes a stored component; `normalized` integers become fractions. */
export function storedNumber(
  { componentType, normalized }: Pick<GltfAccessor, 'componentType' | 'normalized'>,
  value: number,
): number {
  const full = normalized ? FULL[componentType] : undefined;
  return full === undefined ? value : Math.max(value / full, -1);
}

/** Reads and decodes one component; `normalized` integers become fractions. */
export function componentReader(view: DataView, accessor: GltfAccessor): (offset: number) => number {
  const number = (value: number) => storedNumber(accessor, value);
  switch (accessor.componentType) {
    case 5120:
      return (offset) => number(view.getInt8(offset));
    case 5121:
      return (offset) => number(view.getUint8(offset));
    case 5122:
      return (offset) => number(view.getInt16(offset, true));
    case 5123:
      return (offset) => number(view.getUint16(offset, true));
    case 5125:
      return (offset) => view.getUint32(offset, true);
    default:
      return (offset) => view.getFloat32(offset, true);
  }
}
