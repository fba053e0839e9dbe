import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Observable } from '@babylonjs/core/Misc/observable.js';
import type { Node } from '@babylonjs/core/node.js';
import type { PhysicsShape } from '@babylonjs/core/Physics/v2/physicsShape.js';
import type { FitOutput, FitPlan } from '../budget/fit-plan.ts';
import type { FitRequest } from '../budget/fit-request.ts';
import type { LintFinding, MasterFacts } from '../budget/master-facts.ts';
import type { ImageTo3DError } from '../core/errors.ts';
import type { Subscribable } from '../core/subscribable.ts';
import type { FitReport, FitStage } from '../fit/contract.ts';
import type { FittedCollider } from '../fit/mesh/surface.ts';
import type { RunSnapshot } from '../generation/run-snapshot.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { DefaultParameters } from '../recipe/providers/index.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { TexelDensity } from '../scene/view/texel-density.ts';

/** A fit that was applied to a version. It was made on this machine and is free: nothing was uploaded. */
export interface AppliedFit {
  /** Unique among the fits of the asset. */
  readonly id: string;
  /** The plan that led to this file. */
  readonly plan: FitPlan;
  /** The fitted file; the scene shows the same content. */
  readonly glb: Uint8Array<ArrayBuffer>;
  /** Measured in that file. */
  readonly stats: AssetStats;
  /** What the fit did, with times and remarks. */
  readonly report: FitReport;
  /** Triangles of each LOD below the shown mesh. */
  readonly lodTriangles: readonly number[];
  /** In the file's space, metres; absent when the plan had none. */
  readonly collider?: FittedCollider;
}

/** State of the fit of the shown version, for a UI. */
export interface FittingSnapshot {
  /** `closed` before the first `openAsync` and after `close`; `idle` when no preview or fit is running. */
  readonly phase: 'closed' | 'opening' | 'idle' | 'previewing' | 'fitting';
  /** Facts about the master, from the first `openAsync` on. */
  readonly facts?: MasterFacts;
  /** What costs budget or looks wrong in the master; available shortly after `facts`. */
  readonly findings?: readonly LintFinding[];
  /** The plan that the next change starts from: that of the applied fit, or the default for the master. */
  readonly plan: FitPlan;
  /** The stage of the fit under way. */
  readonly stage?: FitStage;
  /** Completed share of the fit, 0…1. */
  readonly fraction?: number;
  /** Triangles of the preview that is in the scene. */
  readonly previewTriangles?: number;
  /** Why the latest fit failed. */
  readonly error?: ImageTo3DError;
}

