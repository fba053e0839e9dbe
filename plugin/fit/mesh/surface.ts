import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { RasterImage } from '../../recipe/image.ts';

/** Triangles with shared vertices; the front side is counter-clockwise. */
export interface TriangleMesh {
  /** Three floats per vertex, metres, in the GLB's space. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three floats per vertex, unit length; empty for flat shading. */
  readonly normals: Float32Array<ArrayBuffer>;
  /** Three per triangle. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** A {@link TriangleMesh} with texture coordinates; vertices are duplicated along UV seams. */
export interface TexturedMesh extends TriangleMesh {
  /** Two floats per vertex; v points down, as in glTF. */
  readonly uvs: Float32Array<ArrayBuffer>;
}

/** An encoded image of a file. */
export interface EncodedTexture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mimeType: 'image/webp' | 'image/png' | 'image/jpeg' | 'image/ktx2';
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The values of a glTF metallic-roughness material; its images are kept beside it. Names, units and defaults are
 * those of glTF 2.0.
 */
export interface SurfaceMaterial {
  /** Name of the material in the file. */
  readonly name: string;
  /** Linear RGBA, 0…1. */
  readonly baseColorFactor: readonly [number, number, number, number];
  /** 0…1. */
  readonly metallicFactor: number;
  /** 0…1. */
  readonly roughnessFactor: number;
  /** Linear RGB, 0…1. */
  readonly emissiveFactor: readonly [number, number, number];
  /** Scale of x and y of the normal map. */
  readonly normalScale: number;
  /** 0…1. */
  readonly occlusionStrength: number;
  /** How alpha is used. */
  readonly alphaMode: 'OPAQUE' | 'MASK' | 'BLEND';
  /** Alpha below it is cut away in `MASK` mode, 0…1. */
  readonly alphaCutoff: number;
  /** Back faces are drawn too. */
  readonly doubleSided: boolean;
}

/** One static surface with one material, in the space of the GLB's scene (node transforms applied). */
export interface SourceSurface {
  readonly name: string;
  readonly mesh: TexturedMesh;
  /** The file has no normals, which glTF shows with flat triangles; those of `mesh` are computed. */
  readonly isFlat: boolean;
  readonly material: SurfaceMaterial;
  readonly images: Readonly<Partial<Record<SurfaceMap, EncodedTexture>>>;
  /** `asset.extras` and `asset.copyright` of the file, copied to the result. */
  readonly copyright?: string;
  readonly extras?: Readonly<Record<string, unknown>>;
}

/** Decoded maps of a surface; all the same size after a bake. */
export type SurfaceRasters = Readonly<Partial<Record<SurfaceMap, RasterImage>>>;

/** A level of detail: its own triangles, with the textures of LOD 0. */
export interface FittedLod {
  /** Its triangles. */
  readonly mesh: TexturedMesh;
  /** Distance from LOD 0's surface in metres (the simplifier's estimate, about 1.4 × the 99th percentile). */
  readonly error: number;
}

/**
 * A collider in the file's space, metres: a box, a capsule (the segment `start`–`end` and a radius), or a convex hull
 * whose triangles face outwards.
 */
export type FittedCollider =
  | {
      readonly kind: 'box';
      readonly min: readonly [number, number, number];
      readonly max: readonly [number, number, number];
    }
  | {
      readonly kind: 'capsule';
      readonly start: readonly [number, number, number];
      readonly end: readonly [number, number, number];
      readonly radius: number;
    }
  /** Vertices of a convex hull and its triangles, outward. */
  | {
      readonly kind: 'hull';
      readonly positions: Float32Array<ArrayBuffer>;
      readonly indices: Uint32Array<ArrayBuffer>;
    };
