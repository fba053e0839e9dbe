import { randomId } from '../../core/random-id.ts';
import type { FileKind, FileStore } from '../master-ports.ts';
import type { LibraryDatabase } from './open-database.ts';

interface StoredBlob {
  readonly blob: Blob;
  readonly writtenAtMs: number;
}

const isStoredBlob = (value: unknown): value is StoredBlob =>
  typeof value === 'object' && value !== null && 'blob' in value && value.blob instanceof Blob;

const prefix = (kind: FileKind) => `${kind}/`;
const all = (kind: FileKind) => IDBKeyRange.bound(prefix(kind), `${prefix(kind)}\uffff`);

/** Files as blobs in IndexedDB, for browsers without a private file system. */
export function createIndexedDbFiles(database: LibraryDatabase, now: () => number): FileStore {
  const write = (doing: string, key: string, value: StoredBlob | undefined) =>
    database.use(doing, async (db) => {
      const { store, done } = db.transaction('blobs', 'readwrite', { durability: 'strict' });
      // A full disk shows only when the transaction completes.
      await Promise.all([value ? store.put(value, key) : store.delete(key), done]);
    });
  return {
    async read(kind, hash) {
      const value = await database.use('reading a file', (db) => db.get('blobs', prefix(kind) + hash));
      // A blob whose bytes are gone throws when it is read.
      return isStoredBlob(value) ? new Uint8Array(await value.blob.arrayBuffer()) : undefined;
    },
    write: (kind, hash, bytes) =>
      write('writing a file', prefix(kind) + hash, { blob: new Blob([bytes]), writtenAtMs: now() }),
    async fits(bytes) {
      const key = `${prefix('masters')}probe.${randomId()}`;
      try {
        await write('testing for free space', key, {
          blob: new Blob([new Uint8Array(bytes)]),
          writtenAtMs: now(),
        });
        return true;
      } catch {
        return false;
      } finally {
        await write('removing a file', key, undefined).catch(() => {});
      }
    },
    remove: (kind, name) => write('removing a file', prefix(kind) + name, undefined),
    list: (kind) =>
      database.use('listing the files', async (db) => {
        const { store } = db.transaction('blobs');
        const [keys, values] = await Promise.all([store.getAllKeys(all(kind)), store.getAll(all(kind))]);
        return keys.map((key, at) => {
          const value = values[at];
          const name = key.slice(prefix(kind).length);
          return isStoredBlob(value)
            ? { name, bytes: value.blob.size, writtenAtMs: value.writtenAtMs }
            : { name, bytes: 0, writtenAtMs: 0 };
        });
      }),
  };
}
