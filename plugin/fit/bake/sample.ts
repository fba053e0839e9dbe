import type { RasterImage } from '../../recipe/image.ts';
import type { SurfaceRasters, TexturedMesh } from '../mesh/surface.ts';
import { LINEAR_OF_SRGB_16 } from '../srgb.ts';

/** Offset of each value in a surface sample; −1 for a map that the source does not have. */
export interface SampleLayout {
  readonly stride: number;
  /** Linear R, G, B, then alpha 0…255. */
  readonly baseColor: number;
  /** Roughness and metalness, 0…255. */
  readonly metallicRoughness: number;
  /** 0…255. */
  readonly occlusion: number;
  /** Linear R, G, B. */
  readonly emissive: number;
  /** Unit vector in model space. */
  readonly normal: number;
}

/** Samples the source's maps at points of its triangles. */
export interface SurfaceSampler {
  readonly layout: SampleLayout;
  /** Writes the sample at barycentrics place[0] and place[1] of corners b and c of `triangle` to out[at …]. */
  sample(triangle: number, place: Float64Array, out: Float32Array, at: number): void;
}

/** Bilinear with repeat, like glTF's default sampler. Normal maps are converted with the source's tangent frame. */
export function createSurfaceSampler(
  mesh: TexturedMesh,
  rasters: SurfaceRasters,
  normalScale: number,
): SurfaceSampler {
  const { positions, normals, uvs, indices } = mesh;
  const layout = sampleLayout(rasters);
  const texel = createTexelReader();
  const st = new Float64Array(2);
  const bump = new Float64Array(3);
  const { baseColor, metallicRoughness, occlusion, emissive, normal } = rasters;

  return {
    layout,
    sample(triangle, place, out, at) {
      const v = place[0]!;
      const w = place[1]!;
      const a = indices[triangle * 3]!;
      const b = indices[triangle * 3 + 1]!;
      const c = indices[triangle * 3 + 2]!;
      const u = 1 - v - w;
      st[0] = uvs[a * 2]! * u + uvs[b * 2]! * v + uvs[c * 2]! * w;
      st[1] = uvs[a * 2 + 1]! * u + uvs[b * 2 + 1]! * v + uvs[c * 2 + 1]! * w;
      if (baseColor) {
        const to = at + layout.baseColor;
        texel.moveTo(baseColor, st);
        texel.readLinear(baseColor.data, out, to);
        texel.read(baseColor.data, 3, 1, out, to + 3);
      }
      if (metallicRoughness) {
        texel.moveTo(metallicRoughness, st);
        texel.read(metallicRoughness.data, 1, 2, out, at + layout.metallicRoughness);
      }
      if (occlusion) {
        texel.moveTo(occlusion, st);
        texel.read(occlusion.data, 0, 1, out, at + layout.occlusion);
      }
      if (emissive) {
        texel.moveTo(emissive, st);
        texel.readLinear(emissive.data, out, at + layout.emissive);
      }
      let nx = normals[a * 3]! * u + normals[b * 3]! * v + normals[c * 3]! * w;
      let ny = normals[a * 3 + 1]! * u + normals[b * 3 + 1]! * v + normals[c * 3 + 1]! * w;
      let nz = normals[a * 3 + 2]! * u + normals[b * 3 + 2]! * v + normals[c * 3 + 2]! * w;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
      if (length > 0) {
        nx /= length;
        ny /= length;
        nz /= length;
      }
      const to = at + layout.normal;
      out[to] = nx;
      out[to + 1] = ny;
      out[to + 2] = nz;
      if (normal) {
        texel.moveTo(normal, st);
        texel.read(normal.data, 0, 3, bump, 0);
        perturbNormal(out, to, a, b, c);
      }
    },
  };

  /** Applies the tangent-space normal in `bump` to the unit normal at out[to]: x along +u, y along −v. */
  function perturbNormal(out: Float32Array, to: number, a: number, b: number, c: number): void {
    const x = (bump[0]! / 127.5 - 1) * normalScale;
    const y = (bump[1]! / 127.5 - 1) * normalScale;
    const z = bump[2]! / 127.5 - 1;
    const bu = uvs[b * 2]! - uvs[a * 2]!;
    const bv = uvs[b * 2 + 1]! - uvs[a * 2 + 1]!;
    const cu = uvs[c * 2]! - uvs[a * 2]!;
    const cv = uvs[c * 2 + 1]! - uvs[a * 2 + 1]!;
    const sign = bu * cv - bv * cu < 0 ? -1 : 1;
    const px = positions[a * 3]!;
    const py = positions[a * 3 + 1]!;
    const pz = positions[a * 3 + 2]!;
    let tx = ((positions[b * 3]! - px) * cv - (positions[c * 3]! - px) * bv) * sign;
    let ty = ((positions[b * 3 + 1]! - py) * cv - (positions[c * 3 + 1]! - py) * bv) * sign;
    let tz = ((positions[b * 3 + 2]! - pz) * cv - (positions[c * 3 + 2]! - pz) * bv) * sign;
    const nx = out[to]!;
    const ny = out[to + 1]!;
    const nz = out[to + 2]!;
    const along = tx * nx + ty * ny + tz * nz;
    tx -= nx * along;
    ty -= ny * along;
    tz -= nz * along;
    const length = Math.sqrt(tx * tx + ty * ty + tz * tz);
    if (!(length > 0)) return;
    tx /= length;
    ty /= length;
    tz /= length;
    // sign · (N × T) points towards +v, and the map's green away from it.
    const green = -y * sign;
    const mx = tx * x + (ny * tz - nz * ty) * green + nx * z;
    const my = ty * x + (nz * tx - nx * tz) * green + ny * z;
    const mz = tz * x + (nx * ty - ny * tx) * green + nz * z;
    const size = Math.sqrt(mx * mx + my * my + mz * mz);
    if (!(size > 0)) return;
    out[to] = mx / size;
    out[to + 1] = my / size;
    out[to + 2] = mz / size;
  }
}

