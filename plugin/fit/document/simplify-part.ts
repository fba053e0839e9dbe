import type { Primitive } from '@gltf-transform/core';
import type { Simplifier } from '../mesh/simplifier.ts';
import { floatsOf } from './attribute-floats.ts';
import { POSES, posedOffsets } from './posed-offsets.ts';

/** Simplifying stops at an error of a tenth of the part's extent. */
const MAX_ERROR = 0.1;
const NORMAL_WEIGHT = 0.05;
const UV_WEIGHT = 0.5;
const COLOR_WEIGHT = 0.1;
const POSE_WEIGHT = 2;

/** The vertex must not move. */
export const LOCKED = 1;
/** The vertex is on a seam of UVs or of a skin: it may only move along it. */
const ON_SEAM = 2;

/** A primitive's triangles in meshoptimizer's arrays. Created once, simplified any number of times. */
export interface SimplifiablePart {
  readonly positions: Float32Array<ArrayBuffer>;
  readonly indices: Uint32Array;
  readonly attributes: Float32Array;
  readonly stride: number;
  readonly weights: number[];
  /** Moves with a skin. */
  readonly isSkinned: boolean;
  /** Bit flags per vertex: {@link LOCKED}, {@link ON_SEAM}. */
  readonly locks: Uint8Array;
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

export const placeKey = (positions: Float32Array, vertex: number) =>
  `${positions[3 * vertex]} ${positions[3 * vertex + 1]} ${positions[3 * vertex + 2]}`;

/** Marks the vertices at one position whose values differ. */
function markSeams(positions: Float32Array, values: Float32Array, size: number, locks: Uint8Array): void {
  const first = new Map<string, number>();
  for (let i = 0; i < locks.length; i++) {
    const at = placeKey(positions, i);
    const other = first.get(at);
    if (other === undefined) first.set(at, i);
    for (let k = 0; k < size && other !== undefined; k++)
      if (values[size * i + k] !== values[size * other + k])
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

/** All sets of joints and weights, four influences each. */
const influencesOf = (primitive: Primitive) =>
  primitive.listSemantics().flatMap((name) => {
    const weights = name.startsWith('WEIGHTS_') && primitive.getAttribute(name);
    const joints = weights && primitive.getAttribute(name.replace('WEIGHTS', 'JOINTS'));
    return joints ? [{ joints: floatsOf(joints), weights: floatsOf(weights) }] : [];
  });

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
  const influences = influencesOf(primitive);
  const posed = influences.length > 0 ? posedOffsets(positions, influences) : undefined;
  if (posed) streams.push({ values: posed, size: POSES, weight: POSE_WEIGHT });
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
  if (uvs && hasTextures(primitive)) markSeams(positions, floatsOf(uvs), 2, locks);
  if (posed) markSeams(positions, posed, POSES, locks);
  const weights = streams.flatMap(({ size, weight }) => new Array<number>(size).fill(weight));
  const indices = Uint32Array.from(primitive.getIndices()!.getArray()!);
  return { positions, indices, attributes, stride, weights, isSkinned: posed !== undefined, locks };
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
