import { componentReader, elementBytes } from './accessor-layout.ts';
import type { AssetStats } from './asset-stats.ts';
import { spanOf } from './check-primitives.ts';
import { imageOf, texturesOf } from './check-references.ts';
import { trianglesOf, verticesOf, visitScene } from './check-scene.ts';
import type { GltfPrimitive } from './gltf-schema.ts';
import { invalidGlb } from './invalid-glb.ts';
import { IDENTITY, localMatrix, type Matrix, multiply } from './matrix.ts';
import { type CheckedGlb, readGlb } from './read-glb.ts';

type Bounds = { min: [number, number, number]; max: [number, number, number] };

/** A mip chain takes a third more than its largest level. */
const MIP_FACTOR = 4 / 3;
const RGBA_BYTES = 4;

function growBounds(
  { gltf, bin }: CheckedGlb,
  primitive: GltfPrimitive,
  m: Matrix,
  { min, max }: Bounds,
): void {
  const accessor = gltf.accessors[primitive.attributes.POSITION ?? -1]!;
  const { start, stride } = spanOf(gltf, accessor);
  const read = componentReader(new DataView(bin.buffer, bin.byteOffset, bin.byteLength), accessor);
  const step = elementBytes(accessor) / 3;
  for (let i = 0, at = start; i < accessor.count; i++, at += stride) {
    const x = read(at);
    const y = read(at + step);
    const z = read(at + 2 * step);
    for (let row = 0; row < 3; row++) {
      const value = m[row]! * x + m[row + 4]! * y + m[row + 8]! * z + m[row + 12]!;
      if (value < min[row]!) min[row] = value;
      if (value > max[row]!) max[row] = value;
    }
  }
}

// As Babylon uploads it: a whole bufferView for the vertex data that lies in it, indices by accessor and at least 16 bits.
function bufferBytes({ gltf }: CheckedGlb, primitives: Iterable<GltfPrimitive>): number {
  const views = new Set<number>();
  const indexAccessors = new Set<number>();
  for (const { attributes, targets, indices } of primitives) {
    for (const accessors of [attributes, ...targets])
      for (const index of Object.values(accessors)) views.add(gltf.accessors[index]?.bufferView ?? -1);
    if (indices !== undefined) indexAccessors.add(indices);
  }
  let bytes = 0;
  for (const view of views) bytes += gltf.bufferViews[view]?.byteLength ?? 0;
  for (const index of indexAccessors) {
    const accessor = gltf.accessors[index]!;
    bytes += accessor.count * Math.max(2, elementBytes(accessor));
  }
  return bytes;
}

function usedImages({ gltf, images }: CheckedGlb, materials: Iterable<number | undefined>) {
  const used = new Set<number>();
  for (const material of materials)
    for (const texture of material === undefined ? [] : texturesOf(gltf.materials[material])) {
      const image = imageOf(gltf.textures[texture]!);
      if (image !== undefined) used.add(image);
    }
  return [...used].map((image) => images[image]!);
}

/**
 * What the default scene of a GLB takes on a GPU. Instances of a mesh count each for triangles, vertices and draw
 * calls, once for memory. Bounds are those of all vertices in their rest pose (no skin, no morph target applied).
 * Positions and textures are read, no image is decoded.
 *
 * @throws ImageTo3DError `invalid-glb`, as `checkGlb` does.
 */
export function measureGlb(bytes: Uint8Array): AssetStats {
  const glb = readGlb(bytes);
  const { gltf } = glb;
  const primitives = new Set<GltfPrimitive>();
  const bounds: Bounds = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  const drawn = { triangles: 0, vertices: 0, drawCalls: 0 };
  visitScene<Matrix>(gltf, IDENTITY, (node, parent) => {
    const world = multiply(parent, localMatrix(node));
    for (const primitive of node.mesh === undefined ? [] : gltf.meshes[node.mesh]!.primitives) {
      primitives.add(primitive);
      drawn.triangles += trianglesOf(gltf, primitive);
      drawn.vertices += verticesOf(gltf, primitive);
      drawn.drawCalls++;
      growBounds(glb, primitive, world, bounds);
    }
    return world;
  });
  if (![...bounds.min, ...bounds.max].every(Number.isFinite))
    throw invalidGlb('The bounds of the scene of the GLB are not finite');
  // A primitive without a material gets the default one: `undefined` counts as a material of its own.
  const materials = new Set([...primitives].map(({ material }) => material));
  const images = usedImages(glb, materials);
  const texels = images.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0);
  return {
    ...drawn,
    materials: materials.size,
    textures: images.length,
    maxTextureSizePx: images.reduce(
      (largest, { widthPx, heightPx }) => Math.max(largest, widthPx, heightPx),
      0,
    ),
    gpuBytes: bufferBytes(glb, primitives) + Math.ceil(texels * RGBA_BYTES * MIP_FACTOR),
    fileBytes: bytes.length,
    boundsMin: bounds.min,
    boundsMax: bounds.max,
  };
}
