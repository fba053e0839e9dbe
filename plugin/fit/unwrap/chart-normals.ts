import { cornerAngle } from '../mesh/corner-angle.ts';
import { faceFrame } from '../mesh/face-frame.ts';
import type { TexturedMesh } from '../mesh/surface.ts';

/** 30°. Further off, a normal map would have to undo the vertex normal: its texels are steep, and smear in mipmaps. */
const MIN_COSINE = Math.cos(Math.PI / 6);

/**
 * Makes edges hard where a sharp edge is the border of a chart: there a vertex gets the mean normal of its own chart's
 * triangles. No vertex is added, since charts share none. Changes the normals in place.
 */
export function hardenChartBorders({ positions, normals, indices }: TexturedMesh): void {
  const sums = new Float64Array(positions.length);
  const frame = new Float64Array(6);
  for (let corner = 0; corner < indices.length; corner++) {
    if (corner % 3 === 0 && !faceFrame(positions, indices, corner / 3, frame)) {
      corner += 2;
      continue;
    }
    const weight = cornerAngle(positions, indices, corner);
    const at = indices[corner]! * 3;
    for (let axis = 0; axis < 3; axis++) sums[at + axis] = sums[at + axis]! + weight * frame[3 + axis]!;
  }
  for (let at = 0; at < sums.length; at += 3) {
    const length = Math.hypot(sums[at]!, sums[at + 1]!, sums[at + 2]!);
    if (!(length > 0)) continue;
    const along =
      normals[at]! * sums[at]! + normals[at + 1]! * sums[at + 1]! + normals[at + 2]! * sums[at + 2]!;
    if (along >= MIN_COSINE * length) continue;
    for (let axis = 0; axis < 3; axis++) normals[at + axis] = sums[at + axis]! / length;
  }
}
