import type { AssetStats } from '../glb/asset-stats.ts';
import type { FitRepair } from './repairs.ts';

/** What costs budget or looks wrong in a master. All but `webp-required` are also {@link FitRepair}s. */
export type LintKind = FitRepair | 'webp-required';

/** One finding in a master. */
export interface LintFinding {
  /** What was found. */
  readonly kind: LintKind;
  /**
   * Triangles of the shell, of floaters or with flipped winding; loops for holes; texels for low alpha; images for
   * WebP.
   */
  readonly count: number;
  /** Share of all triangles or texels, 0…1. */
  readonly share: number;
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
