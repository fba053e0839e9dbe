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

export interface GeneratorSnapshot {
  readonly endpoint: EndpointInfo;
  readonly assets: readonly GeneratedAsset[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface ImportGlbOptions
  extends Pick<GenerateOptions, 'name' | 'parent' | 'position' | 'size' | 'frameCamera'> {
  /** The picture that it was made from, where it is known: without it `regenerate` throws `validation`. */
  readonly image?: ImageSource | PreparedImage;
}

/**
 * Generates assets into one scene; the one thing that panes, commands and games talk to.
 * Without a type argument: of any provider.
 */
export interface Generator<P extends RunParameters = RunParameters> extends Subscribable<GeneratorSnapshot> {
  readonly scene: Scene;
  /** What makes the models: its name, and its parameters with their defaults, for building a form. */
  readonly provider: ImageTo3DProvider<P>;
  /** Reads and checks an image without running anything: for a thumbnail and remarks. Throws {@link ImageTo3DError}. */
  prepareAsync(image: ImageSource, options?: { name?: string; signal?: AbortSignal }): Promise<PreparedImage>;
  /** Remarks on parameters; throws `validation` when one is out of range. */
  check(parameters: Partial<P>): readonly ParameterIssue[];
  estimate(parameters: Partial<P>): CostEstimate;
  /** Loads the local engine ahead of the first placeholder: call it when a UI opens. */
  warmUpAsync(): Promise<void>;
  /**
   * Starts a run and returns at once; the placeholder follows, then the result. Failures end `ready`; it throws nothing but
   * `aborted`, after {@link dispose}.
   */
  generate(image: ImageSource | PreparedImage, options?: GenerateOptions<P>): GeneratedAsset<P>;
  /**
   * Goes on with the runs that a reload or a crash has interrupted and that no other tab works on; each becomes an asset
   * of this scene. Call it when the page has its scene; calling it again looks again. From then on, runs of tabs that die
   * are taken over too. Never submits what may have been submitted. Never rejects.
   */
  resumeAsync(): Promise<readonly GeneratedAsset[]>;
  /** Finished masters and interrupted runs. */
  readonly library: AssetLibrary;
  /**
   * Takes in a GLB that is there already: a fitted export, or any other file. Its provenance is read from the file, so
   * that it can be run again (its picture must be given anew) and re-fitted. Throws `invalid-glb`, `import-failed`.
   */
  importGlbAsync(glb: Uint8Array<ArrayBuffer>, options?: ImportGlbOptions): Promise<GeneratedAsset>;
  /** The asset that a node of the scene belongs to (the placement node or anything beneath it). */
  assetOf(node: Node): GeneratedAsset | undefined;
  undoAsync(): Promise<void>;
  redoAsync(): Promise<void>;
  /** Stops all runs and lets go of the scene; what was generated stays in it. */
  dispose(): void;
}