function sampleLayout(rasters: SurfaceRasters): SampleLayout {
  let stride = 0;
  const place = (image: RasterImage | undefined, channels: number): number => {
    if (!image) return -1;
    stride += channels;
    return stride - channels;
  };
  const baseColor = place(rasters.baseColor, 4);
  const metallicRoughness = place(rasters.metallicRoughness, 2);
  const occlusion = place(rasters.occlusion, 1);
  const emissive = place(rasters.emissive, 3);
  const normal = stride;
  return { baseColor, metallicRoughness, occlusion, emissive, normal, stride: stride + 3 };
}

/**
 * Bilinear lookups at one position; `moveTo` the same position of an image of equal size costs nothing. Results go to
 * arrays, since JavaScript engines may allocate (box) each fractional number that a function returns.
 */
function createTexelReader() {
  const place = new Float64Array(2).fill(Number.NaN);
  // Weights and offsets of the four texels around it.
  const weights = new Float64Array(4);
  const starts = new Int32Array(4);
  let width = 0;
  let height = 0;
  return {
    moveTo(image: RasterImage, st: Float64Array): void {
      const s = st[0]!;
      const t = st[1]!;
      if (s === place[0] && t === place[1] && image.widthPx === width && image.heightPx === height) return;
      width = image.widthPx;
      height = image.heightPx;
      place[0] = s;
      place[1] = t;
      const x = s * width - 0.5;
      const y = t * height - 0.5;
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const fx = x - x0;
      const fy = y - y0;
      weights[0] = (1 - fx) * (1 - fy);
      weights[1] = fx * (1 - fy);
      weights[2] = (1 - fx) * fy;
      weights[3] = fx * fy;
      const left = wrap(x0, width) * 4;
      const right = wrap(x0 + 1, width) * 4;
      const upper = wrap(y0, height) * width * 4;
      const lower = wrap(y0 + 1, height) * width * 4;
      starts[0] = upper + left;
      starts[1] = upper + right;
      starts[2] = lower + left;
      starts[3] = lower + right;
    },
    /** Writes `count` channels from `first` on to out[at …]. */
    read(
      data: Uint8ClampedArray,
      first: number,
      count: number,
      out: Float32Array | Float64Array,
      at: number,
    ): void {
      const [w0, w1, w2, w3] = [weights[0]!, weights[1]!, weights[2]!, weights[3]!];
      const [s0, s1, s2, s3] = [starts[0]!, starts[1]!, starts[2]!, starts[3]!];
      for (let i = 0, c = first; i < count; i++, c++)
        out[at + i] = data[s0 + c]! * w0 + data[s1 + c]! * w1 + data[s2 + c]! * w2 + data[s3 + c]! * w3;
    },
    /** Writes linear R, G, B of sRGB texels to out[at …]. */
    readLinear(data: Uint8ClampedArray, out: Float32Array, at: number): void {
      const [w0, w1, w2, w3] = [weights[0]!, weights[1]!, weights[2]!, weights[3]!];
      const [s0, s1, s2, s3] = [starts[0]!, starts[1]!, starts[2]!, starts[3]!];
      for (let c = 0; c < 3; c++) {
        const value = data[s0 + c]! * w0 + data[s1 + c]! * w1 + data[s2 + c]! * w2 + data[s3 + c]! * w3;
        out[at + c] = LINEAR_OF_SRGB_16[(value * 16 + 0.5) | 0]!;
      }
    },
  };
}

function wrap(index: number, size: number): number {
  if (index >= 0 && index < size) return index;
  const rest = index % size;
  return rest < 0 ? rest + size : rest;
}
