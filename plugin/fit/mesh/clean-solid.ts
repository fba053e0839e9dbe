import { componentsOf } from './components.ts';
import type { WeldedMesh } from './weld.ts';

/** One closed piece that faces outward: nothing to repair, unless a search for what is joined to it finds more. */
export function isCleanSolid({ mesh, degenerate }: WeldedMesh): boolean {
  if (degenerate > 0) return false;
  const { components } = componentsOf(mesh.positions, mesh.indices);
  const [piece] = components;
  return components.length === 1 && piece !== undefined && piece.isClosed && piece.volume > 0;
}
