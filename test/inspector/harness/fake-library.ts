import type { GeneratedAsset, GenerateOptions } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createStore } from '../../../plugin/core/subscribable.ts';
import type {
  AssetLibrary,
  AssetLibrarySnapshot,
  OpenRun,
} from '../../../plugin/generator/library-contract.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import type { RecipeKey } from '../../../plugin/recipe/recipe.ts';
import type { MasterRecord } from '../../../plugin/storage/contract.ts';

/** What a test sets and reads. */
export interface LibraryScript {
  /** Every call but those that only read, in order: "place aaaa", "forget run-1". */
  readonly calls: string[];
  /** What the browser answers to `persist`. */
  persistAnswer: boolean;
  /** Thrown by the next call. */
  nextError?: ImageTo3DError;
  /** What `checkRunAsync` finds. */
  serviceKnows: boolean;
  set(change: Partial<AssetLibrarySnapshot>): void;
  keep(name: string, change?: Partial<MasterRecord>): MasterRecord;
  leaveOpen(state: OpenRun['state'], change?: Partial<OpenRun>): OpenRun;
}

export interface FakeLibrary extends AssetLibrary {
  readonly script: LibraryScript;
}

export type Bring = (master: MasterRecord, options: GenerateOptions) => GeneratedAsset;
export type Begin = (run: OpenRun) => GeneratedAsset;

function masterOf(number: number, imageName: string): MasterRecord {
  const hash = number.toString(16).padStart(64, 'a');
  return {
    hash,
    bytes: 1_234_567,
    key: `key-${number}` as RecipeKey,
    family: `family-${number}` as RecipeKey,
    provider: 'fal-ai/trellis-2',
    isLocal: false,
    parameters: trellis2.complete({ decimationTarget: 20_000 }, number),
    imageName,
    imageHash: `picture-${number}`,
    stats: {
      triangles: 19_998,
      vertices: 12_345,
      drawCalls: 1,
      materials: 1,
      textures: 2,
      maxTextureSizePx: 2048,
      gpuBytes: 44_739_242,
      fileBytes: 1_234_567,
      boundsMin: [-0.5, 0, -0.5],
      boundsMax: [0.5, 1, 0.5],
    },
    notes: [],
    startedAtMs: Date.UTC(2026, 10, 21, 9, 0),
    endedAtMs: Date.UTC(2026, 10, 21, 9, 1),
    lastUsedAtMs: Date.UTC(2026, 10, 21, 9, 1),
  };
}

/** The library's contract in memory: shows what a test puts in it, and writes down what it is asked for. */
export function createFakeLibrary(
  bring: Bring,
  begin: Begin,
  paint: (hash: string) => Promise<Uint8Array<ArrayBuffer> | undefined>,
): FakeLibrary {
  const store = createStore<AssetLibrarySnapshot>({
    state: 'closed',
    isDurable: true,
    masters: [],
    openRuns: [],
    unreadableRuns: 0,
  });
  const set = (change: Partial<AssetLibrarySnapshot>) => store.set({ ...store.getSnapshot(), ...change });
  let count = 0;

  function measure(masters: readonly MasterRecord[]): void {
    const bytes = masters.reduce((sum, master) => sum + master.bytes, 0);
    const { usage } = store.getSnapshot();
    set({ masters, usage: { quotaBytes: 2_100_000_000, isPersisted: false, ...usage, bytes } });
  }
  function call(name: string, argument = ''): void {
    script.calls.push(`${name} ${argument}`.trim());
    const error = script.nextError;
    delete script.nextError;
    if (error) throw error;
  }
  function masterFor(hash: string): MasterRecord {
    const master = store.getSnapshot().masters.find((candidate) => candidate.hash === hash);
    if (!master) throw new ImageTo3DError('expired', 'The library does not hold it any more.');
    return master;
  }
  function take(runId: string): OpenRun {
    const { openRuns } = store.getSnapshot();
    const run = openRuns.find(({ id }) => id === runId);
    if (!run) throw new ImageTo3DError('validation', `There is no open run ${runId}.`);
    set({ openRuns: openRuns.filter((other) => other !== run) });
    return run;
  }

  const script: LibraryScript = {
    calls: [],
    persistAnswer: false,
    serviceKnows: false,
    set,
    keep(name, change = {}) {
      const master = { ...masterOf(++count, name), ...change };
      measure([master, ...store.getSnapshot().masters]);
      return master;
    },
    leaveOpen(state, change = {}) {
      const id = `run-${++count}`;
      const startedAtMs = Date.UTC(2026, 10, 22, 8, 30);
      const run: OpenRun = { id, assetName: 'Pot', startedAtMs, state, ...change };
      set({ openRuns: [...store.getSnapshot().openRuns, run] });
      return run;
    },
  };

  return {
    script,
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    async openAsync() {
      if (store.getSnapshot().state !== 'closed') return;
      set({ state: 'opening' });
      await Promise.resolve();
      set({ state: 'open' });
      measure(store.getSnapshot().masters);
    },
    async placeAsync(hash, options = {}) {
      call('place', hash.slice(-4));
      return bring(masterFor(hash), options);
    },
    async readAsync(hash) {
      call('read', hash.slice(-4));
      return new TextEncoder().encode(`glTF of ${masterFor(hash).imageName}`);
    },
    readImageAsync: (imageHash) => paint(imageHash),
    async removeAsync(hash) {
      call('remove', hash.slice(-4));
      const gone = masterFor(hash);
      measure(store.getSnapshot().masters.filter((master) => master !== gone));
    },
    async persistAsync() {
      call('persist');
      const { usage } = store.getSnapshot();
      if (usage) set({ usage: { ...usage, isPersisted: script.persistAnswer } });
      return script.persistAnswer;
    },
    async checkRunAsync(runId) {
      call('checkRunAsync', runId);
      if (script.serviceKnows) begin(take(runId));
    },
    async resubmitAsync(runId) {
      call('resubmitAsync', runId);
      return begin(take(runId));
    },
    async takeOverRunAsync(runId) {
      call('takeOver', runId);
      return begin(take(runId));
    },
    async discardRunAsync(runId) {
      call('forget', runId);
      take(runId);
    },
  };
}
