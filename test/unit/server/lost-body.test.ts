import { request as sendHttp } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toNodeListener } from '../../../plugin/server/node.ts';
import { ask, createServerUnderTest, listen } from './express-bench.ts';
import { INITIATE } from './proxy/proxy-bench.ts';

const HEADERS = { 'content-type': 'application/json', 'x-fal-target-url': INITIATE };
const UPLOAD = JSON.stringify({ content_type: 'image/png', file_name: 'cat.png' });
const LOST =
  'The request body was already read and is not in request.body. Put this handler before the body parser, or keep the parsed body in request.body.';

/** An application that reads the body and leaves something else in its place. */
function serveLeaving(leave: (request: object) => void): Promise<string> {
  const server = createServerUnderTest({ allowedOrigins: ['https://friend.example'] });
  const handle = toNodeListener(server.fetch);
  return listen(async (request, response) => {
    for await (const _chunk of request);
    leave(request);
    handle(request, response);
  });
}

const circular: Record<string, unknown> = {};
circular.self = circular;
const unreadable = {
  get x() {
    throw new Error('inner words');
  },
};

it.each<[string, unknown]>([
  ['a BigInt', { size: 1n }],
  ['a circle', circular],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['something that throws as it is read', unreadable],
])('a body that a parser made into %s is a lost one, and the server lives', async (_name, body) => {
  const base = await serveLeaving((request) => Object.assign(request, { body }));
  const answer = await ask(`${base}/api/fal/proxy`, HEADERS, 'POST', UPLOAD);
  expect([answer.status, answer.body.detail]).toEqual([400, LOST]);
  expect((await ask(`${base}/api/fal/info`)).status).toBe(200);
});

it('a body property that throws as it is read is a lost one', async () => {
  const get = () => {
    throw new Error('inner words');
  };
  const base = await serveLeaving((request) => Object.defineProperty(request, 'body', { get }));
  expect((await ask(`${base}/api/fal/proxy`, HEADERS, 'POST', UPLOAD)).status).toBe(400);
});

describe('the refusal of a lost body', () => {
  const askFrom = async (origin: string) => {
    const base = await serveLeaving(() => {});
    const headers = { ...HEADERS, origin, 'sec-fetch-site': 'cross-site' };
    return new Promise<{ status: number | undefined; allowed: unknown }>((resolve) => {
      sendHttp(`${base}/api/fal/proxy`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, allowed: response.headers['access-control-allow-origin'] });
      }).end(UPLOAD);
    });
  };

  it('can be read by a page of a listed origin', async () => {
    const friend = 'https://friend.example';
    expect(await askFrom(friend)).toEqual({ status: 400, allowed: friend });
  });

  it('comes after the check of the origin', async () => {
    expect(await askFrom('https://evil.test')).toEqual({ status: 403, allowed: undefined });
  });
});

it('over HTTP/2, where a body has no length, a parsed one is used', async () => {
  const handle = toNodeListener(createServerUnderTest().fetch);
  const server = createHttp2Server(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const parsed = Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) });
    // The compatible side of node:http2 is what frameworks hand on; its types are of another family.
    handle(
      parsed as unknown as Parameters<typeof handle>[0],
      response as unknown as Parameters<typeof handle>[1],
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const stream = client.request({ ':method': 'POST', ':path': '/api/fal/proxy', ...HEADERS });
  const status = new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])));
  stream.resume();
  stream.end(UPLOAD);
  expect(await status).toBe(200);
});
