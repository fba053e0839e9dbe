import { describe, expect, test } from 'vitest';
import type { JobState } from '../../../plugin/job/job.ts';
import { jobRecordSchema } from '../../../plugin/job/job-record.ts';
import { createMemoryJournal } from '../../../plugin/storage/memory/journal.ts';
import { createMutator } from './mutate.ts';
import { ENDPOINT, hexHash, makeRecord, withState } from './records.ts';

const MUTANTS = 10_000;
const DAY_MS = 24 * 3600 * 1000;

describe('the fencing token', () => {
  test('whoever took a run over has the higher number, and the other one loses the next write', async () => {
    const disk = new Map<string, unknown>();
    const [mine, theirs] = [createMemoryJournal(disk), createMemoryJournal(disk)];
    const record = makeRecord('run-0001');
    await mine.commit(record);
    await expect(theirs.takeOver('run-0001')).resolves.toMatchObject({ fencingToken: 1, job: record.job });
    await expect(mine.commit({ ...record, updatedAtMs: 9 })).rejects.toMatchObject({ code: 'superseded' });
    await expect(mine.read('run-0001')).resolves.toMatchObject({ fencingToken: 1, updatedAtMs: 2_000 });
    await theirs.commit({ ...record, fencingToken: 1, updatedAtMs: 10 });
    await expect(mine.read('run-0001')).resolves.toMatchObject({ fencingToken: 1, updatedAtMs: 10 });
  });

  test('nobody takes over what is not there or cannot be read', async () => {
    const disk = new Map<string, unknown>([['run-bad-1', { version: 2 }]]);
    const journal = createMemoryJournal(disk);
    await expect(journal.takeOver('run-none')).resolves.toBeUndefined();
    await expect(journal.takeOver('run-bad-1')).resolves.toBeUndefined();
    expect(disk.get('run-bad-1')).toEqual({ version: 2 });
  });

  test('a record that cannot be read is not written over', async () => {
    const newer = { ...makeRecord('run-0001', { fencingToken: 5 }), version: 2 };
    const disk = new Map<string, unknown>([['run-0001', newer]]);
    const journal = createMemoryJournal(disk);
    await expect(journal.commit(makeRecord('run-0001'))).rejects.toMatchObject({ code: 'superseded' });
    await expect(journal.commit(makeRecord('run-0001', { fencingToken: 5 }))).rejects.toMatchObject({
      code: 'storage',
    });
    expect(disk.get('run-0001')).toEqual(newer);
  });

  test('what could not be read back is not written', async () => {
    const disk = new Map<string, unknown>();
    const record = makeRecord('run-0001', { target: { assetId: 'a', assetName: 'x'.repeat(201) } });
    await expect(createMemoryJournal(disk).commit(record)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('target.assetName'),
    });
    expect(disk.size).toBe(0);
  });
});

describe('finding', () => {
  test('the newest run of a recipe at an endpoint', async () => {
    const journal = createMemoryJournal();
    const first = makeRecord('run-0001', { createdAtMs: 1 });
    await journal.commit(makeRecord('run-0003', { createdAtMs: 3 }));
    await journal.commit(first);
    await journal.commit(makeRecord('run-0002', { createdAtMs: 9, endpoint: 'https://elsewhere.example' }));
    await journal.commit(makeRecord('run-0004', { createdAtMs: 9 }, 8));
    await expect(journal.findByKey(first.key, ENDPOINT)).resolves.toMatchObject({ id: 'run-0003' });
    expect((await journal.list()).records.map(({ id }) => id)).toEqual([
      'run-0001',
      'run-0003',
      'run-0002',
      'run-0004',
    ]);
  });

  test('a record does not change with the object that it was made from', async () => {
    const journal = createMemoryJournal();
    const record = makeRecord('run-0001');
    await journal.commit(record);
    (record.target as { assetName: string }).assetName = 'wolf';
    await expect(journal.read('run-0001')).resolves.toMatchObject({ target: { assetName: 'fox' } });
  });
});

