import { randomId } from '../core/random-id.ts';
import type { FileKind, FileStore, StoredFile } from './master-ports.ts';

// Missing in TypeScript's DOM types. Chromium since 111, Firefox since 111, Safari since 15.2.
interface MovableHandle extends FileSystemFileHandle {
  move?(name: string): Promise<void>;
}
// In every browser with OPFS, but missing in TypeScript's DOM types.
type ListedDirectory = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

const isMissing = (thrown: unknown) => thrown instanceof Error && thrown.name === 'NotFoundError';

/**
 * Files in the origin private file system (OPFS): `<name>/masters/<hash>` and `<name>/images/<hash>`. Undefined where the
 * browser has none that a page can write to.
 */
export async function openOpfsFiles(name: string): Promise<FileStore | undefined> {
  if (typeof FileSystemFileHandle === 'undefined' || !('createWritable' in FileSystemFileHandle.prototype))
    return undefined;
  let root: FileSystemDirectoryHandle;
  try {
    root = await navigator.storage.getDirectory();
  } catch {
    return undefined;
  }
  // On a full disk not even a folder can be created, so only writes create it.
  const open = async (kind: FileKind, create = false) =>
    (await (
      await root.getDirectoryHandle(name, { create })
    ).getDirectoryHandle(kind, {
      create,
    })) as ListedDirectory;

  /** Writes a complete file under a temporary name. */
  async function writePart(
    directory: FileSystemDirectoryHandle,
    part: string,
    bytes: Uint8Array<ArrayBuffer>,
  ) {
    const handle: MovableHandle = await directory.getFileHandle(part, { create: true });
    const writable = await handle.createWritable();
    try {
      await writable.write(bytes);
      await writable.close();
    } catch (thrown) {
      await writable.abort().catch(() => {});
      throw thrown;
    }
    const { size } = await handle.getFile();
    if (size !== bytes.byteLength) throw new Error(`The browser wrote ${size} of ${bytes.byteLength} bytes.`);
    return handle;
  }

  return {
    async read(kind, hash) {
      try {
        const handle = await (await open(kind)).getFileHandle(hash);
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        throw thrown;
      }
    },
    async write(kind, hash, bytes) {
      const directory = await open(kind, true);
      const canMove = 'move' in FileSystemFileHandle.prototype;
      const part = canMove ? `${hash}.${randomId()}` : hash;
      try {
        const handle = await writePart(directory, part, bytes);
        if (canMove) await handle.move?.(hash);
      } catch (thrown) {
        // The browser leaves an empty file when the disk is full.
        await directory.removeEntry(part).catch(() => {});
        throw thrown;
      }
    },
    async fits(bytes) {
      const part = `probe.${randomId()}`;
      try {
        await writePart(await open('masters', true), part, new Uint8Array(bytes));
        return true;
      } catch {
        return false;
      } finally {
        await open('masters')
          .then((directory) => directory.removeEntry(part))
          .catch(() => {});
      }
    },
    async remove(kind, file) {
      try {
        await (await open(kind)).removeEntry(file);
      } catch (thrown) {
        if (!isMissing(thrown)) throw thrown;
      }
    },
    async list(kind) {
      const files: StoredFile[] = [];
      const directory = await open(kind).catch((thrown) => {
        if (!isMissing(thrown)) throw thrown;
      });
      if (!directory) return files;
      for await (const handle of directory.values()) {
        if (handle.kind !== 'file') continue;
        // It may have been removed meanwhile.
        const file = await (handle as FileSystemFileHandle).getFile().catch(() => undefined);
        if (file) files.push({ name: handle.name, bytes: file.size, writtenAtMs: file.lastModified });
      }
      return files;
    },
  };
}
