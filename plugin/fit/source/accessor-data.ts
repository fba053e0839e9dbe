import { componentBytes, elementBytes, FLOAT } from '../../glb/accessor-layout.ts';
import { spanOf } from '../../glb/check/primitives.ts';
import type { GltfAccessor } from '../../glb/gltf-schema.ts';
import type { CheckedGlb } from '../../glb/read-glb.ts';
import type { ViewBytes } from './view-bytes.ts';

/** Reads the accessors of a file; returns copies. */
export interface AccessorData {
  /** The first `width` components of each element as floats; normalised integers become fractions. */
  floats(accessor: number, width: 2 | 3): Float32Array<ArrayBuffer>;
  /** Unsigned integers of any size. */
  indices(accessor: number): Uint32Array<ArrayBuffer>;
}

const NORMALIZED_FULL: Readonly<Record<number, number>> = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 };

export function accessorData({ gltf }: CheckedGlb, bytesOfView: ViewBytes): AccessorData {
  // A copy starts at offset 0, so it is aligned for every type.
  function elementsOf(accessor: GltfAccessor) {
    const { stride } = spanOf(gltf, accessor);
    const start = accessor.byteOffset;
    const bytes = stride * (accessor.count - 1) + elementBytes(accessor);
    const data = bytesOfView(accessor.bufferView!).slice(start, start + bytes);
    return { values: asTyped(data.buffer, accessor.componentType), stride };
  }

  return {
    floats(index, width) {
      const accessor = gltf.accessors[index]!;
      const { values, stride } = elementsOf(accessor);
      if (values instanceof Float32Array && stride === width * 4) return values;
      const step = stride / componentBytes(accessor.componentType);
      const full = accessor.normalized ? (NORMALIZED_FULL[accessor.componentType] ?? 1) : 1;
      const floats = new Float32Array(accessor.count * width);
      for (let i = 0, at = 0; i < accessor.count; i++, at += step)
        for (let c = 0; c < width; c++) {
          const value = values[at + c]! / full;
          floats[i * width + c] = full !== 1 && value < -1 ? -1 : value;
        }
      return floats;
    },
    indices(index) {
      const { values } = elementsOf(gltf.accessors[index]!);
      return values instanceof Uint32Array ? values : Uint32Array.from(values);
    },
  };
}

type Components =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>;

// glTF is little-endian, and so is every machine that runs JavaScript today.
function asTyped(buffer: ArrayBuffer, componentType: number): Components {
  const length = Math.floor(buffer.byteLength / componentBytes(componentType));
  switch (componentType) {
    case 5120:
      return new Int8Array(buffer, 0, length);
    case 5121:
      return new Uint8Array(buffer, 0, length);
    case 5122:
      return new Int16Array(buffer, 0, length);
    case 5123:
      return new Uint16Array(buffer, 0, length);
    case FLOAT:
      return new Float32Array(buffer, 0, length);
    default:
      return new Uint32Array(buffer, 0, length);
  }
}
