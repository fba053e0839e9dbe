import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { MeshLODLevel } from '@babylonjs/core/Meshes/meshLODLevel.js';
import { isLod } from './content/lod-meshes.ts';
import { geometryMeshes } from './content/name-content.ts';

const isOurs = ({ mesh }: MeshLODLevel) => mesh !== null && isLod(mesh);

const lodMaster = (mesh: Mesh): Mesh | undefined =>
  (mesh._masterMesh as Mesh | null | undefined) ?? undefined;

function removeLevels(mesh: Mesh, levels: readonly MeshLODLevel[]): void {
  for (const level of levels) mesh.removeLODLevel(level.mesh as Mesh);
}

function addLevels(mesh: Mesh, levels: readonly MeshLODLevel[]): void {
  for (const level of levels) mesh.addLODLevel(level.distanceOrScreenCoverage, level.mesh);
}

/**
 * Moves LOD levels that the app added from the old mesh to the new one. Where they conflict with ours, ours are
 * removed.
 */
function moveLevels(old: Mesh, fresh: Mesh): (() => void) | undefined {
  const levels = old.getLODLevels().filter((level) => !isOurs(level));
  if (levels.length === 0) return undefined;
  const [mode, freshMode] = [old.useLODScreenCoverage, fresh.useLODScreenCoverage];
  const ours = mode === freshMode ? [] : fresh.getLODLevels().filter(isOurs);
  removeLevels(old, levels);
  removeLevels(fresh, ours);
  addLevels(fresh, levels);
  fresh.useLODScreenCoverage = mode;
  return () => {
    removeLevels(fresh, levels);
    addLevels(fresh, ours);
    fresh.useLODScreenCoverage = freshMode;
    addLevels(old, levels);
  };
}

/** Replaces the old mesh where it is an LOD of one of the app's meshes. */
function movePlace(old: Mesh, fresh: Mesh): (() => void) | undefined {
  const master = lodMaster(old);
  const level = master?.getLODLevels().find(({ mesh }) => mesh === old);
  if (!master || !level) return undefined;
  const replace = (before: Mesh, after: Mesh) => {
    master.removeLODLevel(before);
    master.addLODLevel(level.distanceOrScreenCoverage, after);
  };
  replace(old, fresh);
  return () => replace(fresh, old);
}

/**
 * Moves the app's LOD set-up to the new content: levels that it added, and the content's use as a level of another mesh.
 * Returns the undo function.
 */
export function moveLodMembership(from: AssetContainer, to: AssetContainer): () => void {
  const fresh = geometryMeshes(to);
  const undo = geometryMeshes(from).flatMap((old, index) => {
    const next = fresh[Math.min(index, fresh.length - 1)];
    if (!next || !('getLODLevels' in old) || !('getLODLevels' in next)) return [];
    const pair = [old as Mesh, next as Mesh] as const;
    return [moveLevels(...pair), movePlace(...pair)].filter((step) => step !== undefined);
  });
  return () => {
    for (const step of undo.reverse()) step();
  };
}