/** Options of one fit. */
export interface FitRunOptions {
  /** Ends the fit with `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Fits the shown version's master to a runtime budget: on this machine, free, and each fit can be undone. Methods that
 * read the master throw `unsupported-platform` without a fit engine, and `aborted` when `close` ends them.
 *
 * @example
 * const { stats } = await asset.fitting.openAsync();
 * await asset.fitting.previewAsync(stats.triangles / 10);
 * asset.fitting.endPreview();
 */
export interface AssetFitting {
  /**
   * Reads the master in a worker, so that the first preview is immediate; further calls cost nothing. Throws
   * `unfittable`.
   */
  openAsync(options?: FitRunOptions): Promise<MasterFacts>;
  /**
   * Shows the geometry reduced to this number of triangles, while a slider moves. Only the latest call has an effect;
   * earlier ones resolve without one.
   */
  previewAsync(triangles: number): Promise<void>;
  /** Shows what was in the scene before the preview. */
  endPreview(): void;
  /**
   * Fits every version of the asset with the same request; one undo step. Throws what {@link GeneratedAsset.fitAsync}
   * throws.
   */
  applyToAllAsync(request: FitRequest, options?: FitRunOptions): Promise<void>;
  /** Shows the master itself again. One undo step. */
  resetAsync(): Promise<void>;
  /** Ends the worker; `openAsync` starts it again. */
  close(): void;
}

/** How the shown version is drawn. Views are not saved and not undone. */
export type AssetView = 'shaded' | 'wireframe' | 'texel-density';

/** A comparison of the shown version with another one, for {@link GeneratedAsset.compareAsync}. */
export interface Comparison {
  /** A version of the asset, or `master`: the shown version before any fit. */
  readonly with: string;
  /** Side by side, or one on each side of a line across the view. */
  readonly mode: 'side-by-side' | 'wipe';
  /** Where the line of the wipe is across the view, 0…1; the compared version is on its left. */
  readonly position: number;
}

/** One finished run of an asset, with its master and, if one was made, its fit. */
export interface AssetVersion {
  /** Unique within its asset; what `showAsync` and `removeAsync` take. */
  readonly id: string;
  /** 1, 2, 3 … within its asset; never used again. */
  readonly number: number;
  /** The provider's endpoint id. */
  readonly provider: string;
  /** The complete parameters of the run, seed included. */
  readonly parameters: RunParameters;
  /** Measured in the master. For what is shown after a fit, see `fit.stats`. */
  readonly stats: AssetStats;
  /** Made by the local engine: an approximation, not the provider's model. */
  readonly isLocal: boolean;
  /**
   * Imported from a file: its master is that file. What the file does not say about its origin has default values.
   */
  readonly isImported?: true;
  /** Billed units as the service reported them. */
  readonly billableUnits?: number;
  /** The service's id of the run. */
  readonly requestId?: string;
  /** Remarks to show with the version, such as parameters without effect. */
  readonly notes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly endedAtMs: number;
  /** The GLB exactly as the service sent it. */
  readonly master: Uint8Array<ArrayBuffer>;
  /** What is shown instead of the master. */
  readonly fit?: AppliedFit;
  /** Taken from the library: nothing was paid this time. */
  readonly isFromLibrary?: true;
  /** SHA-256 of the master in the library; absent when it is not stored there; `notes` then say why. */
  readonly libraryHash?: string;
}

/** State of one asset. A new object after every change, so that it can be compared by identity. */
export interface GeneratedAssetSnapshot {
  /** Unique in the scene. */
  readonly id: string;
  /** Name of the placement node. */
  readonly name: string;
  /** Undefined until the image has been read. */
  readonly image?: PreparedImage;
  /** Finished runs, oldest first. */
  readonly versions: readonly AssetVersion[];
  /** The version that is in the scene; undefined while only the placeholder is. */
  readonly shownVersionId?: string;
  /** The local placeholder is in the scene. */
  readonly hasPlaceholder: boolean;
  /**
   * False after an undo of the first run, and after a first run that failed: `showAsync` and `regenerateAsync` add it
   * again.
   */
  readonly isInScene: boolean;
  /** The latest run, under way or ended. */
  readonly run?: RunSnapshot;
  /** State of the fit of the shown version. */
  readonly fitting: FittingSnapshot;
  /** How the shown version is drawn. */
  readonly view: AssetView;
  /** Scale of the texel-density view: blue is a quarter of the median, green the median, red four times the median. */
  readonly texelDensity?: TexelDensity;
  /** The comparison that is shown. */
  readonly comparison?: Comparison;
  /** The generator's `removeAsync` has taken the asset out: it does nothing until `undoAsync` puts it back. */
  readonly isRemoved?: true;
  /** True after `dispose`, and when the node was deleted. */
  readonly isDisposed: boolean;
}

/**
 * The handle of one generated asset: one placement node in the scene, and one or more versions below it. Made by
 * `generator.generate`, `resumeAsync`, `importGlbAsync` and `library.placeAsync`. A UI follows it
 * with `subscribe` and `getSnapshot`, or with Babylon Observables.
 *
 * @example
 * const chair = generator.generate(image, { size: 0.9 });
 * chair.root.rotation.y = Math.PI / 2;
 * chair.onRunChangedObservable.add(({ phase, fraction }) => console.log(phase, fraction));
 * chair.onVersionShownObservable.add(({ stats }) => console.log(`${stats.triangles} triangles`));
 * await chair.ready;
 * await chair.fitAsync({ preset: 'mobile' });
 */
export interface GeneratedAsset<P extends RunParameters = DefaultParameters>
  extends Subscribable<GeneratedAssetSnapshot> {
  /** Unique in the scene. */
  readonly id: string;
  /** The placement node: you may move, rotate, scale, parent and rename it. Every version is below it. */
  readonly root: TransformNode;
  /** The nodes, meshes and materials that are in the scene now; undefined when nothing is. */
  readonly container: AssetContainer | undefined;
  /** Finished runs, oldest first. */
  readonly versions: readonly AssetVersion[];
  /**
   * Resolves with the handle when the first run has its result in the scene; rejects with the {@link ImageTo3DError}
   * that ended it.
   */
  readonly ready: Promise<GeneratedAsset<P>>;
  /** Notifies at every change of the asset's run, with its state. */
  readonly onRunChangedObservable: Observable<RunSnapshot>;
  /** Notifies when a version is shown in the scene: after a run, a fit, a swap, an undo. */
  readonly onVersionShownObservable: Observable<AssetVersion>;
  /** Notifies once when the asset is disposed of, or its node deleted. */
  readonly onDisposeObservable: Observable<GeneratedAsset>;
  /**
   * Runs again, with the shown version's parameters and these changes; the result replaces it in the scene. Paid if
   * the endpoint is. Rejects with the {@link ImageTo3DError} that ended the run.
   */
  regenerateAsync(parameters?: Partial<P>, options?: RegenerateOptions): Promise<AssetVersion>;
  /** Shows another version in the scene. One undo step. Throws `validation` for an unknown id, `import-failed`. */
  showAsync(versionId: string): Promise<void>;
  /** Removes a version from the list. One undo step. Throws `validation` for the only one left. */
  removeAsync(versionId: string): Promise<void>;
  /**
   * Fits the shown version's master, free and on this machine, and swaps the result in place. One undo step. Throws
   * `over-budget`, `unfittable`, `validation`, `aborted`, `unsupported-platform`.
   */
  fitAsync(request: FitRequest, options?: FitRunOptions): Promise<AssetVersion>;
  /** Previews while a slider moves, a fit of all versions, and the reset to the master. */
  readonly fitting: AssetFitting;
  /**
   * The shown version as a GLB file, fitted from the master in the output format asked for; the recipe and the plan are
   * written into its `asset.extras`. Throws what {@link GeneratedAsset.fitAsync} throws.
   *
   * @example
   * const glb = await asset.exportGlbAsync({ geometry: 'meshopt', textures: 'webp' });
   */
  exportGlbAsync(output?: Partial<FitOutput>, options?: FitRunOptions): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A shape for Babylon's physics V2, made of the collider that the shown version was fitted with, for a body on
   * {@link GeneratedAsset.root}. You dispose it. Throws `validation` when the fit has no collider, and
   * `unsupported-platform` when the scene has no physics engine V2.
   *
   * @example
   * import { PhysicsMotionType } from '@babylonjs/core/Physics/v2/IPhysicsEnginePlugin.js';
   * import { PhysicsBody } from '@babylonjs/core/Physics/v2/physicsBody.js';
   *
   * await asset.fitAsync({ plan: { triangles: 5_000, collider: { kind: 'hull', maxVertices: 32 } } });
   * const body = new PhysicsBody(asset.root, PhysicsMotionType.DYNAMIC, false, scene);
   * body.shape = await asset.createColliderShapeAsync();
   */
  createColliderShapeAsync(): Promise<PhysicsShape>;
  /** Draws the shown version shaded, as a wireframe, or coloured by texel density. */
  setView(view: AssetView): void;
  /**
   * Shows another version beside the shown one or across it; `undefined` ends the comparison. Only the last call
   * has an effect.
   */
  compareAsync(comparison: Comparison | undefined): Promise<void>;
  /** Asks the service to stop the run under way. What was sent may still be charged. */
  cancelAsync(): Promise<void>;
  /** Stops the run and frees everything, in the scene and outside it. The generator cannot undo it. */
  dispose(): void;
}

/**
 * Options of `generator.generate`.
 *
 * @example
 * const options: GenerateOptions = { name: 'Chair', size: 0.9, parameters: { textureSize: 1024, seed: 7 } };
 * generator.generate(image, options);
 */
export interface GenerateOptions<P extends RunParameters = DefaultParameters> {
  /** Name of the placement node; the image's name by default. */
  readonly name?: string;
  /** Changes to the provider's defaults. Without a seed, a random one is used. */
  readonly parameters?: Partial<P>;
  /** Parent of the placement node. */
  readonly parent?: Node;
  /** Position of the bottom centre, in the parent's space. Default: its origin, or the next free place along +x. */
  readonly position?: Vector3;
  /** Longest side in metres, default 1. */
  readonly size?: number;
  /** Show the local engine's placeholder during the run, default true. */
  readonly placeholder?: boolean;
  /** Show phase and progress of the run above its placeholder, in the same size at any distance. Default false. */
  readonly placeholderLabel?: boolean;
  /** Move the camera when the finished asset is out of its view, default false. */
  readonly frameCamera?: boolean;
  /** Run even if the library has a result for the same recipe (for any seed, if none is given). Default false. */
  readonly skipLibrary?: boolean;
  /**
   * Run even if the run cannot be recorded first: a reload then loses it. Default false: `ready` rejects with
   * `storage`.
   */
  readonly allowUnrecorded?: boolean;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** Called at every change of the run. */
  readonly onProgress?: (run: RunSnapshot) => void;
}

/** Options of another run of an asset. */
export type RegenerateOptions = Pick<GenerateOptions, 'signal' | 'skipLibrary' | 'allowUnrecorded'>;

/** The version that is shown; undefined while there is none. */
export function shownVersion(
  snapshot: Pick<GeneratedAssetSnapshot, 'versions' | 'shownVersionId'> | undefined,
): AssetVersion | undefined {
  return snapshot?.versions.find(({ id }) => id === snapshot.shownVersionId);
}

/** The measured numbers of what is shown: of the fit, or of the master. */
export const shownStats = ({ fit, stats }: AssetVersion): AssetStats => fit?.stats ?? stats;
