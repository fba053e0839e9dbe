import { type SurfaceState, stateOf } from '../surface-state.ts';

export interface Move {
  /** The rows of a rotation. */
  readonly rotation: readonly [number, number, number, number, number, number, number, number, number];
  /** The point that stays; default the origin. */
  readonly about?: readonly [number, number, number];
}

/** Rotates a surface; its normals follow. */
export function rotated(state: SurfaceState, { rotation, about = [0, 0, 0] }: Move): SurfaceState {
  const { mesh } = state;
  const turn = (values: Float32Array, [x0, y0, z0]: readonly [number, number, number]) => {
    const out = new Float32Array(values.length);
    for (let i = 0; i < values.length; i += 3) {
      const [x, y, z] = [values[i]! - x0, values[i + 1]! - y0, values[i + 2]! - z0];
      out[i] = rotation[0] * x + rotation[1] * y + rotation[2] * z + x0;
      out[i + 1] = rotation[3] * x + rotation[4] * y + rotation[5] * z + y0;
      out[i + 2] = rotation[6] * x + rotation[7] * y + rotation[8] * z + z0;
    }
    return out;
  };
  const moved = { ...mesh, positions: turn(mesh.positions, about), normals: turn(mesh.normals, [0, 0, 0]) };
  return stateOf(moved, state.corners);
}

/** Scales a surface about the origin. */
export function scaled(state: SurfaceState, scale: number): SurfaceState {
  const positions = state.mesh.positions.map((value) => value * scale);
  return stateOf({ ...state.mesh, positions }, state.corners);
}
