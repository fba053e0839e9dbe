import { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type {
  AssetVersion,
  Comparison,
  GeneratedAsset,
  GeneratedAssetSnapshot,
  GenerateOptions,
  RegenerateOptions,
} from '../../../plugin/asset/contract.ts';
import { createObservables } from '../../../plugin/asset/observables.ts';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createStore } from '../../../plugin/core/subscribable.ts';
import type { RunSnapshot } from '../../../plugin/generation/run-snapshot.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import type { Trellis2Parameters } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { createFakeFitting, type FitScript } from './fake-fitting.ts';

/** What the fake can do beyond the contract: its runs move when the test says so. */
export interface ScriptedAsset extends GeneratedAsset {
  /** Changes the run under way, or ends it. */
  step(change: Partial<RunSnapshot>): void;
  /** Ends the run under way well: a sphere that reports its own triangles, or so many. */
  finish(isLocal?: boolean, triangles?: number, change?: Partial<AssetVersion>): void;
  /** Options of every call of `regenerate`, in order. */
  readonly asked: RegenerateOptions[];
  readonly fits: FitScript;
  /** What was asked to be compared, in order. */
  readonly comparisons: (Comparison | undefined)[];
}

export interface FakeAssetOptions {
  readonly scene: Scene;
  readonly id: string;
  /** Absent for a model that was adopted. */
  readonly image?: PreparedImage;
  readonly options: GenerateOptions;
  readonly parameters: Trellis2Parameters;
  readonly record: (undo: () => void, redo: () => void) => void;
  readonly onDispose: (asset: ScriptedAsset) => void;
}

function now(): number {
  return Date.now();
}

