import { deleteDB } from 'idb';
import { onTestFinished } from 'vitest';
import { openBrowserLibrary } from '../../../plugin/storage/browser-library.ts';
import type { Library } from '../../../plugin/storage/contract.ts';

let count = 0;

let lastMs = 0;
/** The time, and never the same twice: what follows is later, however quick the machine is. */
function laterAndLater(): number {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return lastMs;
}

/** A name of its own for each test; what is stored under it goes with the test. */
export function freshName(): string {
  const name = `library-test-${Date.now()}-${count++}`;
  onTestFinished(async () => {
    await deleteDB(name);
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(name, { recursive: true }).catch(() => {});
  });
  return name;
}

/** A library that is closed with the test: two of one name are two connections. */
export async function openLibrary(name: string): Promise<Library> {
  const library = await openBrowserLibrary({ name, now: laterAndLater });
  onTestFinished(() => library.close());
  return library;
}

export async function fileHandle(name: string, kind: 'masters' | 'images', file: string) {
  const root = await navigator.storage.getDirectory();
  const folder = await (await root.getDirectoryHandle(name)).getDirectoryHandle(kind);
  return folder.getFileHandle(file);
}

/** Names and sizes of a folder's files. */
export async function listFiles(name: string, kind: 'masters' | 'images'): Promise<Record<string, number>> {
  const root = await navigator.storage.getDirectory();
  const folder = await root
    .getDirectoryHandle(name)
    .then((own) => own.getDirectoryHandle(kind))
    .catch(() => undefined);
  if (!folder) return {};
  const sizes: Record<string, number> = {};
  const handles = (folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }).values();
  for await (const handle of handles) sizes[handle.name] = (await handle.getFile()).size;
  return sizes;
}
