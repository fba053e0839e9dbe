import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { BaseTexture } from '@babylonjs/core/Materials/Textures/baseTexture.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { geometryMeshes } from '../content/name-content.ts';

/** Texels per metre of a surface, weighted by area: √(area in texels / area in square metres) of each triangle. */
export interface TexelDensity {
  /** Half of the surface has fewer. */
  readonly medianPerMetre: number;
  /** 5 % of the surface has fewer. */
  readonly lowPerMetre: number;
  /** 95 % of the surface has fewer. */
  readonly highPerMetre: number;
}

/** Texel density per triangle; NaN without area or texture. */
export interface MeshDensity {
  readonly mesh: AbstractMesh;
  readonly perMetre: Float32Array<ArrayBuffer>;
}

function textureOf(mesh: AbstractMesh): BaseTexture | undefined {
  return mesh.material
    ?.getActiveTextures()
    .filter((texture) => !texture.isCube && !texture.isRenderTarget && texture.getSize().width > 0)
    .sort((a, b) => b.getSize().width * b.getSize().height - a.getSize().width * a.getSize().height)[0];
}

/** √(area in texels / area in m²) of every triangle in world space, for the mesh's largest texture. */
export function measureMesh(mesh: AbstractMesh): MeshDensity & { readonly areas: Float32Array<ArrayBuffer> } {
  const positions = mesh.getVerticesData('position') ?? [];
  const uvs = mesh.getVerticesData('uv');
  const indices = mesh.getIndices() ?? Uint32Array.from({ length: positions.length / 3 }, (_, at) => at);
  const { width, height } = textureOf(mesh)?.getSize() ?? { width: 0, height: 0 };
  const world = mesh.computeWorldMatrix(true);
  const placed = new Float32Array(positions.length);
  const point = new Vector3();
  for (let at = 0; at < positions.length; at += 3) {
    Vector3.TransformCoordinatesFromFloatsToRef(
      positions[at]!,
      positions[at + 1]!,
      positions[at + 2]!,
      world,
      point,
    );
    point.toArray(placed, at);
  }
  const triangles = indices.length / 3;
  const perMetre = new Float32Array(triangles).fill(Number.NaN);
  const areas = new Float32Array(triangles);
  for (let triangle = 0; triangle < triangles; triangle++) {
    const a = indices[3 * triangle]!;
    const b = indices[3 * triangle + 1]!;
    const c = indices[3 * triangle + 2]!;
    const ux = placed[3 * b]! - placed[3 * a]!;
    const uy = placed[3 * b + 1]! - placed[3 * a + 1]!;
    const uz = placed[3 * b + 2]! - placed[3 * a + 2]!;
    const vx = placed[3 * c]! - placed[3 * a]!;
    const vy = placed[3 * c + 1]! - placed[3 * a + 1]!;
    const vz = placed[3 * c + 2]! - placed[3 * a + 2]!;
    const area = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
    areas[triangle] = area;
    if (!uvs || !(area > 0) || width === 0) continue;
    const s1 = uvs[2 * b]! - uvs[2 * a]!;
    const t1 = uvs[2 * b + 1]! - uvs[2 * a + 1]!;
    const s2 = uvs[2 * c]! - uvs[2 * a]!;
    const t2 = uvs[2 * c + 1]! - uvs[2 * a + 1]!;
    const texels = (Math.abs(s1 * t2 - s2 * t1) / 2) * width * height;
    perMetre[triangle] = Math.sqrt(texels / area);
  }
  return { mesh, perMetre, areas };
}

/** Measures all meshes of a container; `density` is undefined when none has a texture. */
export function measureTexelDensity(container: AssetContainer): {
  readonly density?: TexelDensity;
  readonly meshes: readonly MeshDensity[];
} {
  const meshes = geometryMeshes(container).map(measureMesh);
  const quantile = weightedQuantiles(meshes);
  if (!quantile) return { meshes };
  const density = {
    lowPerMetre: quantile(0.05),
    medianPerMetre: quantile(0.5),
    highPerMetre: quantile(0.95),
  };
  return { density, meshes };
}

const BINS = 8192;

/** Quantiles by area, each within 1/8192 of the range's octaves; undefined when nothing could be measured. */
function weightedQuantiles(
  meshes: readonly { readonly perMetre: Float32Array; readonly areas: Float32Array }[],
): ((share: number) => number) | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { perMetre } of meshes) {
    for (let at = 0; at < perMetre.length; at++) {
      const value = perMetre[at]!;
      if (!(value > 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (high === 0) return undefined;
  const octaves = Math.log2(high / low) || 1;
  const bins = new Float64Array(BINS);
  let whole = 0;
  for (const { perMetre, areas } of meshes) {
    for (let at = 0; at < perMetre.length; at++) {
      const value = perMetre[at]!;
      if (!(value >= 0)) continue;
      const bin = value > 0 ? Math.floor((Math.log2(value / low) / octaves) * (BINS - 1)) : 0;
      bins[bin] = bins[bin]! + areas[at]!;
      whole += areas[at]!;
    }
  }
  return (share) => {
    let sum = 0;
    let bin = 0;
    while (bin < BINS - 1) {
      sum += bins[bin]!;
      if (sum >= share * whole) break;
      bin++;
    }
    return low * 2 ** ((bin / (BINS - 1)) * octaves);
  };
}

/**
 * Blue for a quarter of the median, green at the median, red for four times as much; grey where nothing can be
 * measured.
 */
export function densityColour(perMetre: number, medianPerMetre: number): readonly [number, number, number] {
  if (!(perMetre >= 0) || !(medianPerMetre > 0)) return [0.4, 0.4, 0.4];
  const at = Math.max(-1, Math.min(1, Math.log2(perMetre / medianPerMetre) / 2));
  return at < 0 ? [0, 1 + at, -at] : [at, 1 - at, 0];
}
