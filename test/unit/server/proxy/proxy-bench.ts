import { createFalProxy } from '../../../../plugin/server/proxy/app.ts';
import type { FalProxy, FalProxyOptions } from '../../../../plugin/server/proxy/options.ts';
import { createManualClock, type ManualClock } from '../../../fal-emulator/manual-clock.ts';

export const CANARY = 'canary-key-id-7f3a:canary-secret-91c2e5';
export const ORIGIN = 'http://127.0.0.1:5173';
export const ID = '764cabcf-b745-4b3e-ae38-1200304cf45b';
export const SUBMIT = 'https://queue.fal.run/fal-ai/trellis-2';
export const REQUEST = `${SUBMIT}/requests/${ID}`;
export const INITIATE = 'https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3';
export const IMAGE_URL = 'https://v3b.fal.media/files/b/0a86b61d/cat.png';
export const INPUT = { image_url: IMAGE_URL, seed: 1, resolution: 1024 };

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | null | undefined;
}

export interface ProxyBench {
  readonly proxy: FalProxy;
  readonly clock: ManualClock;
  readonly sent: Sent[];
  /** What fal answers to the next requests. */
  answer: (sent: Sent) => Response | Promise<Response>;
  ask(request: Ask): Promise<Response>;
}

export interface Ask {
  readonly method?: string;
  readonly target?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly without?: readonly string[];
  /** Where the proxy is reached. */
  readonly at?: string;
  readonly remoteAddress?: string;
}

export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** The proxy in front of a pretended fal. A request is by default a page's own submit. */
export function createProxyBench(options: Partial<FalProxyOptions> = {}): ProxyBench {
  const clock = createManualClock();
  const sent: Sent[] = [];
  const bench: ProxyBench = {
    clock,
    sent,
    answer: () => jsonAnswer(200, { request_id: ID, status: 'IN_QUEUE' }),
    proxy: createFalProxy({
      upstream: 'fal',
      falKey: CANARY,
      clock,
      submitsPerMinute: 1000,
      pollsPerMinute: 1000,
      fetch: async (input, init) => {
        const request: Sent = {
          method: init?.method ?? 'GET',
          url: String(input),
          headers: Object.fromEntries(new Headers(init?.headers)),
          body: typeof init?.body === 'string' ? init.body : undefined,
          signal: init?.signal,
        };
        sent.push(request);
        return bench.answer(request);
      },
      ...options,
    }),
    ask({
      method = 'POST',
      target = SUBMIT,
      body,
      headers = {},
      without = [],
      at = `${ORIGIN}/api/fal/proxy`,
      remoteAddress,
    }) {
      const all: Record<string, string> = {
        origin: ORIGIN,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        'x-fal-target-url': target,
        ...headers,
      };
      for (const name of without) delete all[name];
      const isRaw = typeof body === 'string' || body instanceof ReadableStream;
      const text = isRaw
        ? body
        : JSON.stringify(
            body ?? (target === INITIATE ? { content_type: 'image/png', file_name: 'cat.png' } : INPUT),
          );
      const init: RequestInit & { duplex?: 'half' } = { method, headers: all, duplex: 'half' };
      if (!['GET', 'HEAD'].includes(method)) init.body = text;
      return bench.proxy.fetch(new Request(at, init), remoteAddress === undefined ? {} : { remoteAddress });
    },
  };
  return bench;
}
