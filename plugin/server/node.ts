import { createServer, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { isConnectionDropped, isLoopbackHost, json } from '../core/http.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { type createLocalService, type LocalService, VIRTUAL_HOSTS } from '../fal-service/index.ts';
import { throwOn } from './env.ts';
import {
  createImageTo3DServer,
  type ImageTo3DServer,
  type ImageTo3DServerOptions,
} from './image-to-3d-server.ts';
import { type ParsedRequest, restoreBody } from './node-body.ts';
import { findMount, isCrookedPath, type MountedRequest, readStripped } from './node-mount.ts';
import { refusal, toResponse } from './proxy/answer.ts';

/** What a handler may get in addition to the request. */
export interface FetchContext {
  /** Address of the client. */
  readonly remoteAddress?: string;
  /** The handler's path, without a final slash. */
  readonly basePath?: string;
  /** The mount path that a framework has removed; the handler's own path may be below it. */
  readonly mountPath?: string;
}

/** A request and an answer of `node:http`, as Express, Connect and Fastify (`request.raw`) pass them on. */
type NodeRequest = MountedRequest & ParsedRequest;

/** A web-standard handler, as `fetch` of {@link createImageTo3DServer} and {@link createLocalService}. */
export type FetchHandler = (request: Request, context?: FetchContext) => Promise<Response>;

// A body that fails half-way can only end as a broken connection: the status was already sent.
function guardBody(response: Response, outgoing: ServerResponse): Response {
  const reader = response.body?.getReader();
  if (!reader) return response;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        outgoing.destroy();
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}

const UNSAFE_PATH = 'The path has . or .. segments, or a backslash. Send the path without them.';
const LOST_BODY =
  'The request body was already read and is not in request.body. Put this handler before the body parser, or keep the parsed body in request.body.';

// Send a preflight, so that the handler checks the origin and says whether its page may read the answer.
async function refuseLostBody(
  { url, headers }: Request,
  handle: (request: Request) => Promise<Response>,
): Promise<Response> {
  const checked = await handle(new Request(url, { method: 'OPTIONS', headers }));
  if (checked.status === 403) return checked;
  const answer = toResponse(refusal(400, LOST_BODY));
  for (const name of ['access-control-allow-origin', 'vary']) {
    const value = checked.headers.get(name);
    if (value !== null) answer.headers.set(name, value);
  }
  return answer;
}

type Place = Pick<FetchContext, 'basePath' | 'mountPath'>;
type Listen = (incoming: NodeRequest, outgoing: ServerResponse, url: string, place: Place) => void;

function createListen(handler: FetchHandler): Listen {
  const places = new WeakMap<object, Place>();
  const withoutBody = new WeakSet<object>();
  const listen = getRequestListener(
    async (request, env) => {
      const outgoing = env.outgoing as ServerResponse;
      const remoteAddress = env.incoming.socket?.remoteAddress;
      const context = {
        ...omitUndefined({ remoteAddress }),
        ...places.get(env.incoming),
      };
      const handle = (incoming: Request) => handler(incoming, context);
      try {
        const response = withoutBody.has(env.incoming)
          ? await refuseLostBody(request, handle)
          : await handle(request);
        return guardBody(response, outgoing);
      } catch (thrown) {
        if (isConnectionDropped(thrown)) {
          outgoing.destroy();
          throw thrown;
        }
        return json(502, { detail: 'The server could not handle this request' });
      }
    },
    {
      overrideGlobalObjects: false,
      errorHandler: (thrown) => {
        if (!isConnectionDropped(thrown)) return json(400, { detail: 'The request could not be read' });
        return undefined;
      },
    },
  );
  return (incoming, outgoing, url, place) => {
    if (isCrookedPath(url)) {
      const { status, headers, body } = refusal(400, UNSAFE_PATH);
      outgoing.writeHead(status, headers).end(body);
      return;
    }
    if (!restoreBody(incoming)) withoutBody.add(incoming);
    // Returned addresses begin with the whole path, including the removed mount path.
    incoming.url = url;
    places.set(incoming, place);
    listen(incoming, outgoing).catch(() => outgoing.destroy());
  };
}

/**
 * Converts a handler to a request listener for `node:http`. A handler that rejects with a dropped connection gets its
 * socket closed; any other rejection is a 502 with a JSON `detail`; a request that cannot be read is a 400. A body
 * that was already parsed is read from `request.body`.
 *
 * @example
 * import { createServer } from 'node:http';
 *
 * const server = createImageTo3DServer({ falKey: 'id:secret' });
 * createServer(toNodeListener(server.fetch)).listen(8787);
 */
export function toNodeListener(
  handler: FetchHandler,
): (incoming: NodeRequest, outgoing: ServerResponse) => void {
  const listen = createListen(handler);
  return (incoming, outgoing) => {
    const { url, basePath: mountPath } = readStripped(incoming);
    listen(incoming, outgoing, url, mountPath === '' ? {} : { mountPath });
  };
}

/** Options of {@link serve}. */
export interface ServeOptions extends ImageTo3DServerOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`: only this machine can connect. */
  readonly hostname?: string;
  /**
   * Use the local service even with a key, and serve it also under the names of fal's hosts
   * (`<url>/queue.fal.run/…`).
   */
  readonly local?: boolean;
  /** With `local`: requests to fal's hosts need `Authorization: Key <id>:<secret>`, as at fal; any key is accepted. */
  readonly requireKey?: boolean;
}

/**
 * A server that listens on a port.
 *
 * @example
 * const running: RunningServer = await serve({ falKey: 'id:secret', port: 8787 });
 * console.log(running.url);
 * await running.close();
 */
export interface RunningServer {
  /** Address without a final slash. `<url>/info` says which service is used; with `local`, `<url>/queue.fal.run/…` works too. */
  readonly url: string;
  /** `fal`: paid. `local-service`: free, an approximation. */
  readonly mode: ImageTo3DServer['mode'];
  /** The server that it runs. */
  readonly server: ImageTo3DServer;
  /** Ends open connections and frees the port. */
  close(): Promise<void>;
}

function isForeignPage(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin !== null && !(URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
}

/** The local service under the names of fal's hosts (`/queue.fal.run/…`), for fal's clients on this machine. */
function createBareRoutes(service: LocalService, requireKey: boolean): Hono<{ Bindings: FetchContext }> {
  const routes = new Hono<{ Bindings: FetchContext }>();
  for (const host of VIRTUAL_HOSTS)
    routes.all(`/${host}/*`, async (c, next) => {
      const { raw } = c.req;
      if (!isLoopbackHost(new URL(raw.url).hostname)) return next();
      // A page of another site could start runs without reading the answers.
      if (isForeignPage(raw))
        return json(403, { detail: 'Pages of other sites are refused here. Use a program on this machine.' });
      return service.fetch(raw, { ...c.env, cors: 'loopback', auth: requireKey ? 'required' : 'open' });
    });
  return routes;
}

/**
 * Serves {@link createImageTo3DServer} on a port: below its `basePath`, and at the root for the command line. Rejects
 * when the port is taken.
 *
 * @example
 * import { createNodeLocalEngine } from 'babylon-image-to-3d/local-engine/node';
 *
 * const { url, close } = await serve({ engine: createNodeLocalEngine(), local: true, port: 8787 });
 */
export async function serve(
  options: ServeOptions,
  createService?: typeof createLocalService,
): Promise<RunningServer> {
  const { port = 0, hostname = '127.0.0.1', local = false, requireKey = false, ...rest } = options;
  const { basePath = '/api/fal' } = rest;
  const settings = local ? { ...rest, falKey: undefined } : rest;
  const server = createImageTo3DServer(settings, createService);
  const app = new Hono<{ Bindings: FetchContext }>();
  app.all(`${basePath}/*`, (c) => server.fetch(c.req.raw, c.env));
  if (local && server.service) app.route('/', createBareRoutes(server.service, requireKey));
  app.all('*', (c) => server.fetch(c.req.raw, { ...c.env, basePath: '' }));
  app.onError(throwOn);
  const handler: FetchHandler = async (request, context = {}) => app.fetch(request, context);
  const listener = createServer(toNodeListener(handler));
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, hostname, resolve);
  });
  const address = listener.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const shownHost = hostname.includes(':') ? `[${hostname}]` : hostname;
  return {
    url: `http://${shownHost}:${actualPort}`,
    mode: server.mode,
    server,
    close() {
      server.dispose();
      return new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      });
    },
  };
}

/**
 * Converts a handler to a middleware for Express, Connect and Vite, with or without a path:
 * `app.use(toNodeMiddleware(server.fetch))` answers what is below `/api/fal`, `app.use('/models',
 * toNodeMiddleware(server.fetch))` answers what is below `/models`. Everything else goes to the next middleware. `basePath`
 * is for another path without a mount.
 *
 * @example
 * import express from 'express';
 *
 * const server = createImageTo3DServer({ falKey: 'id:secret', allowedHosts: ['app.example'] });
 * express().use(toNodeMiddleware(server.fetch)).listen(3000);
 */
export function toNodeMiddleware(
  handler: FetchHandler,
  basePath?: string,
): (incoming: NodeRequest, outgoing: ServerResponse, next: () => void) => void {
  const listen = createListen(handler);
  return (incoming, outgoing, next) => {
    const mount = findMount(incoming, basePath);
    if (mount) listen(incoming, outgoing, mount.url, { basePath: mount.basePath });
    else next();
  };
}

export * from './index.ts';
export { createFileSpendStore } from './node-spend-store.ts';
