/** Radiance of an empty photo studio as a sum of soft lights: every colour is linear RGB, every direction points away from the scene. */
interface SoftLight {
  readonly direction: readonly [number, number, number];
  /** Sharpness λ of the spherical Gaussian exp(λ(cos θ − 1)): 1 is a whole hemisphere, 60 a window. */
  readonly sharpness: number;
  readonly color: readonly [number, number, number];
}

/** Light that comes from everywhere. */
const AMBIENT = [0.2, 0.215, 0.245] as const;

const SOFT_LIGHTS: readonly SoftLight[] = [
  // Ceiling and floor: broad lobes; surfaces facing up are lit cool, surfaces facing down warm.
  { direction: [0, 1, 0], sharpness: 1.6, color: [0.62, 0.69, 0.82] },
  { direction: [0, -1, 0], sharpness: 2, color: [0.24, 0.2, 0.17] },
  // Key: a big soft box above and beside the camera; its core gives the glint on glossy surfaces.
  { direction: [0.75, 1, 0.35], sharpness: 14, color: [2.6, 2.4, 2.1] },
  { direction: [0.75, 1, 0.35], sharpness: 70, color: [5.5, 5.2, 4.8] },
  // Fill on the other side and a rim from behind.
  { direction: [-0.85, 0.3, 0.45], sharpness: 9, color: [0.55, 0.62, 0.78] },
  { direction: [-0.35, 0.45, -0.9], sharpness: 18, color: [1.5, 1.6, 1.9] },
];

const LIGHTS = SOFT_LIGHTS.map(({ direction: [x, y, z], sharpness, color }) => {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length, sharpness, color };
});

/** Linear radiance seen in the unit direction (x, y, z); Y is up. Writes three numbers at `offset`. */
export function skyRadiance(x: number, y: number, z: number, out: Float32Array, offset = 0): void {
  let [red, green, blue]: [number, number, number] = [...AMBIENT];
  for (const light of LIGHTS) {
    const weight = Math.exp(light.sharpness * (x * light.x + y * light.y + z * light.z - 1));
    red += weight * light.color[0];
    green += weight * light.color[1];
    blue += weight * light.color[2];
  }
  out[offset] = red;
  out[offset + 1] = green;
  out[offset + 2] = blue;
}

/** Direction through the texel (u, v), both −1…1, of a cube face in OpenGL's order: +X −X +Y −Y +Z −Z. */
export function cubeFaceDirection(face: number, u: number, v: number): [number, number, number] {
  const length = Math.hypot(u, v, 1);
  const [a, b, c] = [u / length, v / length, 1 / length];
  switch (face) {
    case 0:
      return [c, -b, -a];
    case 1:
      return [-c, -b, a];
    case 2:
      return [a, c, b];
    case 3:
      return [a, -c, -b];
    case 4:
      return [a, -b, c];
    default:
      return [-a, -b, -c];
  }
}

/** The studio as six square RGBA faces of linear floats, in OpenGL's order. */
export function skyCubeFaces(sizePx: number): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: 6 }, (_, face) => {
    const texels = new Float32Array(sizePx * sizePx * 4);
    for (let row = 0; row < sizePx; row++) {
      for (let column = 0; column < sizePx; column++) {
        const u = ((column + 0.5) / sizePx) * 2 - 1;
        const v = ((row + 0.5) / sizePx) * 2 - 1;
        const offset = (row * sizePx + column) * 4;
        skyRadiance(...cubeFaceDirection(face, u, v), texels, offset);
        texels[offset + 3] = 1;
      }
    }
    return texels;
  });
}
