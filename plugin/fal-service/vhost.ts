/** The fal hosts that a client of image-to-3D uses. */
export const VIRTUAL_HOSTS = [
  'queue.fal.run',
  'fal.run',
  'rest.fal.ai',
  'v3b.fal.media',
  'v3.fal.media',
  'api.fal.ai',
] as const;

const IN_PATH = new RegExp(
  `^(.*?)/(${VIRTUAL_HOSTS.map((host) => host.replaceAll('.', '\\.')).join('|')})(/.*)?$`,
);

/** A request's parsed address. */
export interface VirtualTarget {
  /** `/<host>/<path>`: the routes match on it. */
  readonly path: string;
  /** Prefix of every queue address in an answer, without a final slash. */
  readonly queueBase: string;
  /** Prefix of upload and media addresses: `<mediaBase>/v3b.fal.media/…`, or undefined for fal's real hosts. */
  readonly serviceBase: string | undefined;
}

/**
 * The virtual host is the first path segment that names one (`http://127.0.0.1:8080/any/prefix/queue.fal.run/…`), or
 * the URL's own host (`https://queue.fal.run/…`, for a caller in the same process). Undefined when there is none.
 * `publicBase` overrides where upload and media addresses point.
 */
export function readVirtualTarget(url: URL, publicBase?: string): VirtualTarget | undefined {
  const named = VIRTUAL_HOSTS.find((host) => host === url.hostname);
  if (named !== undefined) {
    return {
      path: `/${named}${url.pathname}`,
      queueBase: 'https://queue.fal.run',
      serviceBase: publicBase,
    };
  }
  const match = IN_PATH.exec(url.pathname);
  if (!match) return undefined;
  const base = publicBase ?? `${url.origin}${match[1]}`;
  return { path: `/${match[2]}${match[3] ?? ''}`, queueBase: `${base}/queue.fal.run`, serviceBase: base };
}

/** Absolute address of a path on one of fal's hosts. */
export function absoluteUrl(base: string | undefined, host: string, path: string): string {
  return base === undefined ? `https://${host}${path}` : `${base}/${host}${path}`;
}
