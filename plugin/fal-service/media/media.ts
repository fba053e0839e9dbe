import type { Clock } from '../../core/clock.ts';
import type { RandomSource } from '../random.ts';
import { absoluteUrl } from '../vhost.ts';

/** A stored file. */
export interface MediaObject {
  /** `/files/b/<id>/<name>` on `v3b.fal.media`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly etag: string;
  readonly expiresAtMs: number;
}

export interface MediaStore {
  put(file: {
    readonly path?: string;
    readonly fileName: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly contentType: string;
    /** Seconds until the file is deleted; the store's own time to live when undefined. */
    readonly expiresInSeconds?: number | undefined;
  }): MediaObject;
  /** A new path for a file of that name, before its bytes arrive. */
  reserve(fileName: string): string;
  get(path: string): MediaObject | undefined;
  clear(): void;
}

const CDN_PATH = /\/files\/b\/[0-9a-f]{8,64}\/[A-Za-z0-9._-]{1,128}$/;

/** The media host's path at the end of an address, or undefined. The file need not exist. */
export function mediaPathOf(address: string): string | undefined {
  return CDN_PATH.exec(address)?.[0];
}

export function mediaUrl(base: string | undefined, path: string): string {
  return absoluteUrl(base, 'v3b.fal.media', path);
}

const cleanName = (name: string) => name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-128) || 'file';

/** Files in memory; the oldest are deleted when `maxBytes` is exceeded. */
export function createMediaStore(
  clock: Clock,
  random: RandomSource,
  { ttlMs, maxBytes }: { readonly ttlMs: number; readonly maxBytes: number },
): MediaStore {
  const files = new Map<string, MediaObject>();
  const total = () => [...files.values()].reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const dropOldest = () => {
    for (const [path, file] of files) if (file.expiresAtMs <= clock.now()) files.delete(path);
    for (const path of files.keys()) {
      if (files.size <= 1 || total() <= maxBytes) break;
      files.delete(path);
    }
  };
  const reserve = (fileName: string) => `/files/b/${random.hex(8)}/${cleanName(fileName)}`;
  return {
    reserve,
    put({ path = undefined, fileName, bytes, contentType, expiresInSeconds }) {
      const lifeMs = expiresInSeconds === undefined ? ttlMs : expiresInSeconds * 1000;
      const file: MediaObject = {
        path: path ?? reserve(fileName),
        bytes,
        contentType,
        etag: `"${random.hex(8)}"`,
        expiresAtMs: clock.now() + lifeMs,
      };
      files.set(file.path, file);
      dropOldest();
      return file;
    },
    get(path) {
      const file = files.get(path);
      return file !== undefined && file.expiresAtMs > clock.now() ? file : undefined;
    },
    clear: () => files.clear(),
  };
}