export function createFakeAsset(given: FakeAssetOptions): ScriptedAsset {
  const { scene, id, image, options, record, onDispose } = given;
  const root = createPlacementNode(scene, { ...options, name: options.name ?? image?.name ?? 'model' });
  const meshes = new Map<string, Mesh>();
  const comparisons: (Comparison | undefined)[] = [];
  const asked: RegenerateOptions[] = [];
  let settle: { resolve(version: AssetVersion): void; reject(error: ImageTo3DError): void } | undefined;
  const first = begin(given.parameters);
  const store = createStore<GeneratedAssetSnapshot>({
    id,
    name: root.name,
    ...(image ? { image } : {}),
    versions: [],
    hasPlaceholder: true,
    isInScene: true,
    run: first.run,
    fitting: { phase: 'closed', plan: DEFAULT_FIT_PLAN },
    view: 'shaded',
    isDisposed: false,
  });
  const update = (change: Partial<GeneratedAssetSnapshot>) =>
    store.set({ ...store.getSnapshot(), ...change });

  const shownVersion = () => {
    const { versions, shownVersionId } = store.getSnapshot();
    return versions.find((version) => version.id === shownVersionId);
  };
  const fitting = createFakeFitting({
    getFitting: () => store.getSnapshot().fitting,
    setFitting: (next) => update({ fitting: next }),
    getShown: shownVersion,
    getVersions: () => store.getSnapshot().versions,
    replace(versions) {
      const before = store.getSnapshot().versions;
      const put = (next: readonly AssetVersion[]) => {
        update({ versions: next });
        drawTriangles(shownVersion()?.fit?.stats.triangles);
      };
      put(versions);
      record(
        () => put(before),
        () => put(versions),
      );
    },
    draw: (triangles) => drawTriangles(triangles),
  });

  /** A coarser sphere for fewer triangles: what stands there may be looked at. */
  function drawTriangles(triangles: number | undefined): void {
    const shown = shownVersion();
    const mesh = shown && meshes.get(shown.id);
    if (!shown || !mesh) return;
    const share = (triangles ?? shown.stats.triangles) / shown.stats.triangles;
    const segments = Math.max(2, Math.round((4 + shown.number * 4) * Math.sqrt(share) * 2));
    const next = CreateSphere('next', { diameter: options.size ?? 1, segments }, scene);
    next.geometry?.applyToMesh(mesh);
    next.dispose();
  }

  function begin(parameters: Trellis2Parameters) {
    const run: RunSnapshot = {
      phase: 'preparing',
      parameters,
      startedAtMs: now(),
      logs: [],
      cancelRequested: false,
    };
    const ended = new Promise<AssetVersion>((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { run, ended };
  }

  function place(shownVersionId: string): void {
    for (const [versionId, mesh] of meshes) mesh.setEnabled(versionId === shownVersionId);
    update({ shownVersionId, hasPlaceholder: false });
  }

  function finish(isLocal = false, triangles?: number, change: Partial<AssetVersion> = {}): void {
    const { run, versions, shownVersionId } = store.getSnapshot();
    if (!run) return;
    const number = versions.length + 1;
    const versionId = `${id}-v${number}`;
    const mesh = CreateSphere(
      `mesh-${number}`,
      { diameter: options.size ?? 1, segments: 4 + number * 4 },
      scene,
    );
    mesh.parent = root;
    mesh.position.y = (options.size ?? 1) / 2;
    const material = new StandardMaterial(`material-${number}`, scene);
    material.diffuseColor = Color3.FromHSV((number * 70) % 360, 0.6, 0.8);
    mesh.material = material;
    meshes.set(versionId, mesh);
    const master = new Uint8Array(1000 * number);
    const textureSize = Number(run.parameters.textureSize);
    const version: AssetVersion = {
      id: versionId,
      number,
      parameters: run.parameters,
      stats: {
        triangles: triangles ?? mesh.getTotalIndices() / 3,
        vertices: mesh.getTotalVertices(),
        drawCalls: 1,
        materials: 1,
        textures: 1,
        maxTextureSizePx: textureSize,
        gpuBytes: mesh.getTotalVertices() * 32 + textureSize ** 2 * 4 * (4 / 3),
        fileBytes: master.byteLength,
        boundsMin: [-0.5, 0, -0.5],
        boundsMax: [0.5, 1, 0.5],
      },
      provider: 'fal-ai/trellis-2',
      isLocal,
      notes: isLocal ? ['Back and depth are guessed.'] : [],
      startedAtMs: run.startedAtMs,
      endedAtMs: now(),
      master,
      ...change,
    };
    update({
      versions: [...versions, version],
      run: { ...run, phase: 'done', endedAtMs: now() },
    });
    place(versionId);
    if (shownVersionId !== undefined)
      record(
        () => place(shownVersionId),
        () => place(versionId),
      );
    settle?.resolve(version);
  }

  const asset: ScriptedAsset = {
    id,
    root,
    container: new AssetContainer(scene),
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    ...createObservables(store, () => asset),
    get versions() {
      return store.getSnapshot().versions;
    },
    ready: first.ended.then(() => asset),
    asked,
    regenerateAsync(parameters = {}, permissions = {}) {
      asked.push(permissions);
      const shown = store.getSnapshot().versions.find((v) => v.id === store.getSnapshot().shownVersionId);
      const { run, ended } = begin({ ...given.parameters, ...shown?.parameters, ...parameters });
      update({ run });
      return ended;
    },
    async showAsync(versionId) {
      const before = store.getSnapshot().shownVersionId;
      place(versionId);
      record(
        () => before !== undefined && place(before),
        () => place(versionId),
      );
    },
    async removeAsync(versionId) {
      const { versions, shownVersionId } = store.getSnapshot();
      if (versions.length < 2) throw new ImageTo3DError('validation', 'The last version cannot be removed.');
      const rest = versions.filter((version) => version.id !== versionId);
      update({ versions: rest });
      if (shownVersionId === versionId) place(rest.at(-1)!.id);
    },
    fitting,
    fits: fitting.script,
    fitAsync: fitting.fit,
    exportGlbAsync: fitting.exportGlbAsync,
    createColliderShapeAsync: () =>
      Promise.reject(new ImageTo3DError('validation', 'The fake has no collider.')),
    setView: (view) => update({ view }),
    comparisons,
    async compareAsync(comparison) {
      comparisons.push(comparison);
      const { comparison: _before, ...rest } = store.getSnapshot();
      store.set({ ...rest, ...(comparison ? { comparison } : {}) });
    },
    async cancelAsync() {
      asset.step({ cancelRequested: true });
    },
    dispose() {
      update({ isDisposed: true, isInScene: false });
      onDispose(asset);
      root.dispose();
    },
    step(change) {
      const { run } = store.getSnapshot();
      if (!run) return;
      update({ run: { ...run, ...change } });
      if (change.error) settle?.reject(change.error);
      else if (change.phase === 'cancelled') settle?.reject(new ImageTo3DError('cancelled', 'Cancelled.'));
    },
    finish,
  };
  return asset;
}
