import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
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

/** A local re-fit of a version's master. Free: nothing is uploaded. */
export interface AppliedFit {
  readonly id: string;
  readonly plan: FitPlan;
  /** The fitted file; what stands in the scene looks like it. */
  readonly glb: Uint8Array<ArrayBuffer>;
  /** Measured in that file. */
  readonly stats: AssetStats;
  readonly report: FitReport;
  /** Triangles of each LOD below the shown mesh. */
  readonly lodTriangles: readonly number[];
  readonly collider?: FittedCollider;
}

/** The fit of the shown version, as a UI shows it. */
export interface FittingSnapshot {
  readonly phase: 'closed' | 'opening' | 'idle' | 'previewing' | 'fitting';
  /** Known from the first `open` on. */
  readonly facts?: MasterFacts;
  /** Known a moment after. */
  readonly findings?: readonly LintFinding[];
  /** The plan that the next change builds on: that of the applied fit, or what suits the master. */
  readonly plan: FitPlan;
  readonly stage?: FitStage;
  readonly fraction?: number;
  /** Triangles of the preview that stands in the scene. */
  readonly previewTriangles?: number;
  readonly error?: ImageTo3DError;
}

export interface FitRunOptions {
  readonly signal?: AbortSignal;
}

/** Re-fits the shown version's master to a runtime budget: on this machine, free, undoable. */
export interface AssetFitting {
  /** Reads the master in a worker, so that the first preview comes at once; calling it again costs nothing. */
  openAsync(options?: FitRunOptions): Promise<MasterFacts>;
  /** Puts the geometry of so many triangles in the scene while a slider moves. The latest call wins; others end quietly. */
  previewAsync(triangles: number): Promise<void>;
  /** Puts back what stood there before the preview. */
  endPreview(): void;
  /** Same request for every version of the asset; one undo step. */
  applyToAllAsync(request: FitRequest, options?: FitRunOptions): Promise<void>;
  /** Shows the master itself again. One undo step. */
  resetAsync(): Promise<void>;
  /** Ends the worker; `open` starts it again. */
  close(): void;
}

/** How the shown version is drawn. Views are not saved and not undone. */
export type AssetView = 'shaded' | 'wireframe' | 'texel-density';

export interface Comparison {
  /** A version of the asset, or `master`: the shown version before any fit. */
  readonly with: string;
  readonly mode: 'side-by-side' | 'wipe';
  /** Where the wipe's line stands across the view, 0…1; the compared one is on its left. */
  readonly position: number;
}

