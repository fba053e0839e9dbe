import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { FittedLod } from '../fit/mesh/surface.ts';
import { ownCleanUp } from './content/dispose-container.ts';
import { importedChain } from './content/imported-state.ts';
import { markLod } from './content/lod-meshes.ts';
import { createMesh, hasWideIndices } from './content/make-mesh.ts';
import { geometryMeshes } from './content/name-content.ts';
import { contentNodeOf } from './place/content-node.ts';

export interface CoverageOptions {
  /** Distance of a LOD from the full surface, and radius of the bounding sphere, in the same unit. */
  readonly error: number;
  readonly radius: number;
  /** Allowed error on screen, pixels. */
  readonly tolerancePx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Screen coverage, as Babylon measures it, below which a LOD's error is at most `tolerancePx`:
 * π · (R/e)² · (τ/H)² / aspect. The field of view cancels.
 */
export function lodCoverage({ error, radius, tolerancePx, widthPx, heightPx }: CoverageOptions): number {
  if (!(error > 0)) return Number.MAX_VALUE;
  return (Math.PI * (radius / error) ** 2 * (tolerancePx / heightPx) ** 2 * heightPx) / widthPx;
}

/** Properties that LODs copy from LOD 0. */
const FOLLOWED = [
  'material',
  'receiveShadows',
  'isVisible',
  'visibility',
  'layerMask',
  'renderingGroupId',
  'alphaIndex',
  'applyFog',
  'renderOutline',
  'outlineColor',
  'outlineWidth',
  'renderOverlay',
  'overlayColor',
  'overlayAlpha',
] as const satisfies readonly (keyof Mesh)[];

function follow(master: Mesh, lod: Mesh): void {
  for (const key of FOLLOWED) if (lod[key] !== master[key]) Reflect.set(lod, key, master[key]);
}

function transformed(mesh: FittedLod['mesh'], matrix: Matrix): FittedLod['mesh'] {
  if (matrix.isIdentity()) return mesh;
  const positions = new Float32Array(mesh.positions.length);
  const normals = new Float32Array(mesh.normals.length);
  const turn = Matrix.Transpose(Matrix.Invert(matrix));
  const [point, normal] = [new Vector3(), new Vector3()];
  for (let at = 0; at < positions.length; at += 3) {
    Vector3.TransformCoordinatesFromFloatsToRef(
      mesh.positions[at]!,
      mesh.positions[at + 1]!,
      mesh.positions[at + 2]!,
      matrix,
      point,
    );
    Vector3.TransformNormalFromFloatsToRef(
      mesh.normals[at]!,
      mesh.normals[at + 1]!,
      mesh.normals[at + 2]!,
      turn,
      normal,
    );
    point.toArray(positions, at);
    normal.normalize().toArray(normals, at);
  }
  return { ...mesh, positions, normals };
}

/**
 * Adds LODs to the single mesh of a container that is not in the scene yet. They share its material and copy its flags.
 * They switch where their error is below `tolerancePx` canvas pixels, also after a resize. Does nothing for a container
 * with several meshes.
 */
export function addLods(
  container: AssetContainer,
  lods: readonly FittedLod[],
  { tolerancePx = 1 }: { readonly tolerancePx?: number } = {},
): void {
  const [master, another] = geometryMeshes(container) as Mesh[];
  if (lods.length === 0 || !master || another || master.isAnInstance) return;
  const toLocal = Matrix.Invert(importedChain(master, rootOf(container)));
  // The node's transform contains the quantisation of a fitted file; errors are given in its parent's space.
  const unit = Math.cbrt(Math.abs(toLocal.determinant()));
  const meshes = lods.map((lod, index) => {
    const mesh = createMesh(container, `${master.name} LOD ${index + 1}`, transformed(lod.mesh, toLocal), {
      isWide: hasWideIndices(master),
    });
    markLod(mesh);
    mesh.sideOrientation = master.sideOrientation;
    mesh.isPickable = false;
    mesh.parent = master;
    follow(master, mesh);
    master.addLODLevel(0, mesh);
    return mesh;
  });
  const engine = container.scene.getEngine();
  const setCoverages = () => {
    const radius = master.getBoundingInfo().boundingSphere.radius;
    let last = Number.POSITIVE_INFINITY;
    for (const [index, mesh] of meshes.entries()) {
      const level = master.getLODLevels().find((candidate) => candidate.mesh === mesh);
      const wanted = lodCoverage({
        error: (lods[index]?.error ?? 0) * unit,
        radius,
        tolerancePx,
        widthPx: engine.getRenderWidth(),
        heightPx: engine.getRenderHeight(),
      });
      // A coarser level must switch further away than a finer one, whatever the estimates say.
      last = Math.min(wanted, last * 0.999);
      if (level) level.distanceOrScreenCoverage = last;
    }
    // The setter sorts the levels.
    if (meshes.some((mesh) => mesh._masterMesh === master)) master.useLODScreenCoverage = true;
  };
  setCoverages();
  master.onLODLevelSelection = (_coverage, _master, level) => {
    if (level && level !== master) follow(master, level);
  };
  const observer = engine.onResizeObservable.add(setCoverages);
  ownCleanUp(container, () => observer.remove());
}

function rootOf(container: AssetContainer): AbstractMesh | undefined {
  return contentNodeOf(container)?.getChildMeshes(true)[0];
}
