import type { AssetVersion, GeneratedAsset } from '../asset/contract.ts';
import { type AssetRequest, type AssetStart, readyOrDisposed } from '../asset/create-asset.ts';
import { versionOf } from '../asset/provenance.ts';
import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { once } from '../core/once.ts';
import { randomId } from '../core/random-id.ts';
import { createStore } from '../core/subscribable.ts';
import type { Generation } from '../generation/generation.ts';
import { isUnfinished, outcomeOf, storedImage } from '../generation/reuse.ts';
import type { RunPhase } from '../generation/run-snapshot.ts';
import type { JobRecord } from '../job/job-record.ts';
import { nameFromTitle } from '../recipe/image-name.ts';
import type { JobProgress, Library } from '../storage/contract.ts';
import type { AssetLibrary, AssetLibrarySnapshot, OpenRun } from './library-contract.ts';
import { createResumption } from './resume.ts';
import { createRetention } from './retention.ts';

interface AssetLibraryOptions {
  readonly generation: Generation;
  readonly begin: (request: AssetRequest, start: AssetStart) => GeneratedAsset;
}

export interface OwnedLibrary {
  readonly library: AssetLibrary;
  resume(): Promise<readonly GeneratedAsset[]>;
  /** The masters of these assets are not evicted from the library. */
  retain(assets: Iterable<GeneratedAsset>): void;
  dispose(): void;
}

/** After this time without a report, the tab that holds a run counts as frozen. */
const STALLED_MS = 15_000;
const REFRESH_MS = 5000;

const storageUnavailable = () => new ImageTo3DError('storage', 'This browser stores nothing for this page.');

const masterMissing = () =>
  new ImageTo3DError('expired', 'The library no longer has this file, or its bytes were damaged.');

