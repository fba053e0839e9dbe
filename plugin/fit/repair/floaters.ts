import { boxOf } from '../mesh/vectors.ts';
import type { SurfaceState } from './surface-state.ts';

/** A component is a floater when its share of the area and of the diagonal are both below these. */
const MAX_AREA_SHARE = 1e-4;
const MAX_DIAGONAL_SHARE = 0.02;

/** Triangles of tiny components. @returns 1 for every such triangle; never all triangles. */
export function floaters({
  mesh,
  components: { componentOf, components },
}: SurfaceState): Uint8Array<ArrayBuffer> {
  const marks = new Uint8Array(componentOf.length);
  if (components.length < 2) return marks;
  const total = components.reduce((sum, { area }) => sum + area, 0);
  const largest = components.reduce((most, { area }) => Math.max(most, area), 0);
  const { diagonal } = boxOf(mesh.positions);
  const isFloater = components.map(
    ({ area, min, max }) =>
      area < largest &&
      area < MAX_AREA_SHARE * total &&
      Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) < MAX_DIAGONAL_SHARE * diagonal,
  );
  for (let t = 0; t < marks.length; t++) if (isFloater[componentOf[t]!]) marks[t] = 1;
  return marks;
}
