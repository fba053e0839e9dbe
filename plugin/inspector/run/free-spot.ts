/** A place on the ground plane, metres. */
export interface Spot {
  readonly x: number;
  readonly z: number;
}

/**
 * The nearest place along x, alternating sides from the origin, that keeps `size` metres from every occupied one: a
 * new asset must not stand inside the last.
 */
export function freeSpot(occupied: readonly Spot[], size: number): Spot {
  const pitch = size * 1.25;
  for (let step = 0; ; step++) {
    const x = (step % 2 === 1 ? 1 : -1) * Math.ceil(step / 2) * pitch;
    if (occupied.every((spot) => Math.hypot(spot.x - x, spot.z) >= size)) return { x: x === 0 ? 0 : x, z: 0 };
  }
}
