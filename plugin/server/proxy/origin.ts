import { isLoopbackHost } from '../../core/http.ts';
import { hasBrokenHost, publicUrl } from '../public-url.ts';

const RELAY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];
/** A page of another site can send these only after a preflight, and its request then has an `Origin`. */
const PAGE_HEADERS = ['x-fal-target-url', 'x-submit-id'];

const NO_ORIGIN =
  'The request has no Origin header. A program on another machine must send Origin with the address of this server.';

export interface OriginPolicy {
  /** Pages of other origins that may use the server, as `https://app.example`. */
  readonly allowedOrigins: readonly string[];
  /** Host names of the server, in addition to this machine's own, as `app.example` (a port is ignored). */
  readonly allowedHosts: readonly string[];
  /** Name of the function to configure, for refusals. */
  readonly configuredBy: string;
}

// Lists often come from an environment variable: `a.example, b.example`.
const plain = (names: readonly string[] = []) => names.map((name) => name.trim().toLowerCase());

export function createOriginPolicy(options: {
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
  readonly configuredBy?: string | undefined;
}): OriginPolicy {
  return {
    allowedOrigins: plain(options.allowedOrigins),
    allowedHosts: plain(options.allowedHosts),
    configuredBy: options.configuredBy ?? 'createImageTo3DServer',
  };
}

/**
 * Why a request may not use the server; undefined when it may. The host must be this machine or a listed one (DNS
 * rebinding). The browser's headers must show the same or a listed origin; if they are missing, see
 * {@link refuseUnmarked}. `mayBeOpenedByHand` lets the user open the address. The table is in SECURITY.md.
 */
export function refuseOrigin(
  request: Request,
  policy: OriginPolicy,
  remoteAddress: string | undefined,
  mayBeOpenedByHand = false,
): string | undefined {
  if (hasBrokenHost(request))
    return 'The Host header is not a name or address with a port. Send the host under which the server is reached.';
  const url = publicUrl(request);
  const { hostname } = url;
  if (!isLoopbackHost(hostname) && !policy.allowedHosts.includes(hostname))
    return `The host ${hostname} is not in allowedHosts. Add allowedHosts: ['${hostname}'] to ${policy.configuredBy}.`;
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (origin === null && site === null)
    return refuseUnmarked(request, url, policy, remoteAddress, mayBeOpenedByHand);
  if (origin !== null && policy.allowedOrigins.includes(origin)) return undefined;
  if (origin !== null && !isSameHost(origin, url)) return otherOrigin(origin, url, policy);
  if (site === 'none' && mayBeOpenedByHand && isRead(request)) return undefined;
  if (site !== null && site !== 'same-origin')
    return 'The request comes from another site or from the address bar. Send it from a page of this server.';
  return undefined;
}

/**
 * A request with neither `Origin` nor `Sec-Fetch-Site`: from a program, or the GET of a page over plain http, where
 * browsers send neither. Programs pass from this machine, where its address is known. A GET to a listed host passes with
 * a header that only its own page can send. Without it, it passes if the user may open the address: such a GET changes nothing,
 * and another site cannot read the answer.
 */
function refuseUnmarked(
  request: Request,
  url: URL,
  { allowedHosts }: OriginPolicy,
  remoteAddress: string | undefined,
  mayBeOpenedByHand: boolean,
): string | undefined {
  const { headers } = request;
  const page = headers.get('referer');
  if (page !== null && !isHostOf(page, url))
    return 'The Referer header names another site. Send the request from a page of this server.';
  if (remoteAddress !== undefined && isLoopbackHost(remoteAddress) && !isRelayed(request)) return undefined;
  if (!allowedHosts.includes(url.hostname) || !isRead(request)) return NO_ORIGIN;
  const isOwnPage = page !== null || PAGE_HEADERS.some((name) => headers.has(name));
  if (isOwnPage || mayBeOpenedByHand) return undefined;
  return 'The request has neither an Origin nor a Referer header. Serve the page over https, or with Referrer-Policy: same-origin.';
}

/** Whether a reverse proxy forwarded the request: then every client seems to be on this machine. */
export const isRelayed = ({ headers }: Request) => RELAY_HEADERS.some((name) => headers.has(name));

/** Whether the request changes nothing. */
export const isRead = ({ method }: Request) => method === 'GET' || method === 'HEAD';

function otherOrigin(origin: string, url: URL, { configuredBy }: OriginPolicy): string {
  const named = origin.slice(0, 100);
  if (origin === 'null')
    return 'The request comes from a page without an origin (a file or a sandboxed frame). Open the page from a server.';
  return `The origin ${named} is not that of this server, ${url.host}. If a proxy in front changes the Host header, let it keep the first one. For a page of another site, add allowedOrigins: ['${named}'] to ${configuredBy}.`;
}

function isHostOf(page: string, url: URL): boolean {
  if (!URL.canParse(page)) return false;
  const { protocol, host } = new URL(page);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  // The default port is omitted in an origin, but not always in Host.
  return host === url.host || host === new URL(`${protocol}//${url.host}`).host;
}

// Compared by host and port: behind a TLS terminator the scheme here is not the page's.
function isSameHost(origin: string, url: URL): boolean {
  return isHostOf(origin, url) && new URL(origin).origin === origin;
}
