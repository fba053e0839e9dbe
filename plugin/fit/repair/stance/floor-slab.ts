import { faceArea, faceFrame } from '../../mesh/face-frame.ts';
import { type SurfaceState, withoutTriangles } from '../surface-state.ts';
import { hullArea, usedBox } from './outline.ts';

/** A flat, thin, large part at the bottom that is joined to what stands on it. */
export interface FloorSlab {
  /** Metres. */
  readonly thickness: number;
  /** Just above its upper face; between two 32-bit numbers, so that no vertex lies at it. */
  readonly cutHeight: number;
  /** 1 for every triangle of the slab. */
  readonly marks: Uint8Array;
  readonly triangles: number;
}

/** Cosine of the angle to the vertical up to which a triangle is level. */
const LEVEL = 0.9;
/** Shares of the longest side: greatest thickness, and how uneven the upper face may be. */
const THICKEST = 0.06;
const UNEVEN = 0.01;
/** Of the model's height: a narrower one is the foot of a lamp. */
const BROAD = 0.5;
/** The slab reaches at least so far of the model's width and depth; what stands on it covers at most so much of it. */
const REACH = 0.9;
const STANDS_ON = 0.8;
/** Of the ground rectangle: the level area of the upper face. Of the slab's outline: that of its lower face. */
const UPPER = 0.35;
const LOWER = 0.85;
const LEVEL_SHARE = 0.75;

/** Finds a floor slab; a plate of its own, a tray and the bottom of a box are none. */
export function findFloorSlab(state: SurfaceState): FloorSlab | undefined {
  const { corners, mesh } = state;
  const { positions } = mesh;
  const { min, size } = usedBox(state);
  const [width, height, depth] = size;
  const longest = Math.max(...size);
  const ground = width * depth;
  const top = upperFace(state, min[1], longest, UPPER * ground);
  if (top === undefined) return undefined;
  const cutHeight = betweenFloats(top + 0.3 * UNEVEN * longest);
  const thickness = top - min[1];
  if (height - thickness < Math.max(3 * thickness, 0.1 * longest)) return undefined;
  if (Math.min(width, depth) < BROAD * height) return undefined;

  const marks = new Uint8Array(corners.length / 3);
  const points: [number, number][] = [];
  const frame = new Float64Array(6);
  const area = { all: 0, up: 0, down: 0, joined: 0 };
  const { componentOf } = state.components;
  const standing = new Set<number>();
  for (let t = 0; t < marks.length; t++) {
    const heights = [0, 1, 2].map((k) => positions[corners[3 * t + k]! * 3 + 1]!);
    if (Math.max(...heights) > cutHeight) standing.add(componentOf[t]!);
    else marks[t] = 1;
  }
  for (let t = 0; t < marks.length; t++) {
    if (!marks[t] || !faceFrame(positions, corners, t, frame)) continue;
    const own = faceArea(positions, corners, t);
    area.all += own;
    if (frame[4]! > LEVEL) area.up += own;
    if (frame[4]! < -LEVEL) area.down += own;
    if (standing.has(componentOf[t]!)) area.joined += own;
    for (let k = 3 * t; k < 3 * t + 3; k++)
      points.push([positions[corners[k]! * 3]!, positions[corners[k]! * 3 + 2]!]);
  }
  const reach = spanOf(points);
  const above = spanOf(crossing(state, cutHeight + UNEVEN * longest));
  const isSheet = area.down < 0.05 * area.up;
  const isSlab =
    reach[0] >= REACH * width &&
    reach[1] >= REACH * depth &&
    above[0] * above[1] > 0 &&
    above[0] * above[1] <= STANDS_ON * ground &&
    area.up + area.down >= LEVEL_SHARE * area.all &&
    (isSheet || area.down >= LOWER * hullArea(points)) &&
    area.joined >= area.all / 2;
  const triangles = marks.reduce((sum, mark) => sum + mark, 0);
  return isSlab ? { thickness, cutHeight, marks, triangles } : undefined;
}

/** The surface without its floor slab, where it has one. */
export function withoutFloorSlab(state: SurfaceState): SurfaceState {
  const slab = findFloorSlab(state);
  return slab ? withoutTriangles(state, slab.marks) : state;
}

/** Height of the upper end of one level face near the bottom, of at least `leastArea`. */
function upperFace({ mesh, corners }: SurfaceState, bottom: number, longest: number, leastArea: number) {
  const faces: { height: number; area: number }[] = [];
  const frame = new Float64Array(6);
  for (let t = 0; t < corners.length / 3; t++) {
    if (!faceFrame(mesh.positions, corners, t, frame)) continue;
    if (frame[4]! > LEVEL && frame[1]! <= bottom + THICKEST * longest)
      faces.push({ height: frame[1]!, area: faceArea(mesh.positions, corners, t) });
  }
  faces.sort((a, b) => a.height - b.height);
  const total = sumArea(faces);
  if (total < leastArea) return undefined;
  const middle = heightAt(faces, total / 2);
  const level = faces.filter(({ height }) => Math.abs(height - middle) <= UNEVEN * longest);
  const area = sumArea(level);
  return area >= leastArea && area >= 0.8 * total ? heightAt(level, 0.98 * area) : undefined;
}

type Faces = readonly { readonly height: number; readonly area: number }[];
const sumArea = (faces: Faces) => faces.reduce((sum, { area }) => sum + area, 0);

function heightAt(faces: Faces, areaBelow: number): number {
  let sum = 0;
  for (const { height, area } of faces) {
    sum += area;
    if (sum >= areaBelow) return height;
  }
  return faces.at(-1)!.height;
}

/** Where the edges cross a height: x and z. */
function crossing({ mesh: { positions }, corners }: SurfaceState, height: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < corners.length; i++) {
    const a = corners[i]! * 3;
    const b = corners[i % 3 === 2 ? i - 2 : i + 1]! * 3;
    const [ya, yb] = [positions[a + 1]!, positions[b + 1]!];
    if (ya > height === yb > height) continue;
    const t = (height - ya) / (yb - ya);
    points.push([
      positions[a]! + t * (positions[b]! - positions[a]!),
      positions[a + 2]! + t * (positions[b + 2]! - positions[a + 2]!),
    ]);
  }
  return points;
}

function spanOf(points: readonly (readonly [number, number])[]): [number, number] {
  const span = (axis: 0 | 1) => {
    let low = Infinity;
    let high = -Infinity;
    for (const point of points) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
    return Math.max(0, high - low);
  };
  return [span(0), span(1)];
}

/** A number near `value` that no 32-bit number equals. */
function betweenFloats(value: number): number {
  const near = Math.fround(value);
  return near + Math.max(Math.abs(near), 1e-30) * 2 ** -26;
}
