import type { PreparedImage } from '../recipe/image.ts';

/** Addresses under which the pane shows pictures; one per picture, however often it is shown. */
export interface Thumbnails {
  urlOf(image: PreparedImage): string;
  /** Lets go of every address. */
  dispose(): void;
}

export function createThumbnails(): Thumbnails {
  const urls = new Map<string, string>();
  return {
    urlOf(image) {
      const known = urls.get(image.hash);
      if (known !== undefined) return known;
      const url = URL.createObjectURL(new Blob([image.png], { type: 'image/png' }));
      urls.set(image.hash, url);
      return url;
    },
    dispose() {
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
    },
  };
}
