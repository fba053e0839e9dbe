import type { MasterRecord } from '../contract.ts';
import type { MasterRow, MasterRows } from '../master-ports.ts';
import { readMasterRecord } from '../master-record.ts';
import type { LibraryDatabase } from './open-database.ts';

const slot = ({ hash, isLocal, key }: MasterRecord) => `${hash}/${isLocal ? 'local' : 'service'}/${key}`;
const ofHash = (hash: string) => IDBKeyRange.bound(`${hash}/`, `${hash}/\uffff`);

/** `place`: where the bytes of these rows are. Rows of the other place are ignored: a page without access to those files
 * must not treat them as lost. */
export function createMasterRows(database: LibraryDatabase, place: 'files' | 'blobs'): MasterRows {
  const isHere = (value: unknown) =>
    typeof value !== 'object' || value === null || !('place' in value) || value.place === place;
  const read = (value: unknown) => {
    if (typeof value !== 'object' || value === null || !isHere(value)) return undefined;
    const { place: _place, ...record } = value as { place?: unknown };
    return readMasterRecord(record);
  };

  return {
    list: () =>
      database.use('listing the models', async (db) => {
        const { store } = db.transaction('masters');
        const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
        return keys.flatMap((key, at): MasterRow[] => {
          const [hash = ''] = key.split('/');
          const record = read(values[at]);
          if (!isHere(values[at])) return [];
          return [{ hash, record: record?.hash === hash ? record : undefined }];
        });
      }),
    find: (keyOrFamily) =>
      database.use('looking for a model', async (db) => {
        const { store } = db.transaction('masters');
        const [byKey, byFamily] = await Promise.all([
          store.index('key').getAll(keyOrFamily),
          store.index('family').getAll(keyOrFamily),
        ]);
        return [...byKey, ...byFamily].map(read).filter((record) => record !== undefined);
      }),
    put: (record) =>
      database.use('saving a model', async (db) => {
        const { store, done } = db.transaction('masters', 'readwrite', { durability: 'strict' });
        await Promise.all([store.put({ ...record, place }, slot(record)), done]);
      }),
    touch: (hash, atMs) =>
      database.use('saving the time of use', async (db) => {
        const { store, done } = db.transaction('masters', 'readwrite', { durability: 'relaxed' });
        const update = async () => {
          for (let at = await store.openCursor(ofHash(hash)); at; at = await at.continue()) {
            const record = read(at.value);
            if (record)
              await at.update({ ...record, place, lastUsedAtMs: Math.max(atMs, record.lastUsedAtMs) });
          }
        };
        await Promise.all([update(), done]);
      }),
    remove: (hash) =>
      database.use('removing a model', async (db) => {
        const { store, done } = db.transaction('masters', 'readwrite', { durability: 'strict' });
        const remove = async () => {
          for (let at = await store.openCursor(ofHash(hash)); at; at = await at.continue()) {
            if (isHere(at.value)) await at.delete();
          }
        };
        await Promise.all([remove(), done]);
      }),
  };
}
