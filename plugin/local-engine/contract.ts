import type { Trellis2ParameterName, Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';

/** `placeholder`: a first shape within a second; `full`: the result of a run. */
export type LocalProfile = 'placeholder' | 'full';

export type LocalStage =
  | 'decode'
  | 'mask'
  | 'texture-front'
  | 'grid'
  | 'inflate'
  | 'mesh'
  | 'decimate'
  | 'assemble'
  | 'texture-back'
  | 'encode'
  | 'glb';

/** Stable codes; the UI has the texts. */
export type LocalWarning =
  | 'full-frame'
  | 'alpha-normalised'
  | 'subject-touches-frame'
  | 'busy-background'
  | 'subject-thinner-than-grid'
  | 'fewer-vertices-than-target';

export type MaskSource = 'alpha' | 'provided' | 'segmented' | 'full-frame';

export interface LocalReport {
  /** Name and version of the engine, as in the GLB's `asset.generator`. */
  readonly engine: string;
  readonly seed: number;
  readonly profile: LocalProfile;
  readonly maskSource: MaskSource;
  readonly warnings: readonly LocalWarning[];
  readonly applied: readonly Trellis2ParameterName[];
  /** Validated and reported, but without effect in this engine. */
  readonly notApplied: readonly Trellis2ParameterName[];
  readonly vertices: number;
  readonly triangles: number;
  readonly components: number;
  readonly holes: number;
  readonly timingsMs: Readonly<Record<LocalStage, number>>;
}

export interface LocalResult {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly report: LocalReport;
}

export interface LocalRequest {
  /** An encoded image: {@link PreparedImage.png}. */
  readonly image: Uint8Array<ArrayBuffer>;
  readonly parameters: Trellis2Parameters;
  readonly profile: LocalProfile;
}

export interface LocalRunOptions {
  readonly signal?: AbortSignal;
  /** `fraction` of the whole run, 0…1; never goes down. */
  readonly onProgress?: (stage: LocalStage, fraction: number) => void;
}

/**
 * The embedded image → GLB engine: no network, no model; depth and back are guessed. Runs off the caller's thread.
 * `generate` throws `empty-image`, `undecodable-image`, `texture-too-large` (browser, above 2048), `aborted`, `internal`.
 */
export interface LocalEngine {
  /** Loads the worker and its wasm before the first run. */
  warmUp(): Promise<void>;
  generate(request: LocalRequest, options?: LocalRunOptions): Promise<LocalResult>;
  /** Terminates the worker. Running work rejects with `aborted`. */
  dispose(): void;
}
