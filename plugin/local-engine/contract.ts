import type { LocalParameters } from '../recipe/local-parameters.ts';

/** `placeholder`: coarse, for a first view within a second; `full`: the result of a run. */
export type LocalProfile = 'placeholder' | 'full';

/** Stages of the local engine, in the order in which they run. */
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

/** What may lead to a poor result, as stable codes; the sentence is up to the UI. */
export type LocalWarning =
  | 'full-frame'
  | 'alpha-normalised'
  | 'subject-touches-frame'
  | 'busy-background'
  | 'subject-thinner-than-grid'
  | 'fewer-vertices-than-target';

/**
 * Where the mask of the subject came from: the image's alpha, the caller, the engine's own segmentation, or none (the
 * whole image).
 */
export type MaskSource = 'alpha' | 'provided' | 'segmented' | 'full-frame';

/** What the local engine did. */
export interface LocalReport {
  /** Name and version of the engine, as in the GLB's `asset.generator`. */
  readonly engine: string;
  /** The seed that was used. */
  readonly seed: number;
  /** The profile that was asked for. */
  readonly profile: LocalProfile;
  /** Where the mask came from. */
  readonly maskSource: MaskSource;
  /** What may have led to a poor result. */
  readonly warnings: readonly LocalWarning[];
  /** Vertices as stored, duplicates at UV seams included. */
  readonly vertices: number;
  /** Triangles. */
  readonly triangles: number;
  /** Connected parts of the mesh. */
  readonly components: number;
  /** Holes through the subject. */
  readonly holes: number;
  /** Milliseconds per stage. */
  readonly timingsMs: Readonly<Record<LocalStage, number>>;
}

/** The result of the local engine. */
export interface LocalResult {
  /** The GLB file. */
  readonly glb: Uint8Array<ArrayBuffer>;
  /** What the engine did. */
  readonly report: LocalReport;
}

/** One request to the local engine. */
export interface LocalRequest {
  /** An encoded image: {@link PreparedImage.png}. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** The complete parameters, seed included. */
  readonly parameters: LocalParameters;
  /** `placeholder` or `full`. */
  readonly profile: LocalProfile;
}

/** Options of one request. */
export interface LocalRunOptions {
  /** Ends the work with `aborted`. */
  readonly signal?: AbortSignal;
  /** Called while the engine works; `fraction` is of the whole run, 0…1, and never falls. */
  readonly onProgress?: (stage: LocalStage, fraction: number) => void;
}

/**
 * The local image → GLB engine: no network, no model; depth and back are guessed. It works outside the caller's
 * thread.
 *
 * @example
 * import { createBrowserLocalEngine } from 'babylon-image-to-3d/local-engine';
 *
 * const engine = createBrowserLocalEngine();
 * const { png } = await generator.prepareAsync(image);
 * const { provider } = generator;
 * const parameters = provider.toLocal(provider.complete({}, 7));
 * const { glb, report } = await engine.generateAsync({ image: png, parameters, profile: 'full' });
 * engine.dispose();
 */
export interface LocalEngine {
  /** Loads the worker and its wasm before the first run. Throws `unsupported-platform`. */
  warmUpAsync(): Promise<void>;
  /**
   * Makes a GLB from an image. Throws `empty-image`, `undecodable-image`, `texture-too-large` (in a browser, above
   * 2048 px), `unsupported-platform`, `aborted`, `internal`.
   */
  generateAsync(request: LocalRequest, options?: LocalRunOptions): Promise<LocalResult>;
  /** Ends the worker. Work under way rejects with `aborted`. */
  dispose(): void;
}
