import type { AssetStats } from '../glb/asset-stats.ts';
import type { FitRepair } from './repairs.ts';

/** What costs budget or looks wrong in a master. All but `webp-required` are also {@link FitRepair}s. */
export type LintKind = FitRepair | 'webp-required';

/** One finding in a master. */
export interface LintFinding {
  /** What was found. */
  readonly kind: LintKind;
  /**
   * Triangles of the shell, of floaters, of a floor slab or with flipped winding; loops for holes; texels in use for
   * `black-metal` and `low-alpha`; images for WebP; else 1.
   */
  readonly count: number;
  /** Share of all triangles or of the texels in use, 0…1; of the end of the model that is flat for `up-axis`. */
  readonly share: number;
  /**
   * What else was measured. Metres: the longest side for `size-off`, the thickness for `floor-slab`. Degrees of the turn
   * that corrects: about Y for `diagonal`, about X for `up-axis`. 0…1: the mean linear base colour for `dark-color`, the
   * mean alpha for `low-alpha`.
   */
  readonly value?: number;
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
  /** Why the geometry is not changed (morph targets); textures can still be reduced. */
  readonly geometryRefusal?: string;
  /**
   * UV charts, counted quickly: split normals count too. Simplifying with kept UVs stops at about three times as many
   * triangles.
   */
  readonly uvCharts: number;
  /** The textures that the master has. */
  readonly maps: readonly SurfaceMap[];
}
