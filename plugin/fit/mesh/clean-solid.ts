import { componentsOf } from './components.ts';
import type { WeldedMesh } from './weld.ts';

/** A single closed component that faces outward: the quick checks find nothing to repair. */
export function isCleanSolid({ mesh, degenerate }: WeldedMesh): boolean {
  if (degenerate > 0) return false;
  const { components } = componentsOf(mesh.positions, mesh.indices);
  const [piece] = components;
  return components.length === 1 && piece !== undefined && piece.isClosed && piece.volume > 0;
}
