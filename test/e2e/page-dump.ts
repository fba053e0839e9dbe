import type { BrowserContext, Page } from 'playwright';

/** Everything that a site has stored in the browser, and what the page shows, as one text. Bytes as Latin-1. */
export async function dumpPage(page: Page, context: BrowserContext): Promise<string> {
  const stored = await page.evaluate(async () => {
    const texts: string[] = [];
    const latin1 = (bytes: ArrayBuffer | ArrayBufferView) => {
      const view = ArrayBuffer.isView(bytes)
        ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : new Uint8Array(bytes);
      return new TextDecoder('latin1').decode(view);
    };
    const tell = async (value: unknown): Promise<string> => {
      if (value instanceof Blob) return latin1(await value.arrayBuffer());
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return latin1(value);
      if (typeof value !== 'object' || value === null) return String(value);
      const parts = await Promise.all(
        Object.entries(value).map(async ([key, part]) => `${key}: ${await tell(part)}`),
      );
      return `{ ${parts.join(', ')} }`;
    };
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });

    for (const [name, storage] of Object.entries({ localStorage, sessionStorage }))
      texts.push(name, JSON.stringify({ ...storage }));
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([settled(rows.getAllKeys()), settled(rows.getAll())]);
        texts.push(`IndexedDB ${name}/${store}: ${keys.length}`, await tell(keys), await tell(values));
      }
      database.close();
    }
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${path}${name}/`);
        else texts.push(`OPFS ${path}${name}`, await tell(await (entry as FileSystemFileHandle).getFile()));
      }
    };
    await walk(await navigator.storage.getDirectory(), '/');
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        texts.push(`Cache ${request.url}`, latin1((await answer?.arrayBuffer()) ?? new ArrayBuffer(0)));
      }
    }
    texts.push(document.cookie, location.href, JSON.stringify(history.state), document.title);
    texts.push(document.documentElement.outerHTML);
    return texts.join('\n');
  });
  return `${stored}\n${JSON.stringify(await context.cookies())}`;
}
