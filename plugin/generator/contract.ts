import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GeneratedAsset, GenerateOptions } from '../asset/contract.ts';
import type { Subscribable } from '../core/subscribable.ts';
import type { CostEstimate, EndpointInfo } from '../generation/endpoint-info.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import type { ImageTo3DProvider, ParameterIssue } from '../recipe/provider.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { AssetLibrary } from './library-contract.ts';

/** State of a generator. A new object after every change. */
export interface GeneratorSnapshot {
  /** Describes the endpoint; an assumption until it has answered. */
  readonly endpoint: EndpointInfo;
  /** Assets of this generator, oldest first. */
  readonly assets: readonly GeneratedAsset[];
  /** True when `undoAsync` has a step to undo. */
  readonly canUndo: boolean;
  /** True when `redoAsync` has a step to redo. */
  readonly canRedo: boolean;
}

/** Options of {@link Generator.importGlbAsync}. */
export interface ImportGlbOptions
  extends Pick<GenerateOptions, 'name' | 'parent' | 'position' | 'size' | 'frameCamera'> {
  /** The image that the model was made from, if you have it: without it `regenerateAsync` throws `validation`. */
  readonly image?: ImageSource | PreparedImage;
}

/** Options of {@link Generator.renderThumbnailAsync}. */
export interface ThumbnailOptions {
  /** Width and height in pixels, 16 to 1024; default 128. */
  readonly sizePx?: number;
  /** Rejects with `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Generates assets into one scene. Made by {@link createGenerator}.
 *
 * @example
 * const chair = generator.generate(image, { name: 'Chair' });
 * const table = await generator.importGlbAsync(glb);
 * await chair.ready;
 * await generator.undoAsync();
 */
export interface Generator<P extends RunParameters = RunParameters> extends Subscribable<GeneratorSnapshot> {
  /** The scene that assets go into. */
  readonly scene: Scene;
  /** The model: its name, and its parameters with their defaults, for building a form. */
  readonly provider: ImageTo3DProvider<P>;
  /**
   * Reads and checks an image without running anything: for a thumbnail and warnings. Throws {@link ImageTo3DError}.
   */
  prepareAsync(image: ImageSource, options?: { name?: string; signal?: AbortSignal }): Promise<PreparedImage>;
  /** Remarks on parameters. Throws `validation` when one is out of range. */
  check(parameters: Partial<P>): readonly ParameterIssue[];
  /** What one run with these parameters is expected to cost. */
  estimate(parameters: Partial<P>): CostEstimate;
  /** Loads the local engine before the first placeholder: call it when a UI opens. */
  warmUpAsync(): Promise<void>;
  /**
   * Starts a run and returns immediately; a placeholder is shown first, then the result. Failures reject `ready`; the
   * call itself only throws `aborted`, after {@link Generator.dispose}.
   */
  generate(image: ImageSource | PreparedImage, options?: GenerateOptions<P>): GeneratedAsset<P>;
  /**
   * Resumes the runs that a reload or a crash interrupted and that no other tab works on; each becomes an asset of
   * this scene. Call it when the scene is ready; a further call looks again. From then on, runs of closed or crashed
   * tabs are taken over too. Never submits a run that may have been submitted already. Throws only `aborted`, after {@link
   * Generator.dispose}.
   */
  resumeAsync(): Promise<readonly GeneratedAsset[]>;
  /** Stored masters and interrupted runs. */
  readonly library: AssetLibrary;
  /**
   * Imports a GLB: an exported file, or any other. Its recipe and plan are read from the file, so that it can be
   * fitted again, and run again when its image is given. Throws `invalid-glb`, `import-failed`.
   */
  importGlbAsync(glb: Uint8Array<ArrayBuffer>, options?: ImportGlbOptions): Promise<GeneratedAsset>;
  /**
   * Moves the active camera so that it shows all these assets, if it does not; also while they are being generated.
   *
   * @example
   * const chairs = [1, 2, 3].map((seed) => generator.generate(image, { parameters: { seed } }));
   * generator.frame(chairs);
   */
  frame(assets: readonly GeneratedAsset[]): void;
  /**
   * Draws a GLB as a square PNG with a transparent background, seen from its front and a little from above, in neutral
   * light. The scene is not involved. One at a time, and nothing is kept: keep the result, since a large file takes a
   * second. Throws `invalid-glb`, `import-failed`, `validation` for a size out of range, `unsupported-platform` outside
   * a browser, `aborted`.
   *
   * @example
   * const png = await generator.renderThumbnailAsync(glb, { sizePx: 96 });
   * const url = URL.createObjectURL(png);
   */
  renderThumbnailAsync(glb: Uint8Array<ArrayBuffer>, options?: ThumbnailOptions): Promise<Blob>;
  /**
   * Takes assets out of the scene and out of the list, as one undo step: `undoAsync` puts them back with all their
   * versions, and they are disposed of when that step can no longer be undone. What is below their nodes goes with
   * them: assets, and hidden, nodes of your own. Stored masters stay in the library.
   * Throws `validation` for an asset that is being generated or is not listed, and then removes none.
   *
   * @example
   * await generator.removeAsync([asset]);
   * await generator.undoAsync();
   */
  removeAsync(assets: readonly GeneratedAsset[]): Promise<void>;
  /** The asset that a node of the scene belongs to: its placement node or anything below it. */
  assetOf(node: Node): GeneratedAsset | undefined;
  /** Undoes the last change to an asset; does nothing without one. */
  undoAsync(): Promise<void>;
  /** Repeats the change that was undone last; does nothing without one. */
  redoAsync(): Promise<void>;
  /** Stops all runs and releases the scene; generated assets stay in it. */
  dispose(): void;
}
