import type { Clock } from '../../core/clock.ts';
import type { LocalService } from '../../fal-service/index.ts';
import type { Providers } from '../../recipe/providers/index.ts';
import type { SpendCap, SpendStore } from './limits/spend.ts';
import type { OriginPolicy } from './origin.ts';
import type { Upstream } from './upstream.ts';

export interface FalProxyOptions {
  /** `fal`: the real service, with `falKey`. `local`: the service given as `service`, in this process. */
  readonly upstream: 'fal' | 'local';
  /** `id:secret`. Never leaves the server. */
  readonly falKey?: string | undefined;
  readonly service?: LocalService;
  /** What can be run: its inputs are checked and priced by these. Default: all that this package knows. */
  readonly providers?: Providers;
  /** Endpoints that may be run. Default: those of all `providers`. */
  readonly endpointIds?: readonly string[];
  /** Pages of other origins that may use the proxy, as `https://app.example`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Names under which pages reach the server besides this machine's own, without a port: `app.example`,
   * `192.168.1.20`. A server on the internet needs its own name here. Default: none.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Whose options a refusal names. Default `createImageTo3DServer`; for what wraps that call. */
  readonly configuredBy?: string;
  /** The application's own check, such as a login: false is a 401. Asked after the origin was found good. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** What a day (UTC) may cost. Default 10 for fal; the local service is free unless a cap is given. */
  readonly dailyCapUsd?: number;
  /** Keeps the day's spending over restarts. Default: memory. */
  readonly spendStore?: SpendStore;
  /** Per client. Default 10 for fal, none for the local service. */
  readonly submitsPerMinute?: number;
  /** Per run. Default 60 for fal, none for the local service. */
  readonly pollsPerMinute?: number;
  readonly clock?: Clock;
  /** Reaches fal. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What the host knows about a request. */
export interface ProxyContext {
  readonly remoteAddress?: string | undefined;
  /** Where clients reach the local service's files, without a final slash. */
  readonly publicBaseUrl?: string;
}

export interface FalProxy {
  /** A request of `@fal-ai/client` with `x-fal-target-url`. Never rejects. */
  fetch(request: Request, context?: ProxyContext): Promise<Response>;
  /** `GET …?url=`: a file of fal's media hosts. Never rejects. */
  media(request: Request, context?: ProxyContext): Promise<Response>;
  /**
   * `GET …/submits/<submit id>?endpoint=&seed=&image_url=&since=`: what became of a submit whose answer was lost, as
   * `{state: 'found', request_id, …}`, `{state: 'absent'}` or `{state: 'unknown'}`. Sends nothing. Never rejects.
   */
  submits(request: Request, context?: ProxyContext): Promise<Response>;
  readonly mode: Upstream['mode'];
  readonly label: string;
  readonly endpointIds: readonly string[];
  readonly spend: SpendCap;
  readonly origins: OriginPolicy;
}
