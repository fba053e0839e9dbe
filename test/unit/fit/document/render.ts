import { type Document, type Node, Primitive } from '@gltf-transform/core';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';

/** Looking along an axis: columns of the view's right, up and towards-the-eye in model axes. */
const VIEWS = [
  [0, 1, 2],
  [2, 1, 0],
  [0, 2, 1],
] as const;
const SIZE_PX = 128;

interface Bounds {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

function* drawn(document: Document): Generator<[Node, Primitive]> {
  const scene = document.getRoot().getDefaultScene() ?? document.getRoot().listScenes()[0]!;
  const nodes: Node[] = [];
  scene.traverse((node) => nodes.push(node));
  for (const node of nodes)
    for (const primitive of node.getMesh()?.listPrimitives() ?? [])
      if (primitive.getMode() === Primitive.Mode.TRIANGLES) yield [node, primitive];
}

function worldPositions(node: Node, primitive: Primitive): Float64Array {
  const m = node.getWorldMatrix();
  const accessor = primitive.getAttribute('POSITION')!;
  const out = new Float64Array(accessor.getCount() * 3);
  const p: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) {
    accessor.getElement(i, p);
    for (let k = 0; k < 3; k++)
      out[3 * i + k] = m[k]! * p[0]! + m[4 + k]! * p[1]! + m[8 + k]! * p[2]! + m[12 + k]!;
  }
  return out;
}

/** Bounds of all that the scene draws, in its own space. */
export function sceneBounds(document: Document): Bounds {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const [node, primitive] of drawn(document)) {
    const positions = worldPositions(node, primitive);
    for (let i = 0; i < positions.length; i++) {
      min[i % 3] = Math.min(min[i % 3]!, positions[i]!);
      max[i % 3] = Math.max(max[i % 3]!, positions[i]!);
    }
  }
  return { min, max };
}

/**
 * Unlit images from three sides, base colour alone, nearest texel: RGB and coverage, one after the other. Meant to
 * tell a torn texture or a lost part from a mild simplification, nothing finer.
 */
export async function renderSides(document: Document, { min, max }: Bounds): Promise<readonly Uint8Array[]> {
  const textures = new Map<unknown, RasterImage>();
  for (const texture of document.getRoot().listTextures()) {
    const [widthPx = 0, heightPx = 0] = texture.getSize() ?? [];
    textures.set(
      texture,
      await nodeCodec.decode({
        bytes: new Uint8Array(texture.getImage()!),
        mimeType: texture.getMimeType() as 'image/png',
        widthPx,
        heightPx,
      }),
    );
  }
  const scale = (SIZE_PX - 2) / Math.max(...max.map((value, i) => value - min[i]!));
  return VIEWS.map(([right, up, towards]) => {
    const pixels = new Uint8Array(SIZE_PX * SIZE_PX * 4);
    const depth = new Float64Array(SIZE_PX * SIZE_PX).fill(-Infinity);
    for (const [node, primitive] of drawn(document)) {
      const positions = worldPositions(node, primitive);
      const indices =
        primitive.getIndices()?.getArray() ??
        Uint32Array.from(positions.keys()).slice(0, positions.length / 3);
      const material = primitive.getMaterial();
      const raster = textures.get(material?.getBaseColorTexture());
      const [r = 1, g = 1, b = 1] = material?.getBaseColorFactor() ?? [];
      const uvs = primitive.getAttribute('TEXCOORD_0');
      const uv: number[] = [];
      const corner = (index: number) => [
        (positions[3 * index + right]! - min[right]!) * scale + 1,
        (positions[3 * index + up]! - min[up]!) * scale + 1,
        positions[3 * index + towards]!,
        ...(uvs ? uvs.getElement(index, uv).slice(0, 2) : [0, 0]),
      ];
      for (let t = 0; t + 2 < indices.length; t += 3) {
        const [a, c, d] = [corner(indices[t]!), corner(indices[t + 1]!), corner(indices[t + 2]!)];
        const area = (c[0]! - a[0]!) * (d[1]! - a[1]!) - (d[0]! - a[0]!) * (c[1]! - a[1]!);
        if (Math.abs(area) < 1e-9) continue;
        const low = (axis: number) => Math.max(0, Math.floor(Math.min(a[axis]!, c[axis]!, d[axis]!)));
        const high = (axis: number) =>
          Math.min(SIZE_PX - 1, Math.ceil(Math.max(a[axis]!, c[axis]!, d[axis]!)));
        for (let y = low(1); y <= high(1); y++)
          for (let x = low(0); x <= high(0); x++) {
            const v = ((x + 0.5 - a[0]!) * (d[1]! - a[1]!) - (d[0]! - a[0]!) * (y + 0.5 - a[1]!)) / area;
            const w = ((c[0]! - a[0]!) * (y + 0.5 - a[1]!) - (x + 0.5 - a[0]!) * (c[1]! - a[1]!)) / area;
            const u = 1 - v - w;
            if (u < 0 || v < 0 || w < 0) continue;
            const at = y * SIZE_PX + x;
            const z = u * a[2]! + v * c[2]! + w * d[2]!;
            if (z <= depth[at]!) continue;
            depth[at] = z;
            let color = [255, 255, 255];
            if (raster) {
              const wrap = (value: number) => value - Math.floor(value);
              const px = Math.floor(wrap(u * a[3]! + v * c[3]! + w * d[3]!) * raster.widthPx);
              const py = Math.floor(wrap(u * a[4]! + v * c[4]! + w * d[4]!) * raster.heightPx);
              color = [
                ...raster.data.subarray(4 * (py * raster.widthPx + px), 4 * (py * raster.widthPx + px) + 3),
              ];
            }
            pixels.set([color[0]! * r, color[1]! * g, color[2]! * b, 255], 4 * at);
          }
      }
    }
    return pixels;
  });
}

export interface RenderDifference {
  /** Of the pixels that either image covers: those that only one does. */
  readonly silhouetteShare: number;
  /** Mean difference of a channel where both cover, 0…255. */
  readonly meanColor: number;
}

/** The worst of the views. */
export function compareRenders(
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
): RenderDifference {
  const each = first.map((a, view) => {
    const b = second[view]!;
    let [either, one, sum, both] = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i += 4) {
      if (!a[i + 3] && !b[i + 3]) continue;
      either++;
      if (a[i + 3] !== b[i + 3]) {
        one++;
        continue;
      }
      both += 3;
      for (let k = 0; k < 3; k++) sum += Math.abs(a[i + k]! - b[i + k]!);
    }
    return { silhouetteShare: one / Math.max(1, either), meanColor: sum / Math.max(1, both) };
  });
  return {
    silhouetteShare: Math.max(...each.map(({ silhouetteShare }) => silhouetteShare)),
    meanColor: Math.max(...each.map(({ meanColor }) => meanColor)),
  };
}
