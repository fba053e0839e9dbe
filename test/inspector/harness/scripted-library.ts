import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { sha256 } from '../../../plugin/core/sha256.ts';
import type { OpenRun } from '../../../plugin/generator/library-contract.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import type { JobRecord, StoredJob } from '../../../plugin/job/job-record.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { recipeFamily, recipeKey } from '../../../plugin/recipe/recipe.ts';
import type { Library } from '../../../plugin/storage/contract.ts';
import { createMemoryDisk, createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';
import { createMemoryLocks } from '../../../plugin/storage/memory/locks.ts';
import { FAL_ENDPOINT } from '../../fixtures/scripted-fal.ts';
import { masterGlb, plainPng } from './master-glb.ts';

const IMAGE_URL = 'https://files.test/image';
const RECEIPT = { imageUrl: IMAGE_URL, receipt: { requestId: 'request-7' } };
const JOBS: Readonly<Record<OpenRun['state'], Omit<StoredJob, 'cancelRequested'>>> = {
  waiting: { state: 'running', ...RECEIPT },
  elsewhere: { state: 'running', ...RECEIPT },
  stalled: { state: 'running', ...RECEIPT },
  ended: { state: 'running', ...RECEIPT },
  unconfirmed: { state: 'unconfirmed', imageUrl: IMAGE_URL },
};
// A run of another server cannot be resumed here; its address is in the message.
const ELSEWHERE = `https://example.com/${'x'.repeat(2000)}`;
const forever = () => new Promise<never>(() => {});

/**
 * The library in memory, with what a test decides: the browser's answers, a broken disk, other tabs. `passRecord` resolves
 * when a new run may be recorded.
 */
export function createScriptedLibrary(passRecord: () => Promise<void>) {
  const disk = createMemoryDisk();
  const real = createMemoryLibrary(disk);
  const otherTab = createMemoryLocks(disk.locks);
  let count = 0;
  let isPersisted = false;
  const storageError = (broken: string | undefined) => {
    if (broken !== undefined) throw new ImageTo3DError('storage', broken);
  };

  const script = {
    /** What the browser answers to `persist`. */
    persistAnswer: false,
    /** Why nothing can be read, and why no run can be recorded. */
    readFault: undefined as string | undefined,
    recordFault: undefined as string | undefined,

    async keep(imageName: string, { isLocal = false } = {}) {
      const number = ++count;
      const png = await plainPng(64, number);
      const imageHash = await sha256(png);
      await real.masters.putImage(imageHash, png);
      const glb = await masterGlb(19_998, 2048, { number });
      const parameters = trellis2.complete({ decimationTarget: 20_000 }, number);
      const recipe = { provider: trellis2.id, imageHash, parameters };
      const { hash, isKept } = await real.masters.put(glb, {
        ...recipe,
        key: recipeKey(recipe),
        family: recipeFamily(recipe),
        isLocal,
        imageName,
        stats: measureGlb(glb),
        notes: [],
        startedAtMs: Date.UTC(2026, 10, 21, 9, 0),
        endedAtMs: Date.UTC(2026, 10, 21, 9, 1),
      });
      if (!isKept) throw new Error(`${imageName} was not kept.`);
      return hash;
    },
    /** Changes a byte of a stored master. */
    damage(hash: string) {
      const file = disk.masterData.files.get(`masters/${hash}`)!;
      file.bytes[file.bytes.length - 1]! ^= 1;
    },
    /** Writes the record of a run that another page has left in this state. */
    leaveOpen(state: OpenRun['state'], assetName: string): string {
      const number = ++count;
      const id = `run-${String(number).padStart(4, '0')}`;
      const recipe = {
        provider: trellis2.id,
        imageHash: 'b'.repeat(64),
        parameters: trellis2.complete({}, number),
      };
      const atMs = Date.UTC(2026, 10, 22, 8, 30, number);
      const record: JobRecord = {
        version: 1,
        id,
        fencingToken: 0,
        createdAtMs: atMs,
        updatedAtMs: atMs,
        endpoint: state === 'ended' ? ELSEWHERE : FAL_ENDPOINT,
        key: recipeKey(recipe),
        recipe,
        image: { name: assetName },
        target: { assetId: id, assetName },
        job: { cancelRequested: false, ...JOBS[state] },
      };
      disk.jobs.set(id, record);
      if (state === 'stalled' || state === 'elsewhere') void otherTab.tryHold(id, forever);
      return id;
    },
    /** What another tab says of its run; it does not go out of date during a test. */
    report: (id: string, phase: string, fraction: number) =>
      otherTab.publish({ id, fencingToken: 0, phase, fraction, atMs: Date.now() + 3_600_000 }),
    /** Another tab takes over all runs of this one. */
    takeRuns() {
      for (const id of disk.jobs.keys()) void otherTab.steal(id, forever);
    },
    addUnreadableRuns(runs: number) {
      for (let i = 0; i < runs; i++) disk.jobs.set(`unreadable-${i}`, {});
    },
  };

  const library: Library = {
    ...real,
    journal: {
      ...real.journal,
      isDurable: true,
      async commit(record) {
        storageError(script.recordFault);
        if (record.job.state === 'uploading') await passRecord();
        await real.journal.commit(record);
      },
    },
    masters: {
      ...real.masters,
      isDurable: true,
      async list() {
        storageError(script.readFault);
        return real.masters.list();
      },
      usage: async () => ({ ...(await real.masters.usage()), quotaBytes: 2_100_000_000, isPersisted }),
      async persist() {
        isPersisted = script.persistAnswer;
        return isPersisted;
      },
    },
  };
  return { library, script };
}
