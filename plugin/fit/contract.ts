import type { FitPath, FitPlan, FitRepair } from '../budget/fit-plan.ts';
import type { LintFinding, MasterFacts, SurfaceMap } from '../budget/master-facts.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import type { FittedCollider, FittedLod, SurfaceMaterial, TexturedMesh } from './mesh/surface.ts';

/** Stages of a fit, in the order in which they run; a fit skips those that it does not need. */
export type FitStage =
  | 'read'
  | 'clean'
  | 'simplify'
  | 'unwrap'
  | 'decode'
  | 'bake'
  | 'encode'
  | 'lods'
  | 'collider'
  | 'write';

/** Called while a fit runs; `fraction` is of the whole fit, 0…1, and never falls. */
export type FitProgress = (stage: FitStage, fraction: number) => void;

/** Geometry without textures, to show while a slider moves. */
export interface FitPreview {
  /** Three floats per vertex, metres, in the GLB's space. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three floats per vertex, unit length. */
  readonly normals: Float32Array<ArrayBuffer>;
  /** Linear RGB, three floats per vertex, 0…1; white until the textures have been read. */
  readonly colors: Float32Array<ArrayBuffer>;
  /** Three per triangle. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Triangles of this preview. */
  readonly triangles: number;
}

/** What a fit did. */
export interface FitReport {
  /** The path that was taken. */
  readonly path: FitPath;
  /** Measured in the master. */
  readonly before: AssetStats;
  /** Measured in the result. */
  readonly after: AssetStats;
  /** Triangles that the repairs removed. */
  readonly removedTriangles: Readonly<Partial<Record<FitRepair | 'degenerate', number>>>;
  /** Edge of the largest texture in the result, pixels. */
  readonly textureSize: number;
  /** Encoder quality used, 0…1; undefined for lossless formats. */
  readonly textureQuality?: number;
  /** True when textures are smaller or coarser than planned because of a byte limit. */
  readonly reducedForBytes: boolean;
  /** Milliseconds per stage. */
  readonly timingsMs: Readonly<Partial<Record<FitStage, number>>>;
  /** What could not be done as requested; sentences for the user. */
  readonly remarks: readonly string[];
}

/** A fitted file and what it holds. */
export interface FitResult {
  /** The fitted GLB file. */
  readonly glb: Uint8Array<ArrayBuffer>;
  /** What the fit did. */
  readonly report: FitReport;
  /** For showing the result without a glTF loader; absent for a document of several parts. */
  readonly shown?: {
    readonly mesh: TexturedMesh;
    readonly material: SurfaceMaterial;
    /** Decoded from the images in the file. Browser only; the receiver must close them. */
    readonly maps: Readonly<Partial<Record<SurfaceMap, ImageBitmap>>>;
  };
  /** LOD 1, 2 …; empty without `lodShares`. */
  readonly lods: readonly FittedLod[];
  /** In the file's space, metres; absent when the plan had none. */
  readonly collider?: FittedCollider;
}

/** Options of one fit. */
export interface FitOptions {
  /** Ends the fit with `aborted`. */
  readonly signal?: AbortSignal;
  /** Called while the fit runs. */
  readonly onProgress?: FitProgress;
  /** Written into the file's `asset.extras`. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/**
 * One master held open in a worker: decoded once, fitted as often as asked. Everything throws `aborted` after {@link
 * FitSession.close}.
 *
 * @example
 * import { createFitEngine } from 'babylon-image-to-3d/fit';
 *
 * const session = await createFitEngine().openAsync(glb);
 * console.log(session.facts.stats.triangles, await session.lintAsync());
 * const { glb: small } = await session.fitAsync({ ...DEFAULT_FIT_PLAN, triangles: 5_000 });
 * session.close();
 */
export interface FitSession {
  /** What is known of the master. */
  readonly facts: MasterFacts;
  /**
   * Geometry with at most that many triangles, after the repairs (by default those of {@link DEFAULT_FIT_PLAN}). Throws
   * `validation` for a document of several parts.
   */
  previewAsync(
    triangles: number,
    options?: { signal?: AbortSignal; repairs?: readonly FitRepair[] },
  ): Promise<FitPreview>;
  /**
   * Fits the master by a complete plan. Throws `over-budget` (`maxFileBytes` cannot be met), `unfittable`,
   * `validation`, `aborted`.
   */
  fitAsync(plan: FitPlan, options?: FitOptions): Promise<FitResult>;
  /** Problems of the master; computed once. */
  lintAsync(): Promise<readonly LintFinding[]>;
  /** Terminates the worker and frees its memory. */
  close(): void;
}

/**
 * Options of `createFitEngine`.
 *
 * @example
 * import { createFitEngine } from 'babylon-image-to-3d/fit';
 *
 * // The other cores are needed for something else.
 * const engine = createFitEngine({ maxWorkers: 1 });
 */
export interface FitEngineOptions {
  /**
   * The most workers that bake one master at the same time, 1 or more; by default as many as the machine has cores. A
   * fit takes fewer when its maps are small, and when the master is so large that more would need over 2 GB. The file
   * has the same bytes whatever their number.
   */
  readonly maxWorkers?: number;
}

/**
 * Opens masters, each in a worker of its own; large bakes are shared among several.
 *
 * @example
 * import { createFitEngine } from 'babylon-image-to-3d/fit';
 *
 * const engine = createFitEngine();
 * const session = await engine.openAsync(glb);
 * const { glb: small } = await fitWithinAsync(session, { preset: 'mobile' });
 * engine.dispose();
 */
export interface FitEngine {
  /** Starts a worker before the first master, and compiles what a preview and a fit need. */
  warmUpAsync(): Promise<void>;
  /** Opens a master; its bytes are copied, so leave them unchanged until it is open. Throws `invalid-glb`, `unfittable`, `unsupported-platform`. */
  openAsync(master: Uint8Array, options?: { signal?: AbortSignal }): Promise<FitSession>;
  /** Closes every open session. */
  dispose(): void;
}
