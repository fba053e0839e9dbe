import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { type Bounds, boundsOf, contentBounds, corners } from './bounds.ts';
import { readProvenance } from './provenance.ts';

export interface PlacementOptions {
  readonly name: string;
  readonly parent?: Node;
  /** Position of the bottom centre in the parent's space. Default: the origin, or the next free position along +x. */
  readonly position?: Vector3;
  /** Longest side of the asset in metres, default 1. */
  readonly size?: number;
}

// Size reserved for the content of a node that is still empty.
const reserved = new WeakMap<Node, number>();
// Leaves a gap of a fifth of the size between assets.
const STEP = 1.2;

/** A name that is not used in the scene yet: "chair", "chair 2", "chair 3" … */
export function uniqueName(scene: Scene, base: string): string {
  if (!scene.getNodeByName(base)) return base;
  let number = 2;
  while (scene.getNodeByName(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

/**
 * Creates the root node of an asset, which the user may move, rotate, scale, rename and parent. Its origin is the
 * bottom centre.
 */
export function createPlacementNode(scene: Scene, options: PlacementOptions): TransformNode {
  const { parent, size = 1 } = options;
  const position = options.position ?? freePosition(scene, size, parent);
  const node = new TransformNode(uniqueName(scene, options.name), scene);
  node.id = node.name;
  if (parent) node.parent = parent;
  node.position.copyFrom(position);
  reserved.set(node, size);
  return node;
}

/** The first position along +x from the parent's origin where the box overlaps no other generated asset. */
function freePosition(scene: Scene, size: number, parent: Node | undefined): Vector3 {
  const toParent = parent ? Matrix.Invert(parent.computeWorldMatrix(true)) : Matrix.IdentityReadOnly;
  const taken = scene.transformNodes
    .filter((node) => reserved.has(node) || readProvenance(node))
    .map((node) =>
      boundsOf(corners(worldBounds(node)).map((at) => Vector3.TransformCoordinates(at, toParent))),
    )
    .filter((bounds) => bounds !== undefined);
  const position = Vector3.Zero();
  while (taken.some((other) => overlaps(boxOn(position, size), other))) position.x += STEP * size;
  return position;
}

/** The box of an asset; of one without content yet, the box that is reserved for it. */
export function worldBounds(node: TransformNode): Bounds {
  const bounds = contentBounds(node);
  if (bounds) return bounds;
  const world = node.computeWorldMatrix(true);
  const box = boxOn(Vector3.Zero(), reserved.get(node) ?? 1);
  return boundsOf(corners(box).map((at) => Vector3.TransformCoordinates(at, world))) ?? box;
}

function boxOn({ x, y, z }: Vector3, size: number): Bounds {
  const half = size / 2;
  return { min: new Vector3(x - half, y, z - half), max: new Vector3(x + half, y + size, z + half) };
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return (
    a.min.x < b.max.x &&
    b.min.x < a.max.x &&
    a.min.y < b.max.y &&
    b.min.y < a.max.y &&
    a.min.z < b.max.z &&
    b.min.z < a.max.z
  );
}
