import type { FitPath, FitPlan } from '../budget/fit-plan.ts';
import type { LintFinding, MasterFacts, SurfaceMap } from '../budget/master-facts.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import type { FittedCollider, FittedLod, SurfaceMaterial, TexturedMesh } from './mesh/surface.ts';

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

export type FitProgress = (stage: FitStage, fraction: number) => void;

/** Geometry only, shown while a slider moves. Colours are linear RGB, three floats per vertex; white while unknown. */
export interface FitPreview {
  readonly positions: Float32Array<ArrayBuffer>;
  readonly normals: Float32Array<ArrayBuffer>;
  readonly colors: Float32Array<ArrayBuffer>;
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly triangles: number;
}

export interface FitReport {
  readonly path: FitPath;
  /** Measured in the master and in the result. */
  readonly before: AssetStats;
  readonly after: AssetStats;
  /** Triangles removed by repairs. */
  readonly removedTriangles: Readonly<Partial<Record<'inner-shell' | 'floaters' | 'degenerate', number>>>;
  readonly textureSize: number;
  /** Encoder quality used, 0…1; undefined for lossless formats. */
  readonly textureQuality?: number;
  /** True when textures are smaller or coarser than planned because of a byte limit. */
  readonly reducedForBytes: boolean;
  readonly timingsMs: Readonly<Partial<Record<FitStage, number>>>;
  /** What could not be done as requested; sentences for the user. */
  readonly remarks: readonly string[];
}

export interface FitResult {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly report: FitReport;
  /** For showing the result without a glTF loader; absent for a document of several parts. */
  readonly shown?: {
    readonly mesh: TexturedMesh;
    readonly material: SurfaceMaterial;
    /** Decoded from the images in the file. Browser only; the receiver must close them. */
    readonly maps: Readonly<Partial<Record<SurfaceMap, ImageBitmap>>>;
  };
  readonly lods: readonly FittedLod[];
  readonly collider?: FittedCollider;
}

export interface FitOptions {
  readonly signal?: AbortSignal;
  /** `fraction` of the whole fit, 0…1; never goes down. */
  readonly onProgress?: FitProgress;
  /** Written into the file's `asset.extras`. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/**
 * A master held in a worker: decoded once, fitted any number of times. Everything throws `aborted` after {@link close}; a
 * newer `preview` or `fit` aborts an older one.
 */
export interface FitSession {
  readonly facts: MasterFacts;
  /** Throws `validation` for a document of several parts. */
  preview(triangles: number, options?: { signal?: AbortSignal }): Promise<FitPreview>;
  fit(plan: FitPlan, options?: FitOptions): Promise<FitResult>;
  /** Problems of the master; computed once. */
  lint(): Promise<readonly LintFinding[]>;
  /** Terminates the worker and frees its memory. */
  close(): void;
}

/** Opens sessions, each with its own worker. */
export interface FitEngine {
  /** Starts a worker before the first master and compiles what a preview and a fit need. */
  warmUp(): Promise<void>;
  /** The bytes are copied; throws `invalid-glb` or `unfittable`. */
  open(master: Uint8Array, options?: { signal?: AbortSignal }): Promise<FitSession>;
  /** Closes every open session. */
  dispose(): void;
}
