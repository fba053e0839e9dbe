import { readFalKey } from '../core/fal-key.ts';
import { json, requestError } from '../core/http.ts';
import {
  createLocalService,
  isFileRequest,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from '../fal-service/index.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { withAllowedOrigin } from './proxy/allowed-origin.ts';
import { refusal, toResponse } from './proxy/answer.ts';
import { createFalProxy } from './proxy/app.ts';
import type { FalProxy, FalProxyOptions } from './proxy/options.ts';
import { isRead, refuseOrigin } from './proxy/origin.ts';
import { refuseUser } from './proxy/refuse-user.ts';
import { publicUrl } from './public-url.ts';

const NEITHER =
  'Without a fal key the server needs a local engine. Set falKey (FAL_KEY), or engine: createNodeLocalEngine() of babylon-image-to-3d/local-engine/node.';

/** Options of {@link createImageTo3DServer}. */
export interface ImageTo3DServerOptions extends Omit<FalProxyOptions, 'upstream' | 'service' | 'falKey'> {
  /**
   * fal's key, `id:secret`. With it the server is a proxy for fal (paid); without it, or blank, the local service
   * answers.
   */
  readonly falKey?: string | undefined;
  /** The engine of the local service. Needed only when there is no key. */
  readonly engine?: LocalEngine | undefined;
  /** Path of the server, without a final slash. Default `/api/fal`. */
  readonly basePath?: string;
  /** Settings of the local service. */
  readonly service?: Omit<LocalServiceOptions, 'engine' | 'clock' | 'fetch' | 'publicBaseUrl'>;
}

/** What the host knows about a request. */
export interface ServerContext {
  /** Address of the client, where the host knows it. */
  readonly remoteAddress?: string | undefined;
  /** Another path of the server, for this request only. */
  readonly basePath?: string;
  /** What a framework has taken off the path: the server is below it, or it is a part of the server's path. */
  readonly mountPath?: string;
}

/** What is under the base path: everything else there is a 404. */
const SERVER_PATH = /^\/(?:proxy|info|media|submits\/.*|service\/.*)$/;

/** Whether a path below the base is one that the server answers. */
export const isServerPath = (path: string): boolean => SERVER_PATH.test(path);

/** Where the server is, when a framework has taken `mountPath` off the path: below it, in it, or exactly there. */
function findBase(path: string, mountPath: string | undefined, named: string): string {
  if (mountPath === undefined) return named;
  return [mountPath + named, named].find((base) => path.startsWith(`${base}/`)) ?? mountPath;
}

/**
 * Proxy, info and local service under one path.
 *
 * @example
 * const server = createImageTo3DServer({ falKey: 'id:secret', allowedHosts: ['app.example'] });
 * export const POST = (request: Request) => server.fetch(request);
 */
export interface ImageTo3DServer {
  /** Answers a request below the base path. Never rejects. */
  fetch(request: Request, context?: ServerContext): Promise<Response>;
  /** `fal`: paid. `local-service`: free, an approximation. */
  readonly mode: FalProxy['mode'];
  /** The local service; undefined when fal answers. */
  readonly service: LocalService | undefined;
  /** The proxy for the key. */
  readonly proxy: FalProxy;
  /** Ends the local service. */
  dispose(): void;
}

/** The answer to `GET <base>/info`: what answers here. */
export interface ServerInfo {
  /** `fal`: paid. `local-service`: free, an approximation. */
  readonly mode: FalProxy['mode'];
  /** Endpoints that may be run. */
  readonly endpoints: readonly string[];
  /** Name for a person. */
  readonly label: string;
}

/**
 * Creates what a site mounts beside its pages: `<base>/proxy` for `@fal-ai/client`, `<base>/info`,
 * `<base>/media?url=…`, `<base>/submits/<submit id>`, and without a key the files of the local service below
 * `<base>/service/`. Pages use it in the same way with and without a key. Throws `auth` for a malformed key, and a
 * TypeError when there is neither key nor engine.
 *
 * @example
 * const server = createImageTo3DServer({ falKey: 'id:secret', allowedHosts: ['app.example'], dailyCapUsd: 10 });
 */
export function createImageTo3DServer(
  options: ImageTo3DServerOptions,
  createService: typeof createLocalService = createLocalService,
): ImageTo3DServer {
  const { engine, basePath = '/api/fal', service: serviceOptions, ...rest } = options;
  const falKey = readFalKey(options.falKey);
  const isPaid = falKey !== undefined;
  if (!isPaid && !engine) throw new TypeError(NEITHER);
  const shared = {
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  };
  const service =
    isPaid || !engine
      ? undefined
      : // The server's own origin check stands in front, so no page of another origin reads an answer.
        // The engine takes one run after the other: only the one under way is called IN_PROGRESS.
        createService({
          auth: 'open',
          cors: 'off',
          concurrency: 1,
          billing: 'free',
          ...serviceOptions,
          ...shared,
          engine,
        });
  const proxy = createFalProxy(
    service ? { ...rest, upstream: 'local', service } : { ...rest, upstream: 'fal', falKey },
  );
  const info: ServerInfo = { mode: proxy.mode, endpoints: proxy.endpointIds, label: proxy.label };

  // A person may open files and the info page by hand; the proxy takes nothing from the address bar.
  const serveOpen = async (
    request: Request,
    remoteAddress: string | undefined,
    handle: () => Promise<Response>,
  ) => {
    const refused = refuseOrigin(request, proxy.origins, remoteAddress, true);
    if (refused !== undefined) return requestError(403, 'origin_refused', refused);
    const { allowedOrigins } = proxy.origins;
    const isPreflight = request.method === 'OPTIONS';
    const response = isPreflight ? new Response(null, { status: 204 }) : await handle();
    return withAllowedOrigin(request, response, allowedOrigins);
  };

  // Everything else of the service is behind the proxy, with its limits. A file is read without a login: an image tag
  // and a download cannot carry one.
  const serveFile = async (request: Request, files: LocalService, context: ServiceContext) => {
    if (!isRead(request)) {
      const refused = await refuseUser(request, rest.authorize).catch(() =>
        refusal(502, 'The login could not be checked.', 'authorize_failed'),
      );
      if (refused) return toResponse(refused);
    }
    if (isFileRequest(request)) return files.fetch(request, context);
    return requestError(
      404,
      'not_found',
      'There are only uploads and files here. Send the rest to the proxy.',
    );
  };

  return {
    mode: proxy.mode,
    service,
    proxy,
    async fetch(request, { remoteAddress, mountPath, basePath: given } = {}) {
      const url = new URL(request.url);
      const base = given ?? findBase(url.pathname, mountPath, basePath);
      const publicBaseUrl = `${publicUrl(request).origin}${base}/service`;
      const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : undefined;
      const context = { remoteAddress, publicBaseUrl };
      if (path === '/proxy') return proxy.fetch(request, context);
      if (path === '/media') return proxy.media(request, context);
      if (path?.startsWith('/submits/')) return proxy.submits(request, context);
      if (path === '/info' && ['GET', 'HEAD', 'OPTIONS'].includes(request.method))
        return serveOpen(request, remoteAddress, async () => {
          const answer = json(200, info, { 'cache-control': 'no-store' });
          return request.method === 'HEAD' ? new Response(null, answer) : answer;
        });
      if (path?.startsWith('/service/') && service) {
        const serviceContext = {
          publicBaseUrl,
          ...(remoteAddress === undefined ? {} : { remoteAddress }),
        };
        return serveOpen(request, remoteAddress, () => serveFile(request, service, serviceContext));
      }
      return json(404, {
        detail: `There are ${base}/proxy, ${base}/info, ${base}/media and ${base}/submits/<submit id>. Where the server has another path, set basePath.`,
      });
    },
    dispose: () => service?.dispose(),
  };
}
