import type { Accessor, Primitive } from '@gltf-transform/core';
import type { Simplifier } from '../mesh/simplifier.ts';

/** Simplifying stops at an error of a tenth of the part's extent. */
const MAX_ERROR = 0.1;
const NORMAL_WEIGHT = 0.05;
const UV_WEIGHT = 0.5;
const COLOR_WEIGHT = 0.1;

/** The vertex must not move. */
const LOCKED = 1;
/** The vertex is on a UV seam: it may only move along it. */
const ON_SEAM = 2;

/** A primitive's triangles in meshoptimizer's arrays. Created once, simplified any number of times. */
export interface SimplifiablePart {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly attributes: Float32Array;
  readonly stride: number;
  readonly weights: number[];
  /** Bit flags per vertex: {@link LOCKED}, {@link ON_SEAM}. */
  readonly locks: Uint8Array;
}

/** The values of an accessor as floats, normalised integers decoded. */
function floatsOf(accessor: Accessor): Float32Array {
  const size = accessor.getElementSize();
  const values = new Float32Array(accessor.getCount() * size);
  const element: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) values.set(accessor.getElement(i, element), i * size);
  return values;
}

function lockExtremes(positions: Float32Array, locks: Uint8Array): void {
  for (let axis = 0; axis < 3; axis++) {
    let [low, high] = [axis, axis];
    for (let i = axis; i < positions.length; i += 3) {
      if (positions[i]! < positions[low]!) low = i;
      if (positions[i]! > positions[high]!) high = i;
    }
    locks[(low - axis) / 3] = LOCKED;
    locks[(high - axis) / 3] = LOCKED;
  }
}

const key = (positions: Float32Array, vertex: number) =>
  `${positions[3 * vertex]} ${positions[3 * vertex + 1]} ${positions[3 * vertex + 2]}`;

/** Marks the vertices at one position whose texture coordinates differ. */
function markUvSeams(positions: Float32Array, uvs: Float32Array, locks: Uint8Array): void {
  const first = new Map<string, number>();
  for (let i = 0; i < locks.length; i++) {
    const at = key(positions, i);
    const other = first.get(at);
    if (other === undefined) first.set(at, i);
    else if (uvs[2 * i] !== uvs[2 * other] || uvs[2 * i + 1] !== uvs[2 * other + 1])
      for (const vertex of [i, other]) locks[vertex]! |= ON_SEAM;
  }
}

/** Includes textures of extensions. */
function hasTextures(primitive: Primitive): boolean {
  const material = primitive.getMaterial();
  if (!material) return false;
  if (material.listExtensions().length > 0) return true;
  return material
    .getGraph()
    .listChildren(material)
    .some((child) => child.propertyType === 'Texture');
}

/** Locks vertices shared by two primitives of a mesh, so that no gap opens between materials. */
export function lockSharedBorders(parts: readonly SimplifiablePart[]): void {
  if (parts.length < 2) return;
  const owner = new Map<string, number>();
  const shared = new Set<string>();
  parts.forEach(({ positions }, part) => {
    for (let i = 0; i < positions.length / 3; i++) {
      const at = key(positions, i);
      const first = owner.get(at);
      if (first === undefined) owner.set(at, part);
      else if (first !== part) shared.add(at);
    }
  });
  if (shared.size === 0) return;
  for (const { positions, locks } of parts)
    for (let i = 0; i < locks.length; i++) if (shared.has(key(positions, i))) locks[i] = LOCKED;
}

/** Reads an indexed triangle primitive. The outermost vertices are locked, so that its bounds do not change. */
export function simplifiablePart(primitive: Primitive): SimplifiablePart {
  const positions = floatsOf(primitive.getAttribute('POSITION')!);
  const vertices = positions.length / 3;
  const streams: { values: Float32Array; size: number; weight: number }[] = [];
  const add = (name: string, weightOf: (values: Float32Array) => number) => {
    const accessor = primitive.getAttribute(name);
    if (!accessor) return;
    const values = floatsOf(accessor);
    streams.push({ values, size: accessor.getElementSize(), weight: weightOf(values) });
  };
  add('NORMAL', () => NORMAL_WEIGHT);
  // Where a texture repeats, a UV distance covers less of it.
  add(
    'TEXCOORD_0',
    (values) => UV_WEIGHT / values.reduce((most, value) => Math.max(most, Math.abs(value)), 1),
  );
  add('COLOR_0', () => COLOR_WEIGHT);
  if (streams.length === 0) streams.push({ values: new Float32Array(vertices), size: 1, weight: 0 });
  const stride = streams.reduce((sum, { size }) => sum + size, 0);
  const attributes = new Float32Array(vertices * stride);
  let offset = 0;
  for (const { values, size } of streams) {
    for (let i = 0; i < vertices; i++)
      for (let k = 0; k < size; k++) attributes[i * stride + offset + k] = values[i * size + k]!;
    offset += size;
  }
  const locks = new Uint8Array(vertices);
  lockExtremes(positions, locks);
  const uvs = primitive.getAttribute('TEXCOORD_0');
  if (uvs && hasTextures(primitive)) markUvSeams(positions, floatsOf(uvs), locks);
  const weights = streams.flatMap(({ size, weight }) => new Array<number>(size).fill(weight));
  const indices = Uint32Array.from(primitive.getIndices()!.getArray()!);
  return { positions, indices, attributes, stride, weights, locks };
}

/**
 * Simplifies the part to at most `target` triangles if UV seams, borders and the maximum error allow that. Hard edges
 * may become soft if necessary; UV seams never tear. Only indices change, not vertices. `error` is a share of the
 * part's extent.
 */
export function simplifyPart(
  simplifier: Simplifier,
  part: SimplifiablePart,
  target: number,
): { indices: Uint32Array; error: number } {
  const { positions, indices, attributes, stride, weights, locks } = part;
  if (indices.length <= 3 * target) return { indices, error: 0 };
  const run = (flags: 'Permissive'[]) => {
    const [found, error] = simplifier.simplifyWithAttributes(
      indices.slice(),
      positions,
      3,
      attributes,
      stride,
      weights,
      locks,
      3 * target,
      MAX_ERROR,
      flags,
    );
    // A part that would disappear is not simplified.
    return found.length > 0 ? { indices: found, error } : { indices, error: 0 };
  };
  const careful = run([]);
  if (careful.indices.length <= 3 * target) return careful;
  const permissive = run(['Permissive']);
  return permissive.indices.length < careful.indices.length ? permissive : careful;
}
