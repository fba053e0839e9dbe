/** State of a cell: empty, part of the surface, or empty and connected to the outside. */
export const EMPTY = 0;
export const SURFACE = 1;
export const OUTSIDE = 2;

/**
 * Marks the outside: the empty cells that a cube of radius `reach` covers when it moves from a corner of the grid without
 * touching the surface. The grid needs more than `reach` empty cells on every side.
 *
 * @param states EMPTY and SURFACE, x fastest; OUTSIDE is written into it.
 */
export function floodOutside(
  states: Uint8Array,
  size: readonly [number, number, number],
  reach: number,
): void {
  const blocked = dilate(states, size, reach);
  const queue = new Uint32Array(states.length);
  let end = fill(states, size, blocked, queue);
  // Dilate the result back to the surface by `reach` steps in all 26 directions.
  let first = 0;
  for (let round = 0; round < reach; round++) {
    const last = end;
    for (let i = first; i < last; i++) end = enterNeighbours(states, size, queue, i, end);
    first = last;
  }
}

/** 1 for every cell within `reach` of a surface cell along each axis. */
function dilate(
  states: Uint8Array,
  [nx, ny, nz]: readonly [number, number, number],
  reach: number,
): Uint8Array {
  let from = states.map((state) => (state === SURFACE ? 1 : 0));
  for (const [step, count] of [
    [1, nx],
    [nx, ny],
    [nx * ny, nz],
  ] as const) {
    const to = from.slice();
    for (let i = 0; i < from.length; i++) {
      if (!from[i]) continue;
      const along = Math.floor(i / step) % count;
      const low = Math.max(-reach, -along);
      const high = Math.min(reach, count - 1 - along);
      for (let d = low; d <= high; d++) to[i + d * step] = 1;
    }
    from = to;
  }
  return from;
}

/** Flood fill through cell faces from the first cell. @returns the number of cells in the queue. */
function fill(
  states: Uint8Array,
  [nx, ny, nz]: readonly [number, number, number],
  blocked: Uint8Array,
  queue: Uint32Array,
): number {
  const layer = nx * ny;
  states[0] = OUTSIDE;
  queue[0] = 0;
  let end = 1;
  for (let i = 0; i < end; i++) {
    const at = queue[i]!;
    const x = at % nx;
    const y = Math.floor(at / nx) % ny;
    const z = Math.floor(at / layer);
    for (let side = 0; side < 6; side++) {
      let next = at;
      if (side === 0 && x > 0) next = at - 1;
      else if (side === 1 && x < nx - 1) next = at + 1;
      else if (side === 2 && y > 0) next = at - nx;
      else if (side === 3 && y < ny - 1) next = at + nx;
      else if (side === 4 && z > 0) next = at - layer;
      else if (side === 5 && z < nz - 1) next = at + layer;
      if (states[next] !== EMPTY || blocked[next]) continue;
      states[next] = OUTSIDE;
      queue[end++] = next;
    }
  }
  return end;
}

function enterNeighbours(
  states: Uint8Array,
  [nx, ny, nz]: readonly [number, number, number],
  queue: Uint32Array,
  i: number,
  end: number,
): number {
  const at = queue[i]!;
  const x = at % nx;
  const y = Math.floor(at / nx) % ny;
  const z = Math.floor(at / (nx * ny));
  if (x === 0 || y === 0 || z === 0 || x === nx - 1 || y === ny - 1 || z === nz - 1) return end;
  let count = end;
  for (let dz = -1; dz <= 1; dz++)
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const next = at + dx + nx * (dy + ny * dz);
        if (states[next] !== EMPTY) continue;
        states[next] = OUTSIDE;
        queue[count++] = next;
      }
  return count;
}
