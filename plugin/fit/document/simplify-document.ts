import type { Document, Mesh, Node, Primitive, Skin } from '@gltf-transform/core';
import { createPacer } from '../bake/pacer.ts';
import { loadSimplifier } from '../mesh/simplifier.ts';
import { distributeTriangles } from './distribute-triangles.ts';
import { lockSharedBorders } from './shared-borders.ts';
import { type SimplifiablePart, simplifiablePart, simplifyPart } from './simplify-part.ts';

const TRIANGLES = 4;
const TRIANGLE_STRIP = 5;
/** Rounds of redistributing triangles when some parts cannot be simplified further. */
const MAX_ROUNDS = 6;
/** A visible error: above it the user gets a remark. */
const REPORTED_ERROR = 0.02;

export interface Part {
  readonly mesh: Mesh;
  readonly primitive: Primitive;
  readonly name: string;
  readonly instances: number;
  readonly geometry: SimplifiablePart;
  indices: Uint32Array;
  error: number;
  isStuck: boolean;
}

/** How often the default scene draws each mesh. */
export function countInstances(document: Document): ReadonlyMap<Mesh, number> {
  const root = document.getRoot();
  const counts = new Map<Mesh, number>();
  (root.getDefaultScene() ?? root.listScenes()[0])?.traverse((node) => {
    const mesh = node.getMesh();
    if (mesh) counts.set(mesh, (counts.get(mesh) ?? 0) + 1);
  });
  return counts;
}

export const isTriangles = (primitive: Primitive) =>
  primitive.getMode() >= TRIANGLES && primitive.getAttribute('POSITION') !== null;

function trianglesOf(primitive: Primitive): number {
  if (!isTriangles(primitive)) return 0;
  const corners = primitive.getIndices()?.getCount() ?? primitive.getAttribute('POSITION')!.getCount();
  return primitive.getMode() >= TRIANGLE_STRIP ? Math.max(0, corners - 2) : Math.floor(corners / 3);
}

/** Triangles that the default scene draws, every instance counted. */
export function drawnTriangles(document: Document): number {
  let sum = 0;
  for (const [mesh, instances] of countInstances(document))
    for (const primitive of mesh.listPrimitives()) sum += instances * trianglesOf(primitive);
  return sum;
}

export const nodesOf = (mesh: Mesh): Node[] =>
  mesh.listParents().filter((parent) => parent.propertyType === 'Node') as Node[];

/** The triangle primitives of a document, or copies of them, ready for simplifying. */
export async function readParts(
  document: Document,
  prepare: (primitive: Primitive) => Primitive = (primitive) => primitive,
): Promise<Part[]> {
  const { convertPrimitiveToTriangles, weldPrimitive } = await import('@gltf-transform/functions');
  const instances = countInstances(document);
  const parts: Part[] = [];
  // Meshes under one skin share their space, and often a border.
  const spaces = new Map<Mesh | Skin, SimplifiablePart[]>();
  for (const mesh of document.getRoot().listMeshes()) {
    const nodes = nodesOf(mesh);
    const space = nodes.find((node) => node.getSkin())?.getSkin() ?? mesh;
    const neighbours = spaces.get(space) ?? [];
    spaces.set(space, neighbours);
    for (const original of mesh.listPrimitives().filter(isTriangles)) {
      const primitive = prepare(original);
      if (primitive.getMode() !== TRIANGLES) convertPrimitiveToTriangles(primitive);
      weldPrimitive(primitive);
      const geometry = simplifiablePart(primitive);
      neighbours.push(geometry);
      const name = mesh.getName() || nodes.find((node) => node.getName())?.getName() || 'mesh';
      parts.push({
        mesh,
        primitive,
        name,
        instances: instances.get(mesh) ?? 0,
        geometry,
        indices: geometry.indices,
        error: 0,
        isStuck: false,
      });
    }
  }
  for (const neighbours of spaces.values()) lockSharedBorders(neighbours);
  return parts;
}

/** Gives a primitive these triangles of its own, and only the vertices that they use. */
export async function setTriangles(
  document: Document,
  primitive: Primitive,
  indices: Uint32Array,
): Promise<void> {
  const { compactPrimitive } = await import('@gltf-transform/functions');
  const old = primitive.getIndices()!;
  const accessor = document
    .createAccessor(old.getName())
    .setType('SCALAR')
    .setBuffer(old.getBuffer())
    .setArray(indices.slice());
  primitive.setIndices(accessor);
  compactPrimitive(primitive);
  const kept = primitive.getIndices()!;
  if (primitive.getAttribute('POSITION')!.getCount() <= 65_534)
    kept.setArray(Uint16Array.from(kept.getArray()!));
}

const count = (value: number) => value.toLocaleString('en-US');
const sumOf = (parts: readonly Part[]) =>
  parts.reduce((sum, { indices, instances }) => sum + (indices.length / 3) * instances, 0);

export interface ReduceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (share: number) => void;
}

/** Finds triangles for all parts so that the scene draws at most `target`; returns how many it draws then. */
export async function reduceParts(
  parts: readonly Part[],
  target: number,
  options: ReduceOptions,
): Promise<number> {
  const simplifier = await loadSimplifier();
  const pacer = createPacer(options.signal);
  for (const part of parts) part.isStuck = false;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const targets = distributeTriangles(
      parts.map(({ geometry, indices, instances, isStuck }) => ({
        triangles: (isStuck ? indices : geometry.indices).length / 3,
        instances,
        isStuck,
      })),
      target,
    );
    let isAnyStuck = false;
    for (const [i, part] of parts.entries()) {
      if (part.isStuck) continue;
      await pacer.rest();
      Object.assign(part, simplifyPart(simplifier, part.geometry, targets[i]!));
      if (part.indices.length > 3 * targets[i]!) {
        part.isStuck = true;
        isAnyStuck = true;
      }
      options.onProgress?.((round + (i + 1) / parts.length) / (round + 2));
    }
    if (!isAnyStuck || sumOf(parts) <= target) break;
  }
  return sumOf(parts);
}

/**
 * Simplifies every triangle primitive in place, with its UVs, until the scene draws at most `target` triangles.
 * Hierarchy, names, materials, bounds and shared meshes are kept. When some parts cannot be simplified further, the others
 * are simplified more; the returned remarks say when the target was not reached.
 */
export async function simplifyDocument(
  document: Document,
  target: number,
  options: ReduceOptions = {},
): Promise<string[]> {
  const parts = await readParts(document);
  const reached = await reduceParts(parts, target, options);
  for (const { primitive, indices, geometry } of parts)
    if (indices !== geometry.indices) await setTriangles(document, primitive, indices);
  const coarsest = parts.reduce<Part | undefined>(
    (most, part) => (part.error > (most?.error ?? 0) ? part : most),
    undefined,
  );
  const remarks = [];
  if (reached > target)
    remarks.push(
      `The file simplifies to ${count(reached)} triangles, not to ${count(target)}: its UV seams and the borders of its ${count(parts.length)} parts are kept.`,
    );
  if (coarsest && coarsest.error > REPORTED_ERROR)
    remarks.push(
      `At this triangle count "${coarsest.name}" deviates by up to ${Math.round(100 * coarsest.error)} % of its own size.`,
    );
  return remarks;
}
