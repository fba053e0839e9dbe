import type { Connect, HttpServer, Logger, Plugin } from 'vite';

const BASE_PATH = '/api/fal';
/** Reasons come from requests: limit how many are stored. */
const MAX_REASONS = 100;
/** Where `npm run build` puts the package: the server's engine runs in a Node worker, which needs plain JavaScript. */
const BUILT = new URL('../dist/', import.meta.url);

type ServerModule = typeof import('../plugin/server/index.ts');
type NodeModule = typeof import('../plugin/server/node.ts');
type EngineModule = typeof import('../plugin/local-engine/node.ts');

interface Host {
  readonly middlewares: Connect.Server;
  readonly httpServer: HttpServer | null;
  readonly config: { readonly logger: Logger };
}

export interface ServerPluginOptions {
  /**
   * Host names under which pages may use the server, in addition to this machine's own, without a port: `192.168.1.20` for a phone
   * on the local network.
   */
  readonly allowedHosts?: readonly string[] | undefined;
}

/**
 * Serves the package's own server together with the page, in development and in the preview of a build. With `FAL_KEY` in the
 * environment it is a paid proxy for fal, without it the local service. Pages without it run the engine themselves.
 */
export function imageTo3DServer(options: ServerPluginOptions = {}): Plugin {
  const mountServer = (host: Host) => mount(host, options);
  return {
    name: 'image-to-3d-server',
    // The test runner's own servers have no page that uses it.
    configureServer: (server) => (process.env.VITEST ? undefined : mountServer(server)),
    configurePreviewServer: mountServer,
  };
}

async function mount(
  { middlewares, httpServer, config: { logger } }: Host,
  options: ServerPluginOptions,
): Promise<void> {
  const say = (text: string) => logger.info(`  Image to 3D: ${text}`);
  try {
    const { handle, label, dispose } = await createServer(options, say);
    middlewares.use(handle);
    httpServer?.once('close', dispose);
    say(label);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    say(`no server (${reason}). The engine runs in the page instead. Run "npm run build" first.`);
  }
}

async function createServer({ allowedHosts }: ServerPluginOptions, say: (text: string) => void) {
  const [{ createImageTo3DServer }, { toNodeMiddleware }] = await Promise.all([
    load<ServerModule>('server/index.js'),
    load<NodeModule>('server/node.js'),
  ]);
  // The key is only read from the environment, so that it cannot end up in a page.
  const falKey = process.env.FAL_KEY?.trim();
  const engine = falKey
    ? undefined
    : (await load<EngineModule>('local-engine/node.js')).createNodeLocalEngine();
  const configuredBy = 'imageTo3DServer in vite.config.ts';
  const server = createImageTo3DServer({ falKey, engine, basePath: BASE_PATH, allowedHosts, configuredBy });
  const sayRefusal = createRefusalLog(say);
  return {
    handle: toNodeMiddleware(async (request, context) => {
      const response = await server.fetch(request, context);
      if (response.status === 403) sayRefusal(await response.clone().json());
      return response;
    }, BASE_PATH),
    label: server.proxy.label,
    dispose() {
      server.dispose();
      engine?.dispose();
    },
  };
}

/** A page that the server refuses uses its own engine instead: log each reason once. */
function createRefusalLog(say: (text: string) => void) {
  const said = new Set<string>();
  return (answer: { readonly detail?: unknown; readonly error_type?: unknown }) => {
    const { detail, error_type } = answer;
    if (error_type !== 'origin_refused' || typeof detail !== 'string' || said.has(detail)) return;
    if (said.size < MAX_REASONS) said.add(detail);
    say(detail);
  };
}

/** The built package has the types of its sources. */
function load<Module>(path: string): Promise<Module> {
  return import(new URL(path, BUILT).href);
}
