import type { PreparedImage } from '../../recipe/image.ts';

/** Object URLs of the images in the pane, one per image. */
export interface Thumbnails {
  urlOf(image: PreparedImage): string;
  /** The same for an image of the library, by its hash. Undefined if it is not stored; `load` is called once. */
  find(hash: string, load: () => Promise<Uint8Array<ArrayBuffer> | undefined>): Promise<string | undefined>;
  /** Revokes all URLs. */
  dispose(): void;
}

export function createThumbnails(): Thumbnails {
  const urls = new Map<string, string>();
  const searches = new Map<string, Promise<string | undefined>>();
  let isDisposed = false;

  function add(hash: string, png: Uint8Array<ArrayBuffer>): string {
    const url = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
    urls.set(hash, url);
    return url;
  }

  async function search(hash: string, load: () => Promise<Uint8Array<ArrayBuffer> | undefined>) {
    // If an image cannot be read, only that image is missing.
    const png = await load().catch(() => undefined);
    if (!png || isDisposed) {
      searches.delete(hash);
      return undefined;
    }
    return urls.get(hash) ?? add(hash, png);
  }

  return {
    urlOf: (image) => urls.get(image.hash) ?? add(image.hash, image.png),
    find(hash, load) {
      const known = urls.get(hash);
      if (known !== undefined) return Promise.resolve(known);
      const found = searches.get(hash) ?? search(hash, load);
      searches.set(hash, found);
      return found;
    },
    dispose() {
      isDisposed = true;
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
      searches.clear();
    },
  };
}
