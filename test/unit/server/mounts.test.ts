import express from 'express';
import { describe, expect, it } from 'vitest';
import { toNodeListener, toNodeMiddleware } from '../../../plugin/server/node.ts';
import { ask, createServerUnderTest, listen, type ServerOptions } from './express-bench.ts';
import { PNG } from './harness.ts';
import { INITIATE } from './proxy/proxy-bench.ts';

type Application = ReturnType<typeof express>;

interface Setup {
  readonly name: string;
  /** Where the server then is. */
  readonly at: string;
  readonly options?: ServerOptions;
  mount(app: Application, handler: Parameters<typeof toNodeMiddleware>[0]): void;
}

const inRouter = (path: string, mount: (router: Application) => void) => {
  const router = express.Router();
  mount(router);
  return [path, router] as const;
};

const SETUPS: readonly Setup[] = [
  {
    name: 'app.use(middleware)',
    at: '/api/fal',
    mount: (app, handler) => app.use(toNodeMiddleware(handler)),
  },
  {
    name: "app.use('/api/fal', middleware)",
    at: '/api/fal',
    mount: (app, handler) => app.use('/api/fal', toNodeMiddleware(handler)),
  },
  {
    name: "app.use('/api', middleware)",
    at: '/api/fal',
    mount: (app, handler) => app.use('/api', toNodeMiddleware(handler)),
  },
  {
    name: "app.use('/models', middleware)",
    at: '/models',
    mount: (app, handler) => app.use('/models', toNodeMiddleware(handler)),
  },
  {
    name: "app.use('/tools', middleware) with the whole path below it",
    at: '/tools/api/fal',
    mount: (app, handler) => app.use('/tools', toNodeMiddleware(handler)),
  },
  {
    name: 'a router in a router',
    at: '/v1/models',
    mount: (app, handler) =>
      app.use(...inRouter('/v1', (router) => router.use('/models', toNodeMiddleware(handler)))),
  },
  {
    name: "app.use('/api/fal', listener)",
    at: '/api/fal',
    mount: (app, handler) => app.use('/api/fal', toNodeListener(handler)),
  },
  {
    name: "app.all('/api/fal/*path', listener)",
    at: '/api/fal',
    mount: (app, handler) => app.all('/api/fal/*path', toNodeListener(handler)),
  },
  {
    name: 'middleware with a basePath of its own',
    at: '/models',
    mount: (app, handler) => app.use(toNodeMiddleware(handler, '/models')),
  },
  {
    name: 'the same option in server and middleware',
    at: '/models',
    options: { basePath: '/models' },
    mount: (app, handler) => app.use(toNodeMiddleware(handler, '/models')),
  },
];

async function start({ options, mount }: Setup): Promise<string> {
  const app = express();
  app.use(express.json());
  mount(app, createServerUnderTest(options).fetch);
  app.use((_request, response) => response.writeHead(418).end('next'));
  return listen(app);
}

const initiate = (url: string, headers: Record<string, string> = {}) =>
  ask(
    `${url}/proxy`,
    { 'content-type': 'application/json', 'x-fal-target-url': INITIATE, ...headers },
    'POST',
    JSON.stringify({ content_type: 'image/png', file_name: 'cat.png' }),
  );

describe.each(SETUPS)('$name', (setup) => {
  it('answers, and hands out addresses that lead back to it', async () => {
    const base = await start(setup);
    const url = `${base}${setup.at}`;
    expect(await ask(`${url}/info?x=1`)).toMatchObject({ status: 200, body: { mode: 'local-service' } });
    const { status, body } = await initiate(url);
    expect(status).toBe(200);
    for (const address of [body.upload_url, body.file_url])
      expect(String(address).startsWith(`${url}/service/v3b.fal.media/`), String(address)).toBe(true);
    expect((await ask(String(body.upload_url), {}, 'PUT', PNG)).status).toBe(200);
    expect((await ask(String(body.file_url))).status).toBe(200);
  });

  it('leaves everything else to the application', async () => {
    const base = await start(setup);
    for (const path of ['/', '/users', '/api/users', '/src/main.ts', `${setup.at}x/info`])
      expect(await ask(`${base}${path}`), path).toMatchObject({ status: 418, text: 'next' });
  });
});

it('a mount leaves paths that are not the server’s to the application', async () => {
  const app = express();
  app.use('/models', toNodeMiddleware(createServerUnderTest().fetch));
  app.use((_request, response) => response.writeHead(418).end('next'));
  const base = await listen(app);
  for (const path of ['/models', '/models/', '/models/list', '/models?x=/info', '/models/info/x'])
    expect((await ask(`${base}${path}`)).status, path).toBe(418);
});

it('addresses begin with the name, the port and the scheme that the page knows', async () => {
  const base = await start({ ...(SETUPS[1] as Setup), options: { allowedHosts: ['app.example'] } });
  const addressAt = async (headers: Record<string, string>) =>
    String((await initiate(`${base}/api/fal`, headers)).body.file_url);
  expect(await addressAt({ host: 'app.example:8080', origin: 'http://app.example:8080' })).toMatch(
    /^http:\/\/app\.example:8080\/api\/fal\/service\/v3b\.fal\.media\/files\//,
  );
  // TLS ends in front of the application.
  expect(
    await addressAt({ host: 'app.example', origin: 'https://app.example', 'x-forwarded-proto': 'https' }),
  ).toMatch(/^https:\/\/app\.example\/api\/fal\/service\//);
});
