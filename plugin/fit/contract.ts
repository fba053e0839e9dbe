import type { FitPath, FitPlan, FitRepair } from '../budget/fit-plan.ts';
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

/** Geometry alone, for while a slider moves. Colours are linear RGB, three floats a vertex; white while unknown. */
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
  /** Triangles that the repairs took away. */
  readonly removedTriangles: Readonly<Partial<Record<FitRepair | 'degenerate', number>>>;
  readonly textureSize: number;
  /** Encoder quality 0…1 that was used; undefined for lossless formats. */
  readonly textureQuality?: number;
  /** True when a byte limit made textures smaller or coarser than the plan's. */
  readonly reducedForBytes: boolean;
  readonly timingsMs: Readonly<Partial<Record<FitStage, number>>>;
  /** Sentences for a person: what could not be done as asked. */
  readonly remarks: readonly string[];
}

export interface FitResult {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly report: FitReport;
  /** What a scene shows without a glTF loader; absent for a document of several parts. */
  readonly shown?: {
    readonly mesh: TexturedMesh;
    readonly material: SurfaceMaterial;
    /** Decoded from the very bytes that stand in the file. In a browser only; the receiver closes them. */
    readonly maps: Readonly<Partial<Record<SurfaceMap, ImageBitmap>>>;
  };
  readonly lods: readonly FittedLod[];
  readonly collider?: FittedCollider;
}

export interface FitOptions {
  readonly signal?: AbortSignal;
  /** `fraction` is of the whole fit, 0…1, never falling. */
  readonly onProgress?: FitProgress;
  /** Written into the file's `asset.extras`. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/**
 * One master held open in a worker: decoded once, refitted as often as asked. Everything throws `aborted` after
 * {@link close}; a newer `preview` or `fit` makes an older one of its kind end with `aborted`.
 */
export interface FitSession {
  readonly facts: MasterFacts;
  /** Throws `validation` for a document of several parts. */
  preview(triangles: number, options?: { signal?: AbortSignal }): Promise<FitPreview>;
  fit(plan: FitPlan, options?: FitOptions): Promise<FitResult>;
  /** What costs budget or looks wrong in the master; found once, then known. */
  lint(): Promise<readonly LintFinding[]>;
  /** Ends the worker and frees all that it holds. */
  close(): void;
}

/** Starts sessions, each in a worker of its own. */
export interface FitEngine {
  /** Starts a worker ahead of the first master, and has it compile what a preview and a fit need. */
  warmUp(): Promise<void>;
  /** The bytes are copied; throws `invalid-glb` or `unfittable`. */
  open(master: Uint8Array, options?: { signal?: AbortSignal }): Promise<FitSession>;
  /** Closes every open session. */
  dispose(): void;
}
