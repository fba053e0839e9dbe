/** Cones of directions: unit axis and half-angle in radians, in flat arrays, one entry per chart. */
export interface Cones {
  /** Three numbers per cone. */
  readonly axes: Float64Array;
  readonly angles: Float64Array;
}

/** Angle of a cone without directions: that of a face without area. */
export const EMPTY_CONE = -1;

/** Half-angle of the narrowest cone that holds cones `a` and `b`. */
export function joinedAngle(cones: Cones, a: number, b: number): number {
  const { axes, angles } = cones;
  if (angles[a]! < 0 || angles[b]! < 0) return Math.max(angles[a]!, angles[b]!);
  const dot =
    axes[a * 3]! * axes[b * 3]! + axes[a * 3 + 1]! * axes[b * 3 + 1]! + axes[a * 3 + 2]! * axes[b * 3 + 2]!;
  const between = Math.acos(Math.min(1, Math.max(-1, dot)));
  const wide = Math.max(angles[a]!, angles[b]!);
  return Math.max(wide, (between + angles[a]! + angles[b]!) / 2);
}

/** Makes cone `a` the narrowest one that holds `a` and `b`. */
export function joinCones(cones: Cones, a: number, b: number): void {
  const { axes, angles } = cones;
  if (angles[b]! < 0) return;
  if (angles[a]! < 0) {
    axes.copyWithin(a * 3, b * 3, b * 3 + 3);
    angles[a] = angles[b]!;
    return;
  }
  const dot =
    axes[a * 3]! * axes[b * 3]! + axes[a * 3 + 1]! * axes[b * 3 + 1]! + axes[a * 3 + 2]! * axes[b * 3 + 2]!;
  const between = Math.acos(Math.min(1, Math.max(-1, dot)));
  const joined = joinedAngle(cones, a, b);
  // Angle by which the axis turns from a's towards b's.
  const turn = joined <= angles[a]! ? 0 : joined <= angles[b]! ? between : joined - angles[a]!;
  angles[a] = joined;
  if (turn === 0 || between === 0) return;
  const keep = Math.sin(between - turn);
  const add = Math.sin(turn);
  const x = axes[a * 3]! * keep + axes[b * 3]! * add;
  const y = axes[a * 3 + 1]! * keep + axes[b * 3 + 1]! * add;
  const z = axes[a * 3 + 2]! * keep + axes[b * 3 + 2]! * add;
  const length = Math.hypot(x, y, z);
  if (!(length > 1e-9)) {
    // Opposite axes: any direction works, and all of them are in the cone.
    angles[a] = Math.PI;
    return;
  }
  axes[a * 3] = x / length;
  axes[a * 3 + 1] = y / length;
  axes[a * 3 + 2] = z / length;
}