describe('old records', () => {
  const states: JobState[] = [
    'done',
    'failed',
    'cancelled',
    'expired',
    'queued',
    'unconfirmed',
    'reconciling',
  ];

  test('go 30 days after their end, and only when they have one', async () => {
    const disk = new Map<string, unknown>([['run-bad-1', 'cut']]);
    const journal = createMemoryJournal(disk);
    for (const state of states) await journal.commit(withState(`run-${state}`, state));
    await journal.removeOld(2_000 + 30 * DAY_MS);
    expect(disk.size).toBe(8);
    await journal.removeOld(2_001 + 30 * DAY_MS);
    expect([...disk.keys()]).toEqual(['run-bad-1', 'run-queued', 'run-unconfirmed', 'run-reconciling']);
  });

  test('runs without an end, results not yet seen and unreadable records keep their files', async () => {
    const disk = new Map<string, unknown>();
    const journal = createMemoryJournal(disk);
    const needing = (id: string, number: number, state: JobState, deliveredAtMs?: number) => {
      const { recipe } = makeRecord(id);
      return withState(id, state, {
        recipe: { ...recipe, imageHash: hexHash(number) },
        masterHash: hexHash(100 + number),
        ...(deliveredAtMs === undefined ? {} : { deliveredAtMs }),
      });
    };
    await journal.commit(needing('run-0001', 1, 'downloading'));
    await journal.commit(needing('run-0002', 2, 'unconfirmed'));
    await journal.commit(needing('run-0003', 3, 'done'));
    await journal.commit(needing('run-0004', 4, 'done', 5));
    await journal.commit(needing('run-0005', 5, 'failed'));
    disk.set('run-0006', { ...needing('run-0006', 6, 'done', 5), version: 2 });
    const { masters, images } = await journal.neededFiles();
    expect([...images]).toEqual([1, 2, 3, 6].map(hexHash));
    expect([...masters]).toEqual([101, 102, 103, 106].map(hexHash));
  });
});

describe(`${MUTANTS} mutated records`, () => {
  /** Mutants, and a sound record after every hundredth. */
  function makeDisk(count: number) {
    const mutate = createMutator(2026);
    const disk = new Map<string, unknown>();
    const soundIds: string[] = [];
    for (let at = 0; at < count; at++) {
      const id = `mutant-${at}`;
      disk.set(id, mutate(makeRecord(id, { masterHash: hexHash(at) }, at)));
      if (at % 100 > 0) continue;
      soundIds.push(`sound-run-${at}`);
      disk.set(`sound-run-${at}`, makeRecord(`sound-run-${at}`));
    }
    return { disk, soundIds, before: structuredClone(disk) };
  }

  test('none throws, none is deleted or changed, and every good one still loads', async () => {
    const { disk, soundIds, before } = makeDisk(MUTANTS);
    const { records, quarantined } = await createMemoryJournal(disk).list();
    expect(records.length + quarantined.length).toBe(MUTANTS + soundIds.length);
    expect(new Set([...records, ...quarantined].map(({ id }) => id))).toEqual(new Set(before.keys()));
    expect(records.map(({ id }) => id)).toEqual(expect.arrayContaining(soundIds));
    expect(disk).toEqual(before);
    // The mutator does its work, and does not only make rubbish.
    expect(quarantined.length).toBeGreaterThan(MUTANTS * 0.6);
    expect(records.length).toBeGreaterThan(MUTANTS * 0.05);
    for (const { reason } of quarantined) {
      expect(reason.length).toBeGreaterThan(3);
      expect(reason.length).toBeLessThanOrEqual(500);
    }
  });

  test('nothing that works on all records, or writes, takes one of them away', async () => {
    const { disk, before } = makeDisk(1_000);
    const journal = createMemoryJournal(disk);
    const { records, quarantined } = await journal.list();
    await journal.neededFiles();
    await journal.removeOld(0);
    await expect(journal.findByKey(makeRecord('any').key, ENDPOINT)).resolves.toMatchObject({ version: 1 });
    for (const { id } of quarantined) {
      await expect(journal.takeOver(id)).resolves.toBeUndefined();
      await expect(journal.commit(makeRecord(id))).rejects.toMatchObject({
        code: expect.stringMatching(/^(storage|superseded)$/),
      });
    }
    for (const record of records) expect(jobRecordSchema.parse(record)).toEqual(record);
    expect(disk).toEqual(before);
  });
});