/** The library of one generator: stored masters, open runs, and placing them in the scene. */
export function createAssetLibrary({ generation, begin }: AssetLibraryOptions): OwnedLibrary {
  const end = new AbortController();
  const lastReports = new Map<string, JobProgress>();
  const store = createStore<AssetLibrarySnapshot>({
    state: 'closed',
    isDurable: false,
    masters: [],
    openRuns: [],
    unreadableRuns: 0,
  });
  let library: Library | undefined;
  let isResuming = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const resumption = createResumption({
    generation,
    begin,
    onChange: () => void refresh(),
    signal: end.signal,
  });
  const retention = createRetention();

  const stateOf = ({ id, job }: JobRecord): OpenRun['state'] => {
    if (resumption.errorOf(id) && job.state !== 'unconfirmed') return 'ended';
    if (job.state === 'unconfirmed') return 'unconfirmed';
    const report = lastReports.get(id);
    if (report && generation.now() - report.atMs < STALLED_MS) return 'elsewhere';
    return resumption.isWaitingFor(id) ? 'stalled' : 'waiting';
  };
  const openRun = (record: JobRecord): OpenRun => {
    const { id, target, createdAtMs, job } = record;
    const report = lastReports.get(id);
    const error = resumption.errorOf(id);
    return {
      id,
      assetName: target.assetName,
      startedAtMs: createdAtMs,
      state: stateOf(record),
      ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
      ...(report ? { phase: report.phase as RunPhase } : {}),
      ...(report?.fraction === undefined ? {} : { fraction: report.fraction }),
      ...omitUndefined({ error }),
    };
  };

  const unavailable = (error = storageUnavailable()) =>
    store.set({ ...store.getSnapshot(), state: 'unavailable', error });

  const refresh = async (): Promise<void> => {
    if (!library || end.signal.aborted) return;
    try {
      const { journal, masters } = library;
      const [{ records, quarantined }, list, usage] = await Promise.all([
        journal.list(),
        masters.list(),
        masters.usage(),
      ]);
      const open = records.filter(
        (record) =>
          !generation.isAtWork(record.id) &&
          (isUnfinished(record) ||
            record.job.state === 'unconfirmed' ||
            resumption.errorOf(record.id) !== undefined),
      );
      store.set({
        state: 'open',
        isDurable: masters.isDurable,
        masters: list,
        usage,
        openRuns: open.map(openRun),
        unreadableRuns: quarantined.length,
      });
    } catch (thrown) {
      unavailable(asImageTo3DError(thrown, 'storage'));
    }
  };

  const opened = once(async (): Promise<Library> => {
    store.set({ ...store.getSnapshot(), state: 'opening' });
    const { library: found, error = storageUnavailable() } = await generation.openLibraryAsync();
    if (!found || end.signal.aborted) {
      unavailable(error);
      throw error;
    }
    library = found;
    retention.start(library);
    library.masters.onChange(() => void refresh());
    library.locks.onNews((report) => {
      const isNew = lastReports.get(report.id)?.phase !== report.phase;
      lastReports.set(report.id, report);
      if (isResuming && library) void resumption.follow(library, report.id);
      if (isNew) void refresh();
    });
    // A frozen tab sends no report, so this page looks regularly.
    timer = setInterval(() => {
      if (store.getSnapshot().openRuns.length > 0) void refresh();
    }, REFRESH_MS);
    await refresh();
    return library;
  });
  const recordOf = async (runId: string): Promise<JobRecord> => {
    const record = await (await opened()).journal.read(runId);
    if (!record) throw masterMissing();
    return record;
  };
  const resumeRun = async (record: JobRecord, how: Parameters<typeof resumption.resumeRun>[2]) => {
    const asset = await resumption.resumeRun(await opened(), record, how);
    if (asset) return asset;
    throw resumption.errorOf(record.id) ?? new ImageTo3DError('superseded', 'Another tab works on this run.');
  };

  const assetLibrary: AssetLibrary = {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    openAsync: () => opened().then(refresh, () => {}),

    async placeAsync(hash, { name, ...options } = {}) {
      const storage = await opened();
      const record = (await storage.masters.list()).find((master) => master.hash === hash);
      const outcome = record && (await outcomeOf(storage, record, await generation.resolveAsync()));
      if (!record || !outcome) throw masterMissing();
      const id = randomId();
      const { imageName, imageHash } = record;
      const image = await storedImage(storage, { name: imageName, hash: imageHash });
      const version: AssetVersion = versionOf(outcome, id, 1);
      const asset = begin(
        {
          id,
          name: nameFromTitle(name ?? imageName),
          nameFromImage: false,
          image,
          origin: { imageName, imageHash },
          options,
        },
        { version },
      );
      return readyOrDisposed(asset);
    },

    async readAsync(hash, readOptions) {
      const bytes = await (await opened()).masters.read(hash, readOptions);
      if (!bytes) throw masterMissing();
      return bytes;
    },
    readImageAsync: async (imageHash) => (await opened()).masters.readImage(imageHash),
    removeAsync: async (hash) => (await opened()).masters.remove(hash),
    async persistAsync() {
      const isPersisted = await (await opened()).masters.persist();
      await refresh();
      return isPersisted;
    },

    async checkRunAsync(runId) {
      await resumption.resumeRun(await opened(), await recordOf(runId));
      // What was found is in the snapshot when this resolves.
      await refresh();
    },
    async resubmitAsync(runId) {
      const record = await recordOf(runId);
      if (record.job.state !== 'unconfirmed' || record.job.receipt)
        throw new ImageTo3DError('validation', 'Only a run with an unknown outcome can be submitted again.');
      return resumeRun(record, { event: 'submit-again' });
    },
    takeOverRunAsync: async (runId) => resumeRun(await recordOf(runId), { event: 'resume', force: true }),
    async discardRunAsync(runId) {
      await (await opened()).journal.remove(runId);
      await refresh();
    },
  };

  const resume = async (): Promise<readonly GeneratedAsset[]> => {
    // Requests that failed while offline are repeated when the page is online again.
    if (!isResuming) globalThis.addEventListener?.('online', onOnline);
    isResuming = true;
    try {
      const storage = await opened();
      const { address } = await generation.resolveAsync();
      const { records } = await storage.journal.list();
      const mine = records.filter((record) => record.endpoint === address && !generation.isAtWork(record.id));
      const free = await Promise.all(
        mine.map(async (record) => {
          if (!isUnfinished(record) && record.job.state !== 'unconfirmed') return undefined;
          if (await storage.locks.tryHold(record.id, async () => true)) return record;
          void resumption.follow(storage, record.id);
          return undefined;
        }),
      );
      const assets = await Promise.all(free.map((record) => record && resumption.resumeRun(storage, record)));
      return assets.filter((asset) => asset !== undefined);
    } catch {
      // The library's snapshot holds the error.
      return [];
    }
  };
  const onOnline = () => void resume();

  return {
    library: assetLibrary,
    resume,
    retain: retention.keep,
    dispose() {
      end.abort();
      clearInterval(timer);
      globalThis.removeEventListener?.('online', onOnline);
      retention.end();
    },
  };
}
