import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { RasterImage } from '../../recipe/image.ts';

/** An indexed triangle mesh: three floats per position and normal, front faces counter-clockwise. */
export interface TriangleMesh {
  readonly positions: Float32Array<ArrayBuffer>;
  /** Unit length. */
  readonly normals: Float32Array<ArrayBuffer>;
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** A {@link TriangleMesh} with UVs, two floats each, v down as in glTF. Vertices are duplicated along UV seams. */
export interface TexturedMesh extends TriangleMesh {
  readonly uvs: Float32Array<ArrayBuffer>;
}

/** An encoded image of a file. */
export interface EncodedTexture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mimeType: 'image/webp' | 'image/png' | 'image/jpeg' | 'image/ktx2';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The values of a glTF metallic-roughness material, without its images. */
export interface SurfaceMaterial {
  readonly name: string;
  readonly baseColorFactor: readonly [number, number, number, number];
  readonly metallicFactor: number;
  readonly roughnessFactor: number;
  readonly emissiveFactor: readonly [number, number, number];
  readonly normalScale: number;
  readonly occlusionStrength: number;
  readonly alphaMode: 'OPAQUE' | 'MASK' | 'BLEND';
  readonly alphaCutoff: number;
  readonly doubleSided: boolean;
}

/** One static surface with one material, in the space of the GLB's scene (node transforms applied). */
export interface SourceSurface {
  readonly name: string;
  readonly mesh: TexturedMesh;
  readonly material: SurfaceMaterial;
  readonly images: Readonly<Partial<Record<SurfaceMap, EncodedTexture>>>;
  /** `asset.extras` and `asset.copyright` of the file, copied to the result. */
  readonly copyright?: string;
  readonly extras?: Readonly<Record<string, unknown>>;
}

/** Decoded maps of a surface; all the same size after a bake. */
export type SurfaceRasters = Readonly<Partial<Record<SurfaceMap, RasterImage>>>;

/** A level of detail: other triangles with the textures of LOD 0. */
export interface FittedLod {
  readonly mesh: TexturedMesh;
  /** Distance from LOD 0's surface in metres (the simplifier's estimate, about 1.4 × the 99th percentile). */
  readonly error: number;
}

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
