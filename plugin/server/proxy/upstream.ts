import { ImageTo3DError } from '../../core/errors.ts';
import { readFalKey } from '../../core/fal-key.ts';
import type { LocalService } from '../../fal-service/index.ts';

/** Where the proxy sends allowed requests. */
export interface Upstream {
  readonly mode: 'fal' | 'local-service';
  readonly label: string;
  /** Fetches one of fal's addresses; the key, if any, is added only here. */
  fetch(url: string, init: RequestInit, publicBaseUrl: string): Promise<Response>;
  /** Removed from every answer. */
  readonly key: string | undefined;
}

/** The real fal. Throws `auth` for a malformed key, so that the server does not start with it. */
export function falUpstream(given: string | undefined, send: typeof fetch): Upstream {
  const key = readFalKey(given);
  if (key === undefined)
    throw new ImageTo3DError('auth', 'There is no fal key. Set FAL_KEY: the key must look like id:secret.');
  return {
    mode: 'fal',
    label: 'fal.ai (paid)',
    key,
    fetch: (url, init) =>
      send(url, {
        ...init,
        redirect: 'manual',
        headers: { ...(init.headers as object), authorization: `Key ${key}` },
      }),
  };
}

/** The local service in the same process: its addresses for files are those of `publicBaseUrl`. */
export function localUpstream(service: LocalService): Upstream {
  return {
    mode: 'local-service',
    label: 'Local service (embedded engine, free, an approximation)',
    key: undefined,
    fetch: (url, init, publicBaseUrl) => service.fetch(new Request(url, init), { publicBaseUrl }),
  };
}
