/** Directions spread evenly over a sphere: a Fibonacci lattice, three floats each. */
export function spreadDirections(count: number): Float64Array {
  const golden = Math.PI * (3 - Math.sqrt(5));
  const directions = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const y = 1 - (2 * i + 1) / count;
    const ring = Math.sqrt(1 - y * y);
    directions[3 * i] = ring * Math.cos(golden * i);
    directions[3 * i + 1] = y;
    directions[3 * i + 2] = ring * Math.sin(golden * i);
  }
  return directions;
}

/** The support vertices of `directions`, each once, in that order. */
export function supportPoints(positions: Float32Array, directions: Float64Array): number[] {
  const found = new Set<number>();
  for (let d = 0; d < directions.length; d += 3) {
    const x = directions[d]!;
    const y = directions[d + 1]!;
    const z = directions[d + 2]!;
    let furthest = 0;
    let reach = -Infinity;
    for (let i = 0; i < positions.length; i += 3) {
      const along = positions[i]! * x + positions[i + 1]! * y + positions[i + 2]! * z;
      if (along > reach) {
        reach = along;
        furthest = i;
      }
    }
    found.add(furthest / 3);
  }
  return [...found];
}
