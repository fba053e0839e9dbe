import type { IncomingMessage } from 'node:http';
import { isServerPath } from './image-to-3d-server.ts';

/** Express and Connect take the path of a mount off `url` and keep the whole address beside it. */
export interface MountedRequest extends IncomingMessage {
  readonly originalUrl?: string | undefined;
}

export interface Mount {
  /** The whole address, as the caller wrote it. */
  readonly url: string;
  /** The path under which everything of ours is, without a final slash. */
  readonly basePath: string;
}

/** The whole address, and the path that was taken off it: empty where the request is not mounted. */
export function readStripped({ url = '/', originalUrl = url }: MountedRequest): Mount {
  const isStripped = originalUrl.endsWith(url);
  return isStripped
    ? { url: originalUrl, basePath: originalUrl.slice(0, originalUrl.length - url.length) }
    : { url, basePath: '' };
}

/**
 * Where a request belongs to us; undefined when it does not. `basePath` may be the whole path, or the rest of it below a
 * mount; where it is not given, the mount itself may be it, as in `app.use('/models', …)`.
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

/** Whether a URL would read another path than what stands there: past what an application has put in front of a path. */
export const isCrookedPath = (url: string): boolean => CHANGED_BY_URL.test(url.split(/[?#]/)[0] ?? '');
