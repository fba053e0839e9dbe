import { openDB } from 'idb';
import { describe, expect, test } from 'vitest';
import { createMutator } from '../../unit/storage/mutate.ts';
import { ENDPOINT, makeRecord, withState } from '../../unit/storage/records.ts';
import { freshName, openLibrary } from './in-browser.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('the journal in IndexedDB', () => {
  test('what was committed is there after the library was closed and opened again', async () => {
    const name = freshName();
    const first = await openLibrary(name);
    const records = ['run-0001', 'run-0002'].map((id, at) => makeRecord(id, { createdAtMs: at }, at));
    for (const record of records) await first.journal.commit(record);
    first.close();
    await expect(first.journal.list()).rejects.toMatchObject({ code: 'storage' });

    const { journal } = await openLibrary(name);
    expect(journal.isDurable).toBe(true);
    await expect(journal.list()).resolves.toEqual({ records, quarantined: [] });
    await expect(journal.read('run-0002')).resolves.toEqual(records[1]);
    await expect(journal.findByKey(records[0]!.key, ENDPOINT)).resolves.toEqual(records[0]);
    await expect(journal.findByKey(records[0]!.key, 'elsewhere')).resolves.toBeUndefined();
    await journal.remove('run-0001');
    await expect(journal.read('run-0001')).resolves.toBeUndefined();
  });

  test('a lower fencing token is refused, and what is stored stays', async () => {
    const name = freshName();
    const [mine, theirs] = [(await openLibrary(name)).journal, (await openLibrary(name)).journal];
    const record = makeRecord('run-0001');
    await mine.commit(record);
    await expect(theirs.takeOver('run-0001')).resolves.toEqual({ ...record, fencingToken: 1 });
    await expect(mine.commit({ ...record, updatedAtMs: 9 })).rejects.toMatchObject({ code: 'superseded' });
    await expect(mine.read('run-0001')).resolves.toEqual({ ...record, fencingToken: 1 });
  });

  test('40 take-overs at once from two connections hand out 40 numbers, and one of 40 may still write', async () => {
    const name = freshName();
    const journals = [(await openLibrary(name)).journal, (await openLibrary(name)).journal];
    await journals[0]!.commit(makeRecord('run-0001'));
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, at) => journals[at % 2]!.takeOver('run-0001')),
    );
    const tokens = taken.map((record) => record!.fencingToken).sort((a, b) => a - b);
    expect(tokens).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    const written = await Promise.allSettled(taken.map((record, at) => journals[at % 2]!.commit(record!)));
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(journals[0]!.read('run-0001')).resolves.toMatchObject({ fencingToken: 40 });
  });

  test('of 500 mutated records none is deleted and none hides a good one', async () => {
    const name = freshName();
    const mutate = createMutator(500);
    const first = await openLibrary(name);
    await first.journal.commit(makeRecord('sound-run'));
    const db = await openDB(name);
    const tx = db.transaction('jobs', 'readwrite');
    for (let at = 0; at < 500; at++) {
      void tx.store.put(mutate(makeRecord(`mutant-${at}`, {}, at)), `mutant-${at}`);
    }
    await tx.done;
    first.close();

    const { journal, masters } = await openLibrary(name);
    const { records, quarantined } = await journal.list();
    expect(records.length + quarantined.length).toBe(501);
    expect(quarantined.length).toBeGreaterThan(300);
    expect(records.map(({ id }) => id)).toContain('sound-run');
    const { id } = quarantined[0]!;
    await expect(journal.commit(makeRecord(id))).rejects.toThrow();
    await expect(journal.takeOver(id)).resolves.toBeUndefined();
    await masters.usage();
    expect(await db.count('jobs')).toBe(501);
    // A person may.
    await journal.remove(id);
    expect(await db.count('jobs')).toBe(500);
    db.close();
  });

  test('runs that ended more than 30 days ago are gone after the next opening, and no others', async () => {
    const name = freshName();
    const first = await openLibrary(name);
    const updatedAtMs = Date.now() - 31 * DAY_MS;
    for (const state of ['done', 'failed', 'cancelled', 'expired', 'unconfirmed', 'queued'] as const) {
      await first.journal.commit(withState(`old-${state}`, state, { updatedAtMs }));
      await first.journal.commit(withState(`new-${state}`, state, { updatedAtMs: Date.now() }));
    }
    first.close();
    const { journal } = await openLibrary(name);
    const ids = async () => (await journal.list()).records.map((record) => record.id).sort();
    const left = ['done', 'failed', 'cancelled', 'expired', 'unconfirmed', 'queued'].map((s) => `new-${s}`);
    await expect.poll(ids).toEqual([...left, 'old-unconfirmed', 'old-queued'].sort());
  });
});
