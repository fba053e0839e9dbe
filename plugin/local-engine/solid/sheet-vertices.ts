import { blur } from '../ops/blur.ts';
import type { Plane } from '../ops/plane.ts';
import { CONTOUR } from './silhouette-field.ts';

/** Vertices of the sheet before decimation, with the indices of each node's and crossing's vertices. */
export interface SheetVertices {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly square: Float32Array;
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** Vertex of every inside node. */
  readonly ofNode: Int32Array;
  /** First ring vertex of the crossing between a node and its right (or lower) neighbour; other rings follow. */
  readonly acrossRight: Int32Array;
  readonly acrossDown: Int32Array;
  /** Rings per crossing, the silhouette included. */
  readonly rings: number;
}

/** W of each ring as a share of the node's, which rounds the rim (z = √W). Coarse grids need one more ring. */
const RING_SHARES = { coarse: [0, 0.07, 0.34], fine: [0, 0.2] } as const;
const FINE_FROM_CELLS = 400;

const MIN_CROSSING = 0.06;
const MAX_CROSSING = 0.98;
/** Blur in cells of the mask used for the direction of the silhouette; without it the mask saturates within a cell. */
const FACING_SIGMA = 1;
/** From this value of the blurred mask on, about two cells inside, the node's own slopes are used. */
const DEEP = 0.98;
/** A slope over a shorter distance than this would be noise. */
const MIN_SLOPE_DISTANCE = 0.3;

function crossing(field: Float32Array, here: number, there: number): number {
  const theta = (field[here]! - CONTOUR) / (field[here]! - field[there]!);
  return Math.min(MAX_CROSSING, Math.max(MIN_CROSSING, theta));
}

/**
 * ∂W along one axis: central difference between inside nodes; next to the silhouette, between the inner node and the
 * crossing, where W = 0, since the short distance to the crossing alone would be noisy.
 */
function slope(
  squares: Float32Array,
  field: Float32Array,
  inside: Uint8Array,
  node: number,
  step: number,
): number {
  const ahead = inside[node + step];
  const behind = inside[node - step];
  if (ahead && behind) return (squares[node + step]! - squares[node - step]!) / 2;
  if (ahead) return squares[node + step]! / (1 + crossing(field, node, node - step));
  if (behind) return -squares[node - step]! / (1 + crossing(field, node, node + step));
  const toAhead = Math.max(MIN_SLOPE_DISTANCE, crossing(field, node, node + step));
  const toBehind = Math.max(MIN_SLOPE_DISTANCE, crossing(field, node, node - step));
  return squares[node]! * (1 / toBehind - 1 / toAhead);
}

/**
 * Places one vertex on every inside node and a few rings of them on every grid edge that crosses the silhouette.
 * `squares` is W of the nodes, `cells` the grid's size along the subject.
 */
export function placeVertices(
  plane: Plane,
  inside: Uint8Array,
  squares: Float32Array,
  cells: number,
): SheetVertices {
  const { width, height, data: field } = plane;
  const shares = cells < FINE_FROM_CELLS ? RING_SHARES.coarse : RING_SHARES.fine;
  const rings = shares.length;
  const ofNode = new Int32Array(field.length).fill(-1);
  const acrossRight = new Int32Array(field.length).fill(-1);
  const acrossDown = new Int32Array(field.length).fill(-1);
  let count = 0;
  for (let node = 0; node < field.length - width; node++) {
    if (inside[node]) ofNode[node] = count++;
    if (inside[node] !== inside[node + 1]) {
      acrossRight[node] = count;
      count += rings;
    }
    if (inside[node] !== inside[node + width]) {
      acrossDown[node] = count;
      count += rings;
    }
  }
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const square = new Float32Array(count);
  const slopeX = new Float32Array(count);
  const slopeY = new Float32Array(count);

  const soft = blur(plane, FACING_SIGMA).data;
  const fieldSlope = (node: number, step: number) => (soft[node + step] ?? 0) - (soft[node - step] ?? 0);
  const placeNode = (node: number, column: number, row: number) => {
    const vertex = ofNode[node]!;
    x[vertex] = column;
    y[vertex] = row;
    square[vertex] = squares[node]!;
    let ownX = slope(squares, field, inside, node, 1);
    let ownY = slope(squares, field, inside, node, width);
    // W is strongly curved next to the silhouette: its slopes give the steepness there, but not the direction.
    const depth = (soft[node]! - CONTOUR) / (DEEP - CONTOUR);
    if (depth < 1) {
      const inwardX = fieldSlope(node, 1);
      const inwardY = fieldSlope(node, width);
      const length = Math.sqrt(inwardX * inwardX + inwardY * inwardY);
      if (length > 1e-9) {
        const own = Math.max(0, depth);
        const facing = ((1 - own) * Math.sqrt(ownX * ownX + ownY * ownY)) / length;
        ownX = own * ownX + facing * inwardX;
        ownY = own * ownY + facing * inwardY;
      }
    }
    slopeX[vertex] = ownX;
    slopeY[vertex] = ownY;
  };
  const placeRings = (first: number, here: number, there: number) => {
    const theta = crossing(field, here, there);
    const node = ofNode[here]!;
    const across = Math.abs(there - here) === 1 ? Math.sign(there - here) : 0;
    const down = across === 0 ? Math.sign(there - here) : 0;
    let inwardX = (1 - theta) * fieldSlope(here, 1) + theta * fieldSlope(there, 1);
    let inwardY = (1 - theta) * fieldSlope(here, width) + theta * fieldSlope(there, width);
    let length = Math.sqrt(inwardX * inwardX + inwardY * inwardY);
    if (!(length > 1e-9)) {
      inwardX = -across;
      inwardY = -down;
      length = 1;
    }
    const steepness = Math.sqrt(slopeX[node]! * slopeX[node]! + slopeY[node]! * slopeY[node]!) || 1;
    for (let ring = 0; ring < rings; ring++) {
      const share = shares[ring]!;
      const vertex = first + ring;
      const distance = theta * (1 - share);
      x[vertex] = x[node]! + across * distance;
      y[vertex] = y[node]! + down * distance;
      square[vertex] = squares[here]! * share;
      slopeX[vertex] = (1 - share) * (inwardX / length) * steepness + share * slopeX[node]!;
      slopeY[vertex] = (1 - share) * (inwardY / length) * steepness + share * slopeY[node]!;
    }
  };
  for (let row = 1; row < height - 1; row++)
    for (let column = 1; column < width - 1; column++) {
      const node = row * width + column;
      if (inside[node]) placeNode(node, column, row);
    }
  for (let node = 0; node < field.length - width; node++) {
    const right = acrossRight[node]!;
    if (right >= 0) placeRings(right, inside[node] ? node : node + 1, inside[node] ? node + 1 : node);
    const below = acrossDown[node]!;
    if (below >= 0) placeRings(below, inside[node] ? node : node + width, inside[node] ? node + width : node);
  }
  return { x, y, square, slopeX, slopeY, ofNode, acrossRight, acrossDown, rings };
}
