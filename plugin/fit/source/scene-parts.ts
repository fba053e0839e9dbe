import { visitScene } from '../../glb/check/scene.ts';
import type { Gltf, GltfPrimitive } from '../../glb/gltf-schema.ts';
import { IDENTITY, localMatrix, type Matrix, multiply } from '../../glb/matrix.ts';
import type { RawDocument } from './raw-document.ts';

/** A primitive with its world transform. */
export interface ScenePart {
  readonly primitive: GltfPrimitive;
  readonly matrix: Matrix;
}

export interface SceneParts {
  readonly parts: readonly ScenePart[];
  /** Why the triangles of the file must not be changed: the end of "The file …". */
  readonly refusal: string | undefined;
  /** Why the file is not a single plain surface: the end of "The file …". */
  readonly obstacle: string | undefined;
}

const FIRST_TRIANGLE_MODE = 4;

/** Why a file with morph targets keeps its triangles: the end of "The file …". */
export const MORPHED =
  'has morph targets, which a fit cannot simplify; apply or remove them in a 3D program first';

/** Everything that the default scene draws, without levels of detail, and why it may not be a single surface. */
export function sceneParts(gltf: Gltf, raw: RawDocument): SceneParts {
  const parts: ScenePart[] = [];
  let hasSkin = false;
  let hasCamera = false;
  let leaves = 0;
  visitScene<Matrix>(gltf, IDENTITY, (node, parent, isLod) => {
    const local = localMatrix(node);
    const matrix = parent === IDENTITY ? local : multiply(parent, local);
    if (isLod) return matrix;
    hasSkin ||= node.skin !== undefined;
    hasCamera ||= node.camera !== undefined;
    if (node.children.length === 0) leaves++;
    const mesh = node.mesh === undefined ? undefined : gltf.meshes[node.mesh];
    for (const primitive of mesh?.primitives ?? []) parts.push({ primitive, matrix });
    return matrix;
  });
  return {
    parts,
    refusal: refusalOf(parts),
    obstacle:
      motionOf(gltf, parts, hasSkin) ??
      // An app may look up these nodes by name or move them, so they stay separate.
      (leaves > 1 ? `has ${leaves} branches of nodes` : obstacleOf(gltf, raw, parts, hasCamera)),
  };
}

function motionOf(gltf: Gltf, parts: readonly ScenePart[], hasSkin: boolean): string | undefined {
  if (hasSkin || parts.some(({ primitive }) => Object.hasOwn(primitive.attributes, 'JOINTS_0')))
    return 'has a skin';
  return gltf.animations.some(({ channels }) => channels.length > 0) ? 'has animations' : undefined;
}

function refusalOf(parts: readonly ScenePart[]): string | undefined {
  if (parts.some(({ primitive }) => primitive.targets.length > 0)) return MORPHED;
  if (parts.some(({ primitive }) => primitive.extensions?.KHR_draco_mesh_compression))
    return 'has geometry under KHR_draco_mesh_compression';
  return undefined;
}

function obstacleOf(
  gltf: Gltf,
  raw: RawDocument,
  parts: readonly ScenePart[],
  hasCamera: boolean,
): string | undefined {
  if (gltf.scenes.length > 1) return `has ${gltf.scenes.length} scenes`;
  if (hasCamera) return 'has a camera';
  const extension = raw.nodes
    .flatMap(({ extensions = {} }) => Object.keys(extensions))
    .find((name) => name !== 'MSFT_lod');
  if (extension) return `uses ${extension.slice(0, 60)}`;
  if (parts.some(({ primitive }) => primitive.mode < FIRST_TRIANGLE_MODE)) return 'draws points or lines';
  const materials = new Set(parts.map(({ primitive }) => primitive.material)).size;
  if (materials > 1) return `has ${materials} materials`;
  if (parts.some(({ primitive }) => Object.hasOwn(primitive.attributes, 'COLOR_0')))
    return 'has vertex colours';
  return undefined;
}
