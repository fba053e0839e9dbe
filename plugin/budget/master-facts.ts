import type { AssetStats } from '../glb/asset-stats.ts';
import type { FitRepair, Measured } from './repairs.ts';

/** What costs budget or looks wrong in a master. All but `webp-required` are also {@link FitRepair}s. */
export type LintKind = FitRepair | 'webp-required';

/**
 * One finding in a master. `count` is triangles of the shell, of floaters, of a slab or with flipped winding; loops for
 * holes; texels in use for textures; images for WebP. `value` is metres for `size-off` (longest side) and `floor-slab`
 * (thickness), degrees of the correcting turn for `diagonal` (about Y) and `up-axis` (about X), 0…1 for `dark-color`
 * (mean linear base colour) and `low-alpha` (mean alpha).
 */
export interface LintFinding extends Measured {
  /** What was found. */
  readonly kind: LintKind;
}

/** A texture of a glTF metallic-roughness material. */
export type SurfaceMap = 'baseColor' | 'metallicRoughness' | 'normal' | 'occlusion' | 'emissive';

/** What is known about a master before a plan is made. */
export interface MasterFacts {
  /** Measured in the file. */
  readonly stats: AssetStats;
  /**
   * `surface`: static triangles with one material; every path is possible.
   * `document`: several parts; they stay separate and are simplified one by one with their UVs.
   */
  readonly kind: 'surface' | 'document';
  /** Why the geometry is not changed (skinned, morphed, animated); textures can still be reduced. */
  readonly geometryRefusal?: string;
  /**
   * UV charts, counted quickly: split normals count too. Simplifying with kept UVs stops at about three times as many
   * triangles.
   */
  readonly uvCharts: number;
  /** The textures that the master has. */
  readonly maps: readonly SurfaceMap[];
}
