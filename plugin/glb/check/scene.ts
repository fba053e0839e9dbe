import { GLB_LIMITS } from '../glb-limits.ts';
import type { Gltf, GltfNode, GltfPrimitive } from '../gltf-schema.ts';
import { grouped, invalidGlb } from '../invalid-glb.ts';
import { lodsOf } from '../node-lods.ts';

const TRIANGLES = 4;

export function verticesOf({ accessors }: Gltf, { attributes }: GltfPrimitive): number {
  return accessors[attributes.POSITION ?? -1]?.count ?? 0;
}

/** Triangles of one primitive: lists (mode 4), strips (5) and fans (6). */
export function trianglesOf(gltf: Gltf, primitive: GltfPrimitive): number {
  if (primitive.mode < TRIANGLES) return 0;
  const corners =
    primitive.indices === undefined
      ? verticesOf(gltf, primitive)
      : (gltf.accessors[primitive.indices]?.count ?? 0);
  return primitive.mode === TRIANGLES ? Math.floor(corners / 3) : Math.max(0, corners - 2);
}

function checkParents({ nodes, scenes }: Gltf): void {
  const parents = new Int32Array(nodes.length).fill(-1);
  // A level of detail (MSFT_lod) has its node as parent, like a child.
  nodes.forEach((node, i) => {
    for (const child of [...node.children, ...lodsOf(node)]) {
      if (parents[child] !== -1)
        throw invalidGlb(`nodes[${child}] is a child of both nodes[${parents[child]}] and nodes[${i}]`);
      parents[child] = i;
    }
  });
  for (let i = 0; i < nodes.length; i++) {
    let depth = 1;
    for (let at = i; parents[at] !== -1; at = parents[at]!, depth++)
      if (depth > nodes.length) throw invalidGlb(`nodes[${i}] is its own ancestor: the nodes form a cycle`);
      else if (depth > GLB_LIMITS.maxNodeDepth)
        throw invalidGlb(
          `nodes[${i}] lies deeper than ${GLB_LIMITS.maxNodeDepth} levels, or the nodes form a cycle`,
        );
  }
  scenes.forEach((scene, s) => {
    const seen = new Set<number>();
    for (const root of scene.nodes) {
      if (parents[root] !== -1 || seen.has(root))
        throw invalidGlb(`scenes[${s}] lists nodes[${root}], which is not a root or is listed twice`);
      seen.add(root);
    }
  });
}

/**
 * Visits every node of the default scene and its levels of detail, parents first; `isLod` is true for levels of detail
 * and their descendants. The nodes must already be checked to form a forest.
 */
export function visitScene<State>(
  { nodes, scenes, scene }: Gltf,
  rootState: State,
  visit: (node: GltfNode, parentState: State, isLod: boolean) => State,
): void {
  const open = (scenes[scene]?.nodes ?? []).map((index) => ({ index, state: rootState, isLod: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { index, state: parentState, isLod } = next;
    const node = nodes[index]!;
    const state = visit(node, parentState, isLod);
    for (const child of node.children) open.push({ index: child, state, isLod });
    // A level of detail replaces its node: same parent.
    for (const lod of lodsOf(node)) open.push({ index: lod, state: parentState, isLod: true });
  }
}

/** Checks that the nodes form a forest of limited depth and that the default scene draws something, within the limits. */
export function checkScene(gltf: Gltf): void {
  if (!gltf.scenes[gltf.scene]) throw invalidGlb(`The GLB has no scene ${gltf.scene}, so it shows nothing`);
  checkParents(gltf);
  const meshes = gltf.meshes.map(({ primitives }) => ({
    drawCalls: primitives.length,
    isMorphed: primitives.some(({ targets }) => targets.length > 0),
    morphElements: primitives.reduce(
      (sum, primitive) =>
        sum +
        verticesOf(gltf, primitive) *
          primitive.targets.reduce((kinds, target) => kinds + Object.keys(target).length, 0),
      0,
    ),
    vertices: primitives.reduce((sum, primitive) => sum + verticesOf(gltf, primitive), 0),
    triangles: primitives.reduce((sum, primitive) => sum + trianglesOf(gltf, primitive), 0),
  }));
  const drawn = { drawCalls: 0, vertices: 0, triangles: 0, morphElements: 0 };
  let geometryVertices = 0;
  const seen = new Set<number>();
  visitScene(gltf, undefined, ({ mesh, skin }) => {
    if (mesh === undefined) return undefined;
    const facts = meshes[mesh]!;
    for (const key of ['drawCalls', 'vertices', 'triangles', 'morphElements'] as const)
      drawn[key] += facts[key];
    if (!seen.has(mesh) || facts.isMorphed || skin !== undefined) geometryVertices += facts.vertices;
    seen.add(mesh);
    return undefined;
  });
  if (drawn.triangles === 0) throw invalidGlb('The scene of the GLB has no triangles');
  const limits = [
    ['draw calls', drawn.drawCalls, GLB_LIMITS.maxDrawCalls],
    ['vertices', drawn.vertices, GLB_LIMITS.maxDrawnVertices],
    ['triangles', drawn.triangles, GLB_LIMITS.maxDrawnTriangles],
    ['vertices apart from instances', geometryVertices, GLB_LIMITS.maxGeometryVertices],
  ] as const;
  if (drawn.morphElements > GLB_LIMITS.maxMorphElements)
    throw invalidGlb(
      `The scene of the GLB has morph targets with ${grouped(drawn.morphElements)} elements in total; the limit is ${grouped(GLB_LIMITS.maxMorphElements)}`,
    );
  for (const [what, value, limit] of limits)
    if (value > limit)
      throw invalidGlb(`The scene of the GLB has ${grouped(value)} ${what}; the limit is ${grouped(limit)}`);
}
