import { grouped, invalidGlb } from '../../glb/invalid-glb.ts';
import { creaseNormals } from '../mesh/crease-normals.ts';
import { gather } from '../mesh/gather.ts';
import { separateSides } from '../mesh/separate-sides.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { meshTopology } from '../mesh/topology.ts';
import { normalizeAll } from '../mesh/vectors.ts';
import type { AccessorData } from './accessor-data.ts';
import { type TextureLayout, transformUvs } from './read-material.ts';
import type { ScenePart } from './scene-parts.ts';
import { transformPart } from './transform-part.ts';
import { countingIndices, triangleList } from './triangle-list.ts';

/** Reads a primitive as triangles in scene space; UVs are 0 where it has none, normals come from its creases. */
export async function readPart(
  data: AccessorData,
  { primitive, matrix }: ScenePart,
  layout: TextureLayout | undefined,
): Promise<TexturedMesh> {
  const { attributes } = primitive;
  const accessorOf = (name: string) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
  const positions = data.floats(accessorOf('POSITION')!, 3);
  const vertices = positions.length / 3;
  const drawn = primitive.indices === undefined ? countingIndices(vertices) : data.indices(primitive.indices);
  const indices = triangleList(drawn, primitive.mode);
  checkNumbers(positions, indices);
  const normalAccessor = accessorOf('NORMAL');
  const uvAccessor = accessorOf(`TEXCOORD_${layout?.texCoord ?? 0}`);
  const uvs = uvAccessor === undefined ? new Float32Array(vertices * 2) : data.floats(uvAccessor, 2);
  makeFinite(uvs);
  if (layout?.transform) transformUvs(uvs, layout.transform);
  const mesh =
    normalAccessor === undefined
      ? await withCreaseNormals({ positions, uvs, indices })
      : { positions, normals: finiteNormals(data.floats(normalAccessor, 3)), uvs, indices };
  transformPart(mesh, matrix);
  return mesh;
}

/** Sets numbers that are none to 0; damaged files have some. @returns whether there were any. */
function makeFinite(values: Float32Array): boolean {
  let isDamaged = false;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    values[i] = 0;
    isDamaged = true;
  }
  return isDamaged;
}

function finiteNormals(normals: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (makeFinite(normals)) normalizeAll(normals);
  return normals;
}

async function withCreaseNormals(given: Omit<TexturedMesh, 'normals'>): Promise<TexturedMesh> {
  const flat = { ...given, normals: new Float32Array(given.positions.length) };
  const mesh = separateSides(flat, (await meshTopology(flat)).corners);
  const { corners } = await meshTopology(mesh);
  const { normals, indices, sourceVertices } = creaseNormals(mesh.positions, mesh.indices, corners);
  return {
    positions: gather(mesh.positions, sourceVertices, 3),
    normals,
    uvs: gather(mesh.uvs, sourceVertices, 2),
    indices,
  };
}

// Compressed data was not checked before.
function checkNumbers(positions: Float32Array, indices: Uint32Array): void {
  let sum = 0;
  for (let i = 0; i < positions.length; i++) sum += positions[i]! * 0;
  if (sum !== 0) throw invalidGlb('A position of the GLB is not a finite number');
  let highest = 0;
  for (let i = 0; i < indices.length; i++) if (indices[i]! > highest) highest = indices[i]!;
  if (indices.length > 0 && highest >= positions.length / 3)
    throw invalidGlb(
      `The GLB has index ${grouped(highest)}, but only ${grouped(positions.length / 3)} vertices`,
    );
}
