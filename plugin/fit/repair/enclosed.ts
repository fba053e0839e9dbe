import type { MeshComponent, MeshComponents } from '../mesh/components.ts';
import { sampleComponents } from './sample-components.ts';
import { windingNumbers } from './winding-number.ts';

/** Only this many of the largest closed components are considered as walls around others. */
const MAX_WALLS = 64;
/**
 * Which components count as walls, and how much of the enclosed component must be inside them.
 * - `sealed`: closed ones that face outward, and all of it: it can never be visible from outside.
 * - `around`: any with more volume, even with holes, and more than half.
 */
export type Enclosure = 'sealed' | 'around';

/**
 * Share of sample points that must be inside. A component that faces outward: all, except for ray errors where triangles
 * overlap. One that faces inward may lie on its wall and intersect it: only its back faces show there.
 */
const MIN_INSIDE = { outward: 0.98, inward: 0.8, around: 0.5 };
/**
 * How far a component may extend out of its wall's box, as a share of the box's longest side: a wall may be open on
 * top.
 */
const BOX_SLACK: Readonly<Record<Enclosure, number>> = { sealed: 1e-3, around: 0.25 };
/** Distance of sample points in front of an inward-facing component, as a share of its diagonal. */
const STANDOFF = 1e-3;

/**
 * Which components are inside another one.
 *
 * @param isAsked only these are checked.
 * @returns 1 for every enclosed component.
 */
export function enclosedComponents(
  positions: Float32Array,
  corners: Uint32Array,
  { componentOf, components }: MeshComponents,
  enclosure: Enclosure,
  isAsked: (component: number) => boolean = () => true,
): Uint8Array<ArrayBuffer> {
  const enclosed = new Uint8Array(components.length);
  const walls = largestWalls(components, enclosure);
  const candidates = components.map(
    (component, i) =>
      isAsked(i) &&
      walls.some((wall) => wall !== i && reachesAround(components[wall]!, component, BOX_SLACK[enclosure])),
  );
  if (!candidates.includes(true)) return enclosed;
  const wallOf = new Int32Array(components.length).fill(-1);
  walls.forEach((component, wall) => {
    wallOf[component] = wall;
  });
  const standoffs = components.map(({ isClosed, volume, min, max }) =>
    isClosed && volume < 0 ? STANDOFF * Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) : 0,
  );
  const { points, starts } = sampleComponents(positions, corners, componentOf, candidates, standoffs);
  const wallOfTriangle = new Int32Array(componentOf.length);
  for (let t = 0; t < componentOf.length; t++) wallOfTriangle[t] = wallOf[componentOf[t]!]!;
  const winding = windingNumbers(positions, corners, wallOfTriangle, walls.length, points);
  candidates.forEach((isCandidate, i) => {
    if (!isCandidate) return;
    const samples = starts[i + 1]! - starts[i]!;
    const sealedShare = standoffs[i]! > 0 ? MIN_INSIDE.inward : MIN_INSIDE.outward;
    const share = enclosure === 'sealed' ? sealedShare : MIN_INSIDE.around;
    const isEnclosed = walls.some((component, wall) => {
      if (component === i || components[component]!.volume < Math.abs(components[i]!.volume)) return false;
      let inside = 0;
      for (let p = starts[i]!; p < starts[i + 1]!; p++) if (winding[p * walls.length + wall]! > 0) inside++;
      return inside >= share * samples;
    });
    if (isEnclosed && samples > 0) enclosed[i] = 1;
  });
  return enclosed;
}

function largestWalls(components: readonly MeshComponent[], enclosure: Enclosure): number[] {
  return components
    .flatMap(({ isClosed, volume }, index) =>
      (isClosed || enclosure === 'around') && volume > 0 ? [{ index, volume }] : [],
    )
    .sort((a, b) => b.volume - a.volume)
    .slice(0, MAX_WALLS)
    .map(({ index }) => index);
}

function reachesAround(wall: MeshComponent, { min, max }: MeshComponent, share: number): boolean {
  const slack = share * Math.max(...[0, 1, 2].map((c) => wall.max[c]! - wall.min[c]!));
  return [0, 1, 2].every((c) => wall.min[c]! <= min[c]! + slack && wall.max[c]! >= max[c]! - slack);
}
