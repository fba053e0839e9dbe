import type { IncomingMessage } from 'node:http';
import { isServerPath } from './image-to-3d-server.ts';

/** Express and Connect remove the mount path from `url` and keep the whole address in `originalUrl`. */
export interface MountedRequest extends IncomingMessage {
  readonly originalUrl?: string | undefined;
}

export interface Mount {
  /** The whole address, as the caller wrote it. */
  readonly url: string;
  /** The path of the server, without a final slash. */
  readonly basePath: string;
}

/** The whole address, and the removed mount path: empty without a mount. */
export function readStripped({ url = '/', originalUrl = url }: MountedRequest): Mount {
  const isStripped = originalUrl.endsWith(url);
  return isStripped
    ? { url: originalUrl, basePath: originalUrl.slice(0, originalUrl.length - url.length) }
    : { url, basePath: '' };
}

/**
 * The base path of a request to this server; undefined for other requests. `basePath` may be the whole path, or the rest below a
 * mount. Without it, the mount itself may be the path, as in `app.use('/models', …)`.
 */
export function findMount(incoming: MountedRequest, basePath: string | undefined): Mount | undefined {
  const { url, basePath: stripped } = readStripped(incoming);
  const path = url.split('?')[0] ?? '';
  const named = basePath ?? '/api/fal';
  const base = [stripped + named, named].find((candidate) => path.startsWith(`${candidate}/`));
  if (base !== undefined) return { url, basePath: base };
  const isOurs = basePath === undefined && stripped !== '' && isServerPath(path.slice(stripped.length));
  return isOurs ? { url, basePath: stripped } : undefined;
}

const CHANGED_BY_URL = /\\|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/** Whether a URL parser would change the path, and so bypass checks that an application has set on a path. */
export const isCrookedPath = (url: string): boolean => CHANGED_BY_URL.test(url.split(/[?#]/)[0] ?? '');
