import { isLoopbackHost } from '../http.ts';

const RELAY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

export interface OriginPolicy {
  /** Pages of other origins that may use the server, as `https://app.example`. */
  readonly allowedOrigins: readonly string[];
  /** Names under which the server is reached, besides this machine's own, as `app.example` (a port is ignored). */
  readonly allowedHosts: readonly string[];
}

/**
 * Why a request may not use the server; undefined when it may. The host must be this machine or a listed one (DNS
 * rebinding). A browser must say that the page is of the same or of a listed origin. A request without any browser's
 * mark passes only from this machine, where the host knows the other side's address. `mayBeOpenedByHand` lets a person
 * open the address (GET).
 */
export function refuseOrigin(
  request: Request,
  policy: OriginPolicy,
  remoteAddress: string | undefined,
  mayBeOpenedByHand = false,
): string | undefined {
  const url = new URL(request.url);
  if (!isLoopbackHost(url.hostname) && !policy.allowedHosts.includes(url.hostname))
    return `The host ${url.hostname} is not allowed.`;
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (origin === null && site === null) {
    // Behind a reverse proxy everyone's address is this machine's.
    const isRelayed = RELAY_HEADERS.some((name) => request.headers.has(name));
    const isLocal = remoteAddress !== undefined && isLoopbackHost(remoteAddress) && !isRelayed;
    return isLocal ? undefined : 'The request names no origin.';
  }
  if (origin !== null && policy.allowedOrigins.includes(origin)) return undefined;
  if (origin !== null && !isSameHost(origin, url))
    return `The origin ${origin.slice(0, 100)} is not allowed.`;
  if (site === 'none' && mayBeOpenedByHand && request.method === 'GET') return undefined;
  if (site !== null && site !== 'same-origin') return 'The request comes from another site.';
  return undefined;
}

// Compared by host and port: behind a TLS terminator the scheme seen here is not the page's.
function isSameHost(origin: string, url: URL): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host, origin: normal } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && normal === origin && host === url.host;
}