/** One finished run of an asset. */
export interface AssetVersion {
  readonly id: string;
  /** 1, 2, 3 … within its asset; never used again. */
  readonly number: number;
  /** The provider's endpoint id. */
  readonly provider: string;
  readonly parameters: RunParameters;
  readonly stats: AssetStats;
  /** Made by the local engine: an approximation, not the provider's model. */
  readonly isLocal: boolean;
  /** Taken in from a file: its master is that file, and what the file does not say of its origin are the defaults. */
  readonly isImported?: true;
  /** Billed units as the service reported them. */
  readonly billableUnits?: number;
  /** The service's id of the run. */
  readonly requestId?: string;
  readonly notes: readonly string[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The GLB exactly as the service sent it. */
  readonly master: Uint8Array<ArrayBuffer>;
  /** What is shown instead of the master. */
  readonly fit?: AppliedFit;
  /** Taken from the library: nothing was paid this time. */
  readonly isFromLibrary?: true;
  /** SHA-256 of the master in the library; absent where it is not kept there, and then `notes` say why. */
  readonly libraryHash?: string;
}

export interface GeneratedAssetSnapshot {
  readonly id: string;
  readonly name: string;
  /** Undefined until the image has been read. */
  readonly image?: PreparedImage;
  readonly versions: readonly AssetVersion[];
  /** The version that stands in the scene; undefined while only the placeholder does. */
  readonly shownVersionId?: string;
  /** The local placeholder stands in the scene. */
  readonly hasPlaceholder: boolean;
  /** False after an undo of the first run, and after a first run that failed: `show` and `regenerate` bring it back. */
  readonly isInScene: boolean;
  /** The latest run, under way or ended. */
  readonly run?: RunSnapshot;
  readonly fitting: FittingSnapshot;
  readonly view: AssetView;
  /** What the colours of the texel-density view stand for: blue a quarter of the median, green the median, red four times. */
  readonly texelDensity?: TexelDensity;
  readonly comparison?: Comparison;
  readonly isDisposed: boolean;
}

/** The handle of one generated asset: one placement node in the scene, one or more versions. */
export interface GeneratedAsset<P extends RunParameters = DefaultParameters>
  extends Subscribable<GeneratedAssetSnapshot> {
  readonly id: string;
  /** The placement node: yours to move, turn, scale, parent and rename; every version hangs beneath it. */
  readonly root: TransformNode;
  /** What stands in the scene at present. */
  readonly container: AssetContainer | undefined;
  readonly versions: readonly AssetVersion[];
  /** Settles with the first run: the handle itself, or the {@link ImageTo3DError} that ended it. */
  readonly ready: Promise<GeneratedAsset<P>>;
  /** Runs again, with the shown version's parameters and these changes; the result takes the old one's place. */
  regenerateAsync(parameters?: Partial<P>, options?: RegenerateOptions): Promise<AssetVersion>;
  /** Puts another version in the scene. One undo step. */
  showAsync(versionId: string): Promise<void>;
  /** Takes a version off the list; the last remaining one cannot be removed. One undo step. */
  removeAsync(versionId: string): Promise<void>;
  /** Re-fits the shown version and swaps it in place. One undo step. Throws `over-budget`, `unfittable`, `aborted`. */
  fitAsync(request: FitRequest, options?: FitRunOptions): Promise<AssetVersion>;
  readonly fitting: AssetFitting;
  /**
   * The shown version as a GLB with provenance in its extras, fitted from the master in the wanted output. Throws what
   * {@link GeneratedAsset.fitAsync} throws.
   *
   * @example
   * const glb = await asset.exportGlbAsync({ geometry: 'meshopt', textures: 'webp' });
   */
  exportGlbAsync(output?: Partial<FitOutput>, options?: FitRunOptions): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A shape of Babylon's physics V2, of the collider that the shown version was fitted with, for a body on
   * {@link GeneratedAsset.root}. It is yours to dispose. Throws `validation` when the fit has no collider, and
   * `unsupported-host` when the scene has no physics engine V2.
   *
   * @example
   * await asset.fitAsync({ plan: { triangles: 5_000, collider: { kind: 'hull', maxVertices: 32 } } });
   * const body = new PhysicsBody(asset.root, PhysicsMotionType.DYNAMIC, false, scene);
   * body.shape = await asset.createColliderShapeAsync();
   */
  createColliderShapeAsync(): Promise<PhysicsShape>;
  setView(view: AssetView): void;
  /** Shows another version beside the shown one or across it; `undefined` ends the comparison. Only the last call counts. */
  compareAsync(comparison: Comparison | undefined): Promise<void>;
  /** Asks the service to stop the run under way. */
  cancelAsync(): Promise<void>;
  /** Stops its run and frees everything it has, in the scene and out of it. Not undone by the generator. */
  dispose(): void;
}

export interface GenerateOptions<P extends RunParameters = DefaultParameters> {
  /** Name of the placement node; the image's name by default. */
  readonly name?: string;
  /** Changes to the provider's defaults. Without a seed one is drawn. */
  readonly parameters?: Partial<P>;
  /** Parent of the placement node. */
  readonly parent?: Node;
  /** Where the bottom centre stands, in the parent's space. By default its origin, or the next place along +x that no other generated asset takes. */
  readonly position?: Vector3;
  /** Longest side in metres, default 1. */
  readonly size?: number;
  /** Let the local engine's placeholder stand while the run goes on, default true. */
  readonly placeholder?: boolean;
  /** Move the camera when the finished asset is out of its view, default false. */
  readonly frameCamera?: boolean;
  /** Run it although the library holds the same recipe's result, or that of any seed where none is named. Default false. */
  readonly skipLibrary?: boolean;
  /** Run it although it cannot be written down first: a reload then loses it. Default false: it throws `storage`. */
  readonly allowUnrecorded?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: RunSnapshot) => void;
}

/** Of one run of an asset that is there already. */
export type RegenerateOptions = Pick<GenerateOptions, 'signal' | 'skipLibrary' | 'allowUnrecorded'>;
