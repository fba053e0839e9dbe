import type { Connect, HttpServer, Logger, Plugin } from 'vite';

const BASE_PATH = '/api/fal';
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

/**
 * Serves the package's own server beside the page, in development and in the preview of a build. With `FAL_KEY` in the
 * environment it is a paid proxy for fal, without it the local service. Pages without it run the engine themselves.
 */
export function imageTo3DServer(): Plugin {
  return {
    name: 'image-to-3d-server',
    // The test runner's own servers have no page that would ask.
    configureServer: (server) => (process.env.VITEST ? undefined : mount(server)),
    configurePreviewServer: mount,
  };
}

async function mount({ middlewares, httpServer, config: { logger } }: Host): Promise<void> {
  const say = (text: string) => logger.info(`  Image to 3D: ${text}`);
  try {
    const { handle, label, dispose } = await createServer();
    middlewares.use((request, response, next) => {
      if (request.url?.startsWith(`${BASE_PATH}/`)) handle(request, response);
      else next();
    });
    httpServer?.once('close', dispose);
    say(label);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    say(`no server (${reason}). The engine runs in the page. "npm run build" comes first.`);
  }
}

async function createServer() {
  const [{ createImageTo3DServer }, { toNodeListener }] = await Promise.all([
    load<ServerModule>('server/index.js'),
    load<NodeModule>('server/node.js'),
  ]);
  // The key comes from the environment alone, so that it cannot end up in a page.
  const falKey = process.env.FAL_KEY;
  const engine = falKey
    ? undefined
    : (await load<EngineModule>('local-engine/node.js')).createNodeLocalEngine();
  const server = createImageTo3DServer({ falKey, basePath: BASE_PATH, ...(engine ? { engine } : {}) });
  return {
    handle: toNodeListener((request, context) => server.fetch(request, context)),
    label: server.proxy.label,
    dispose() {
      server.dispose();
      engine?.dispose();
    },
  };
}

/** The built package's types are its sources'. */
function load<Module>(path: string): Promise<Module> {
  return import(new URL(path, BUILT).href);
}
