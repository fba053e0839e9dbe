import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { toNodeListener } from '../../../plugin/server/node.ts';
import { ask, createServerUnderTest, listen, type ServerOptions } from './express-bench.ts';
import { PNG } from './harness.ts';
import { INITIATE } from './proxy/proxy-bench.ts';

const initiate = (url: string) =>
  ask(
    `${url}/proxy`,
    { 'content-type': 'application/json', 'x-fal-target-url': INITIATE },
    'POST',
    JSON.stringify({ content_type: 'image/png', file_name: 'cat.png' }),
  );

interface Mounted {
  readonly name: string;
  readonly path: string;
  readonly at: string;
  readonly options?: ServerOptions;
}

const MOUNTS: readonly Mounted[] = [
  { name: 'the whole path below a mount', path: '/app', at: '/app/api/fal' },
  { name: 'a mount that is the beginning of the path', path: '/api', at: '/api/fal' },
  { name: 'a mount that is the path', path: '/api/fal', at: '/api/fal' },
  { name: 'a mount with a name of its own', path: '/models', at: '/models' },
  {
    name: 'another basePath below a mount',
    path: '/app',
    at: '/app/models',
    options: { basePath: '/models' },
  },
  {
    name: 'another basePath that is the mount',
    path: '/models',
    at: '/models',
    options: { basePath: '/models' },
  },
];

async function works(url: string): Promise<void> {
  expect((await ask(`${url}/info`)).status).toBe(200);
  const { body } = await initiate(url);
  expect(String(body.upload_url).startsWith(`${url}/service/`), String(body.upload_url)).toBe(true);
  expect((await ask(String(body.upload_url), {}, 'PUT', PNG)).status).toBe(200);
  expect((await ask(String(body.file_url))).status).toBe(200);
}

describe('toNodeListener', () => {
  it.each(MOUNTS)('behind $name', async ({ path, at, options }) => {
    const app = express();
    app.use(path, toNodeListener(createServerUnderTest(options).fetch));
    await works(`${await listen(app)}${at}`);
  });

  it('behind something that rewrites the address, as rewriteUrl of Fastify does', async () => {
    const handle = toNodeListener(createServerUnderTest().fetch);
    const base = await listen((request, response) => {
      const originalUrl = request.url ?? '/';
      handle(Object.assign(request, { originalUrl, url: originalUrl.replace(/^\/app/, '') }), response);
    });
    await works(`${base}/app/api/fal`);
  });

  it.each(['/x/%2e%2e/api/fal/info', '/x/%2E./api/fal/info', '/x/../api/fal/info', '/x\\..\\api/fal/info'])(
    'does not answer %s, which goes past a login for /api/fal',
    async (path) => {
      const app = express();
      app.use('/api/fal', (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(401).end();
      });
      app.use(toNodeListener(createServerUnderTest().fetch));
      const { hostname, port } = new URL(await listen(app));
      const { status } = await ask({ hostname, port, path });
      expect(status).toBe(400);
    },
  );
});
