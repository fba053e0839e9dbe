/** Sampled triangles per component, besides the six outermost. */
const MAX_SAMPLES = 58;
// Uneven weights: an axis-parallel ray through such a point almost never hits a vertex.
const [WEIGHT_A, WEIGHT_B, WEIGHT_C] = [0.3137, 0.3299, 0.3564] as const;

export interface ComponentSamples {
  /** Three per point. */
  readonly points: Float64Array;
  /** Points of component `i` are those from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array;
}

/** Points on triangles of the chosen components, moved to their front by `standoffs`. */
export function sampleComponents(
  positions: Float32Array,
  corners: Uint32Array,
  componentOf: Uint32Array,
  isChosen: readonly boolean[],
  standoffs: readonly number[],
): ComponentSamples {
  const sizes = new Uint32Array(isChosen.length);
  for (let t = 0; t < componentOf.length; t++) sizes[componentOf[t]!]!++;
  const outermost = outermostTriangles(positions, corners, componentOf, isChosen);
  const starts = new Uint32Array(isChosen.length + 1);
  const triangles: number[][] = isChosen.map((chosen, i) =>
    chosen ? [...outermost.subarray(6 * i, 6 * i + 6)] : [],
  );
  const seen = new Uint32Array(isChosen.length);
  for (let t = 0; t < componentOf.length; t++) {
    const component = componentOf[t]!;
    if (!isChosen[component]) continue;
    const stride = Math.ceil(sizes[component]! / MAX_SAMPLES);
    if (seen[component]!++ % stride === 0) triangles[component]!.push(t);
  }
  for (let i = 0; i < isChosen.length; i++) starts[i + 1] = starts[i]! + triangles[i]!.length;
  const points = new Float64Array(starts[isChosen.length]! * 3);
  triangles.forEach((own, i) => {
    own.forEach((t, k) => {
      points.set(pointBefore(positions, corners, t, standoffs[i]!), 3 * (starts[i]! + k));
    });
  });
  return { points, starts };
}

// For each component the triangle whose first corner lies furthest to −x, −y, −z, +x, +y and +z.
function outermostTriangles(
  positions: Float32Array,
  corners: Uint32Array,
  componentOf: Uint32Array,
  isChosen: readonly boolean[],
): Int32Array {
  const furthest = new Int32Array(isChosen.length * 6);
  const reach = new Float64Array(isChosen.length * 6).fill(-Infinity);
  for (let t = 0; t < componentOf.length; t++) {
    const component = componentOf[t]!;
    if (!isChosen[component]) continue;
    for (let c = 0; c < 6; c++) {
      const at = positions[corners[3 * t]! * 3 + (c % 3)]!;
      const outward = c < 3 ? -at : at;
      if (outward <= reach[component * 6 + c]!) continue;
      reach[component * 6 + c] = outward;
      furthest[component * 6 + c] = t;
    }
  }
  return furthest;
}

function pointBefore(positions: Float32Array, corners: Uint32Array, t: number, standoff: number): number[] {
  const [a, b, c] = [corners[3 * t]! * 3, corners[3 * t + 1]! * 3, corners[3 * t + 2]! * 3];
  const u = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!);
  const v = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!);
  const normal = [0, 1, 2].map((k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!);
  const scale = standoff / (Math.hypot(...normal) || 1);
  return [0, 1, 2].map(
    (k) =>
      WEIGHT_A * positions[a + k]! +
      WEIGHT_B * positions[b + k]! +
      WEIGHT_C * positions[c + k]! +
      normal[k]! * scale,
  );
}
