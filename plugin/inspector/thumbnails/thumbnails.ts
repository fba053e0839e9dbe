import type { PreparedImage } from '../../recipe/image.ts';

/** An image, or its address; undefined if there is none. */
export type LoadThumbnail = () => Promise<Uint8Array<ArrayBuffer> | Blob | string | undefined>;

/** Object URLs of the images in the pane, one per image. */
export interface Thumbnails {
  urlOf(image: PreparedImage): string;
  /** The same for an image that is loaded first, by its hash or name. Undefined if there is none; `load` is called once. */
  find(key: string, load: LoadThumbnail): Promise<string | undefined>;
  /** Revokes all URLs. */
  dispose(): void;
}

export function createThumbnails(): Thumbnails {
  const urls = new Map<string, string>();
  const searches = new Map<string, Promise<string | undefined>>();
  let isDisposed = false;

  function add(key: string, image: Uint8Array<ArrayBuffer> | Blob): string {
    const blob = image instanceof Blob ? image : new Blob([image], { type: 'image/png' });
    const url = URL.createObjectURL(blob);
    urls.set(key, url);
    return url;
  }

  async function search(key: string, load: LoadThumbnail) {
    // If an image cannot be read, only that image is missing.
    const image = await load().catch(() => undefined);
    if (!image || isDisposed) {
      searches.delete(key);
      return undefined;
    }
    return typeof image === 'string' ? image : (urls.get(key) ?? add(key, image));
  }

  return {
    urlOf: (image) => urls.get(image.hash) ?? add(image.hash, image.png),
    find(key, load) {
      const known = urls.get(key);
      if (known !== undefined) return Promise.resolve(known);
      const found = searches.get(key) ?? search(key, load);
      searches.set(key, found);
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
