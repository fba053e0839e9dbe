import type { Clock } from '../../core/clock.ts';
import type { LocalService } from '../../fal-service/index.ts';
import type { Providers } from '../../recipe/providers/index.ts';
import type { SpendCap, SpendStore } from './limits/spend.ts';
import type { OriginPolicy } from './origin.ts';
import type { Upstream } from './upstream.ts';

/** Options of {@link createFalProxy}. */
export interface FalProxyOptions {
  /** `fal`: the real service, with `falKey`. `local`: the service given as `service`, in this process. */
  readonly upstream: 'fal' | 'local';
  /** fal's key, `id:secret`. It is sent only to fal. */
  readonly falKey?: string | undefined;
  /** The local service, for the upstream `local`. */
  readonly service?: LocalService;
  /** Providers, used to check inputs and estimate prices. Default: all that this package knows. */
  readonly providers?: Providers;
  /** Endpoints that may be run. Default: all that this package supports. */
  readonly endpointIds?: readonly string[];
  /** Pages of other origins that may use the proxy, as `https://app.example`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Names under which pages reach the server in addition to this machine's own, without a port: `app.example`,
   * `192.168.1.20`. A server on the internet needs its own name here. Default: none.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Name of the function to configure, for error messages. Default `createImageTo3DServer`. */
  readonly configuredBy?: string;
  /** Your own check, such as a login: false is answered with 401. Called after the origin was accepted. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Spending limit per day (UTC), US dollars. Default 10 for fal; the local service has no limit unless one is set. */
  readonly dailyCapUsd?: number;
  /** Stores the day's spending across restarts. Default: memory. */
  readonly spendStore?: SpendStore;
  /** Runs per minute and client. Default 10 for fal, no limit for the local service. */
  readonly submitsPerMinute?: number;
  /** Status requests per minute and run. Default 60 for fal, no limit for the local service. */
  readonly pollsPerMinute?: number;
  /** The clock; tests pass their own. */
  readonly clock?: Clock;
  /** Sends requests to fal. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What your application knows about a request. */
export interface ProxyContext {
  /** Address of the client, if known. */
  readonly remoteAddress?: string | undefined;
  /** Where clients reach the local service's files, without a final slash. */
  readonly publicBaseUrl?: string;
}

/**
 * A proxy for `@fal-ai/client` that keeps the key on the server.
 *
 * @example
 * const { fetch, spend } = createFalProxy({ upstream: 'fal', falKey: 'id:secret' });
 */
export interface FalProxy {
  /** A request of `@fal-ai/client` with `x-fal-target-url`. Never rejects. */
  fetch(request: Request, context?: ProxyContext): Promise<Response>;
  /** `GET …?url=`: a file of fal's media hosts. Never rejects. */
  media(request: Request, context?: ProxyContext): Promise<Response>;
  /**
   * `GET …/submits/<submit id>?endpoint=&seed=&image_url=&since=`: what happened to a submit whose answer was lost, as
   * `{state: 'found', request_id, …}`, `{state: 'absent'}` or `{state: 'unknown'}`. Sends nothing. Never rejects.
   */
  submits(request: Request, context?: ProxyContext): Promise<Response>;
  /** `fal`: paid. `local-service`: free, an approximation. */
  readonly mode: Upstream['mode'];
  /** Name to show to the user. */
  readonly label: string;
  /** Endpoints that may be run. */
  readonly endpointIds: readonly string[];
  /** The spending limit per day. */
  readonly spend: SpendCap;
  /** Which pages and host names may use the proxy. */
  readonly origins: OriginPolicy;
}
