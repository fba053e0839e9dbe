import { componentReader, elementBytes, storedNumber } from './accessor-layout.ts';
import type { AssetStats } from './asset-stats.ts';
import { isUncompressed, spanOf } from './check/primitives.ts';
import { imageOf, texturesOf } from './check/references.ts';
import { trianglesOf, verticesOf, visitScene } from './check/scene.ts';
import type { GltfAccessor, GltfPrimitive } from './gltf-schema.ts';
import { invalidGlb } from './invalid-glb.ts';
import { IDENTITY, localMatrix, type Matrix, multiply } from './matrix.ts';
import { type CheckedGlb, type ReadGlbOptions, readGlb } from './read-glb.ts';

type Bounds = { min: [number, number, number]; max: [number, number, number] };

function growBy([x, y, z]: readonly [number, number, number], m: Matrix, { min, max }: Bounds): void {
  for (let row = 0; row < 3; row++) {
    const value = m[row]! * x + m[row + 4]! * y + m[row + 8]! * z + m[row + 12]!;
    if (value < min[row]!) min[row] = value;
    if (value > max[row]!) max[row] = value;
  }
}

// For compressed positions, the accessor's declared min and max are used.
function growByCorners(accessor: GltfAccessor, m: Matrix, bounds: Bounds): void {
  const [min, max] = [accessor.min!, accessor.max!].map((corner) =>
    corner.map((value) => storedNumber(accessor, value)),
  ) as [number[], number[]];
  for (let corner = 0; corner < 8; corner++) {
    const [x, y, z] = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? max : min)[axis]!) as [
      number,
      number,
      number,
    ];
    growBy([x, y, z], m, bounds);
  }
}

function growBounds({ gltf, bin }: CheckedGlb, primitive: GltfPrimitive, m: Matrix, bounds: Bounds): void {
  const accessor = gltf.accessors[primitive.attributes.POSITION ?? -1]!;
  if (!isUncompressed(gltf, accessor)) {
    growByCorners(accessor, m, bounds);
    return;
  }
  const { min, max } = bounds;
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

// As Babylon uploads it: whole bufferViews for vertex data; indices per accessor, at least 16 bits each.
function bufferBytes({ gltf }: CheckedGlb, primitives: Iterable<GltfPrimitive>): number {
  const views = new Set<number>();
  const indexAccessors = new Set<number>();
  // Accessors without data, filled by a decoder.
  const decoded = new Set<number>();
  for (const { attributes, targets, indices } of primitives) {
    for (const accessors of [attributes, ...targets])
      for (const index of Object.values(accessors)) {
        const view = gltf.accessors[index]!.bufferView;
        if (view === undefined) decoded.add(index);
        else views.add(view);
      }
    if (indices !== undefined) indexAccessors.add(indices);
  }
  let bytes = 0;
  for (const view of views) bytes += gltf.bufferViews[view]?.byteLength ?? 0;
  for (const index of decoded) {
    const accessor = gltf.accessors[index]!;
    bytes += accessor.count * elementBytes(accessor);
  }
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
 * Measures the default scene of a GLB. Every instance of a mesh counts for triangles, vertices and draw calls, but only
 * once for memory. Bounds are those of the rest pose (no skin, no morph targets). No image is decoded. Levels of detail
 * (MSFT_lod) count for memory only. Compressed positions are not decoded: their declared min and max are used, which is
 * exact unless a node rotates them.
 *
 * @throws ImageTo3DError `invalid-glb`, as `checkGlb` does.
 */
export function measureGlb(bytes: Uint8Array, options?: ReadGlbOptions): AssetStats {
  return measureChecked(readGlb(bytes, options), bytes.length);
}

/** The same for an already checked file of `fileBytes`. */
export function measureChecked(glb: CheckedGlb, fileBytes: number): AssetStats {
  const { gltf } = glb;
  const primitives = new Set<GltfPrimitive>();
  const bounds: Bounds = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  const drawn = { triangles: 0, vertices: 0, drawCalls: 0 };
  visitScene<Matrix>(gltf, IDENTITY, (node, parent, isLod) => {
    const world = multiply(parent, localMatrix(node));
    for (const primitive of node.mesh === undefined ? [] : gltf.meshes[node.mesh]!.primitives) {
      primitives.add(primitive);
      if (isLod) continue;
      drawn.triangles += trianglesOf(gltf, primitive);
      drawn.vertices += verticesOf(gltf, primitive);
      drawn.drawCalls++;
      growBounds(glb, primitive, world, bounds);
    }
    return world;
  });
  if (![...bounds.min, ...bounds.max].every(Number.isFinite))
    throw invalidGlb('The bounds of the scene of the GLB are not finite');
  // Primitives without a material share the default material: `undefined` counts as one material.
  const materials = new Set([...primitives].map(({ material }) => material));
  const images = usedImages(glb, materials);
  const textureBytes = images.reduce((sum, { gpuBytes }) => sum + gpuBytes, 0);
  return {
    ...drawn,
    materials: materials.size,
    textures: images.length,
    maxTextureSizePx: images.reduce(
      (largest, { widthPx, heightPx }) => Math.max(largest, widthPx, heightPx),
      0,
    ),
    gpuBytes: bufferBytes(glb, primitives) + Math.ceil(textureBytes),
    fileBytes,
    boundsMin: bounds.min,
    boundsMax: bounds.max,
  };
}
