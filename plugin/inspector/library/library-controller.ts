import type { GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError, type ImageTo3DError } from '../../core/errors.ts';
import { createStore, type Subscribable } from '../../core/subscribable.ts';
import type { Generator } from '../../generator/contract.ts';
import type { MasterRecord } from '../../storage/contract.ts';
import { nameText } from '../run/run-text.ts';

/** What the pane knows of the library beyond the library's own snapshot. */
export interface LibraryState {
  /** Hashes of masters and ids of runs that a press is being carried out for. */
  readonly busy: ReadonlySet<string>;
  /** Runs that the service was asked about once more, and when it last left them unanswered. Milliseconds since the epoch. */
  readonly checkedAtMs: ReadonlyMap<string, number>;
  /** What the browser answered to `persist`; undefined before it was asked. */
  readonly persistAnswer?: boolean;
}

/** The presses of the library's views. None of them throws: failures are told to `onFailed`. */
export interface LibraryController extends Subscribable<LibraryState> {
  open(): void;
  place(master: MasterRecord): Promise<void>;
  /** The bytes for a download; undefined when they are gone. */
  read(master: MasterRecord): Promise<Uint8Array<ArrayBuffer> | undefined>;
  remove(master: MasterRecord): Promise<void>;
  persist(): Promise<void>;
  /** Goes on with every run that waits. */
  resumeRuns(): Promise<void>;
  checkRunAsync(runId: string): Promise<void>;
  /** Only after a person has confirmed that it may be charged twice. */
  resubmitAsync(runId: string): Promise<void>;
  takeOver(runId: string): Promise<void>;
  discard(runId: string): Promise<void>;
}

export interface LibraryControllerOptions {
  readonly generator: Pick<Generator, 'library' | 'resumeAsync'>;
  /** Longest side of a placed asset in metres. */
  readonly getSize: () => number;
  readonly onStarted: () => void;
  readonly onFailed: (error: ImageTo3DError) => void;
  /** Told of an asset that a press has brought into the scene. */
  readonly onAsset: (asset: GeneratedAsset) => void;
  readonly onResumed: (assets: readonly GeneratedAsset[]) => void;
  readonly now?: () => number;
}

/** Stands in `busy` for the one press that goes on with all runs. */
export const RESUME_ALL = 'resume-all';

export function createLibraryController(options: LibraryControllerOptions): LibraryController {
  const { generator, getSize, onStarted, onFailed, onAsset, onResumed, now = Date.now } = options;
  const { library } = generator;
  const store = createStore<LibraryState>({ busy: new Set(), checkedAtMs: new Map() });
  const update = (change: Partial<LibraryState>) => store.set({ ...store.getSnapshot(), ...change });

  function setBusy(id: string, isBusy: boolean): void {
    const busy = new Set(store.getSnapshot().busy);
    if (isBusy) busy.add(id);
    else busy.delete(id);
    update({ busy });
  }

  /** One press at a time for each thing: a second one, such as of a bouncing key, is ignored. */
  async function runAction<T>(id: string, work: () => Promise<T>): Promise<T | undefined> {
    if (store.getSnapshot().busy.has(id)) return undefined;
    setBusy(id, true);
    onStarted();
    try {
      return await work();
    } catch (thrown) {
      onFailed(asImageTo3DError(thrown));
      return undefined;
    } finally {
      setBusy(id, false);
    }
  }

  async function addAsset(id: string, work: () => Promise<GeneratedAsset>): Promise<void> {
    const asset = await runAction(id, work);
    if (!asset) return;
    // Its run may still be under way: how that ends is told by the asset.
    asset.ready.catch(() => undefined);
    onAsset(asset);
  }

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    open: () => void library.openAsync(),
    place: (master) =>
      addAsset(master.hash, () =>
        library.placeAsync(master.hash, {
          name: nameText(master.imageName),
          frameCamera: true,
          size: getSize(),
        }),
      ),
    read: (master) => runAction(master.hash, () => library.readAsync(master.hash)),
    remove: (master) => runAction(master.hash, () => library.removeAsync(master.hash)),
    async persist() {
      const persistAnswer = await runAction('persist', () => library.persistAsync());
      if (persistAnswer !== undefined) update({ persistAnswer });
    },
    async resumeRuns() {
      const assets = await runAction(RESUME_ALL, () => generator.resumeAsync());
      for (const asset of assets ?? []) asset.ready.catch(() => undefined);
      if (assets) onResumed(assets);
    },
    async checkRunAsync(runId) {
      const hasChecked = await runAction(runId, () => library.checkRunAsync(runId).then(() => true));
      if (!hasChecked) return;
      const run = library.getSnapshot().openRuns.find(({ id }) => id === runId);
      const checkedAtMs = new Map(store.getSnapshot().checkedAtMs);
      if (run?.state === 'unconfirmed') checkedAtMs.set(runId, now());
      else checkedAtMs.delete(runId);
      update({ checkedAtMs });
    },
    resubmitAsync: (runId) => addAsset(runId, () => library.resubmitAsync(runId)),
    takeOver: (runId) => addAsset(runId, () => library.takeOverRunAsync(runId)),
    async discard(runId) {
      await runAction(runId, () => library.discardRunAsync(runId));
    },
  };
}
