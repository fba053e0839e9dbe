import { createServer, type RequestListener, type RequestOptions, request as sendHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createImageTo3DServer, type ImageTo3DServer } from '../../../plugin/server/index.ts';
import type { FetchHandler } from '../../../plugin/server/node.ts';
import { createFalEmulator } from '../../fal-emulator/index.ts';
import { createFakeEngine, STILL_CLOCK } from './harness.ts';

export type ServerOptions = Parameters<typeof createImageTo3DServer>[0];

/** The server of an application, in local mode unless a key is given. Its engine takes no time. */
export function createServerUnderTest(options: ServerOptions = {}): ImageTo3DServer {
  const engine = createFakeEngine(STILL_CLOCK, 0);
  const server = createImageTo3DServer(
    { engine, service: { startDelayMs: 1 }, ...options },
    createFalEmulator,
  );
  onTestFinished(() => server.dispose());
  return server;
}

/** Any application of Node on a free port of this machine. */
export async function listen(application: RequestListener): Promise<string> {
  const server = createServer(application);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The handler, told that every request comes from another machine. */
export const asSeenFromAfar =
  (handler: FetchHandler): FetchHandler =>
  (request, context) =>
    handler(request, { ...context, remoteAddress: '192.168.1.30' });

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** A request with exactly these headers (`fetch` would not send another `Host`), and with options exactly that path. */
export function ask(
  url: string | RequestOptions,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string | Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = typeof url === 'string' ? {} : url;
    const address = typeof url === 'string' ? url : `http://${options.hostname}`;
    const request = sendHttp(address, { ...options, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({ status: response.statusCode ?? 0, text, body: isJson ? JSON.parse(text) : {} });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
