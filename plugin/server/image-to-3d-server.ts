import { Hono, type MiddlewareHandler } from 'hono';
import { readFalKey } from '../core/fal-key.ts';
import { json, requestError } from '../core/http.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import {
  createLocalService,
  isFileRequest,
  type LocalService,
  type LocalServiceOptions,
} from '../fal-service/index.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { PATH_BELOW, type ServerEnv, throwOn } from './env.ts';
import { refusal } from './proxy/answer.ts';
import { createProxyRoutes } from './proxy/app.ts';
import { allowListedOrigins, guardOrigin, requireUser } from './proxy/guard.ts';
import type { FalProxy, FalProxyOptions } from './proxy/options.ts';
import { isRead } from './proxy/origin.ts';
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
  readonly service?: Omit<LocalServiceOptions, 'engine' | 'providers' | 'clock' | 'fetch' | 'publicBaseUrl'>;
}

/** What your application knows about a request. */
export interface ServerContext {
  /** Address of the client, if known. */
  readonly remoteAddress?: string | undefined;
  /** Another path of the server, for this request only. */
  readonly basePath?: string;
  /** The mount path that a framework has removed: the server is below it, or it is part of the server's path. */
  readonly mountPath?: string;
}

/** The routes under the base path; everything else there is a 404. */
const SERVER_PATH = /^\/(?:proxy|info|media|submits\/.*|service\/.*)$/;

/** Whether the server answers a path below the base path. */
export const isServerPath = (path: string): boolean => SERVER_PATH.test(path);

/** The server's path when a framework has removed `mountPath`: below it, part of it, or the same. */
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

/** The answer to `GET <base>/info`: which service the server uses. */
export interface ServerInfo {
  /** `fal`: paid. `local-service`: free, an approximation. */
  readonly mode: FalProxy['mode'];
  /** Endpoints that may be run. */
  readonly endpoints: readonly string[];
  /** Name to show to the user. */
  readonly label: string;
}

/** The part of the local service that a page needs. The rest is only reachable through the proxy, with its limits. */
function createFileRoutes(
  service: LocalService,
  opened: MiddlewareHandler<ServerEnv>[],
  authorize: FalProxyOptions['authorize'],
): Hono<ServerEnv> {
  const routes = new Hono<ServerEnv>();
  const broken = refusal(502, 'The login could not be checked.', 'authorize_failed');
  const login = requireUser(authorize, broken);
  // Reading a file needs no login: an image tag or a download cannot send one.
  routes.use(...opened, async (c, next) => (isRead(c.req.raw) ? next() : login(c, next)));
  routes.all('*', ({ req, env: { publicBaseUrl, remoteAddress } }) =>
    isFileRequest(req.raw)
      ? service.fetch(req.raw, { publicBaseUrl, remoteAddress })
      : requestError(
          404,
          'not_found',
          'This path serves only uploads and files. Send other requests to the proxy.',
        ),
  );
  return routes;
}

/**
 * Creates the server that a site mounts next to its pages: `<base>/proxy` for `@fal-ai/client`, `<base>/info`,
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
  const service =
    isPaid || !engine
      ? undefined
      : // The server's own origin check runs first, so no page of another origin reads an answer.
        // The engine processes one run after the other: only the running one is IN_PROGRESS.
        createService({
          auth: 'open',
          cors: 'off',
          concurrency: 1,
          billing: 'free',
          ...serviceOptions,
          ...omitUndefined({ clock: options.clock, fetch: options.fetch, providers: options.providers }),
          engine,
        });
  const { routes, proxy } = createProxyRoutes(
    service ? { ...rest, upstream: 'local', service } : { ...rest, upstream: 'fal', falKey },
  );
  const { mode, origins } = proxy;
  const info: ServerInfo = { mode, endpoints: proxy.endpointIds, label: proxy.label };

  // The user may open files and the info page in the address bar, but not the proxy.
  const opened = [guardOrigin(origins, true), allowListedOrigins(origins)];
  const app = new Hono<ServerEnv>(PATH_BELOW);
  app.route('/', routes);
  app.use('/info', ...opened);
  app.get('/info', () => json(200, info, { 'cache-control': 'no-store' }));
  if (service) app.route('/service', createFileRoutes(service, opened, rest.authorize));
  app.notFound((c) => {
    const base = new URL(c.env.publicBaseUrl).pathname.replace(/\/service$/, '');
    return json(404, {
      detail: `Not found. The server answers ${base}/proxy, ${base}/info, ${base}/media and ${base}/submits/<submit id>. If it is at another path, set basePath.`,
    });
  });

  app.onError(throwOn);

  return {
    mode,
    service,
    proxy,
    async fetch(request, { remoteAddress, mountPath, basePath: given } = {}) {
      const { pathname } = new URL(request.url);
      const base = given ?? findBase(pathname, mountPath, basePath);
      const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : '';
      const publicBaseUrl = `${publicUrl(request).origin}${base}/service`;
      return app.fetch(request, { path, remoteAddress, publicBaseUrl });
    },
    dispose: () => service?.dispose(),
  };
}
