import { createFalClient } from '@fal-ai/client';
import express from 'express';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { toNodeListener, toNodeMiddleware } from '../../../plugin/server/node.ts';
import { ask, createServerUnderTest, listen } from './express-bench.ts';
import { ENDPOINT, PNG } from './harness.ts';
import { INITIATE } from './proxy/proxy-bench.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const UPLOAD = { content_type: 'image/png', file_name: 'cat.png' };

/** An application with `parser` in front of the middleware. */
function serveBehind(...parsers: readonly ReturnType<typeof express.json>[]): Promise<string> {
  const app = express();
  for (const parser of parsers) app.use(parser);
  app.use(toNodeMiddleware(createServerUnderTest().fetch));
  return listen(app);
}

const initiate = (base: string, body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  ask(`${base}/api/fal/proxy`, { 'x-fal-target-url': INITIATE, ...headers }, 'POST', body);

const PARSERS = {
  'nothing in front': [],
  'express.json()': [express.json()],
  'express.raw(), which leaves a Buffer': [express.raw({ type: '*/*' })],
  'express.text(), which leaves a string': [express.text({ type: 'application/json' })],
  'express.json() that takes any value': [express.json({ strict: false })],
  'two parsers': [express.urlencoded({ extended: true }), express.json()],
};

describe.each(Object.entries(PARSERS))('behind %s', (_name, parsers) => {
  it('the real client goes from the image to the GLB', async () => {
    const base = await serveBehind(...parsers);
    const fal = createFalClient({
      proxyUrl: { url: `${base}/api/fal/proxy`, when: 'always' },
      credentials: () => undefined,
    });
    const image_url = await fal.storage.upload(new File([PNG], 'cat.png', { type: 'image/png' }));
    const { data } = await fal.subscribe(ENDPOINT, { input: { image_url, seed: 4 }, pollInterval: 2 });
    const glb = await (await fetch(data.model_glb.url)).arrayBuffer();
    expect(new TextDecoder().decode(glb.slice(0, 4))).toBe('glTF');
  });

  it('a body of 70 kB is refused', async () => {
    const body = JSON.stringify({ ...UPLOAD, pad: 'x'.repeat(70_000) });
    expect((await initiate(await serveBehind(...parsers), body)).status).toBe(413);
  });

  it('a body that is not JSON by its type is refused', async () => {
    const base = await serveBehind(...parsers);
    const headers = { 'content-type': 'text/plain' };
    expect((await initiate(base, JSON.stringify(UPLOAD), headers)).status).toBe(415);
  });

  it('unknown fields are refused', async () => {
    const body = JSON.stringify({ ...UPLOAD, content_type: 'text/html' });
    expect((await initiate(await serveBehind(...parsers), body)).status).toBe(422);
  });
});

describe('a body read by something else', () => {
  const READERS: Record<string, (body: Buffer) => unknown> = {
    'left in rawBody, beside the parsed one': (bytes) => ({
      rawBody: bytes,
      body: JSON.parse(String(bytes)),
    }),
    'left in body as Uint8Array': (bytes) => ({ body: new Uint8Array(bytes) }),
    'left in body as parsed value': (bytes) => ({ body: JSON.parse(String(bytes)) }),
  };
  const serveReader = (leave: (body: Buffer) => unknown) => {
    const handle = toNodeListener(createServerUnderTest().fetch);
    return listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      handle(Object.assign(request, leave(Buffer.concat(chunks))), response);
    });
  };

  it.each(Object.entries(READERS))('%s is used', async (_name, leave) => {
    const answer = await initiate(await serveReader(leave), JSON.stringify(UPLOAD));
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveProperty('upload_url');
  });

  it('and left nowhere is a 400 that says what to do', async () => {
    const base = await serveReader(() => ({}));
    const answer = await initiate(base, JSON.stringify(UPLOAD));
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      'The request body was already read and is not in request.body. Put this handler before the body parser, or keep the parsed body in request.body.',
    ]);
    // What has no body is not missed.
    expect((await ask(`${base}/api/fal/info`)).status).toBe(200);
  });

  it('of a web-standard request is a 400 that says what to do', async () => {
    const server = createServerUnderTest();
    const app = new Hono();
    app.all('*', async (context) => {
      await context.req.raw.text();
      return server.fetch(context.req.raw);
    });
    const answer = await app.request('http://127.0.0.1:9/api/fal/proxy', {
      method: 'POST',
      headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:9', 'x-fal-target-url': INITIATE },
      body: JSON.stringify(UPLOAD),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('request.clone()') });
  });
});

it('a parser that puts {} beside a stream that it does not read takes no upload away', async () => {
  const handle = toNodeListener(createServerUnderTest().fetch);
  const base = await listen((request, response) => handle(Object.assign(request, { body: {} }), response));
  const { body } = await initiate(base, JSON.stringify(UPLOAD));
  expect((await ask(String(body.upload_url), {}, 'PUT', PNG)).status).toBe(200);
  expect(new Uint8Array(await (await fetch(String(body.file_url))).arrayBuffer())).toEqual(PNG);
});
