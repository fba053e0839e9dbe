import { after, type Clock } from '../../core/clock.ts';
import type { QueueRequest } from './request.ts';

const KEEP_ALIVE_MS = 15_000;

/**
 * The status stream of a request: one `data:` event immediately and one after every change, a comment every 15 s, closed
 * after COMPLETED or when `closing` fires.
 */
export function statusStream(
  request: QueueRequest,
  status: () => object,
  clock: Clock,
  closing: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  let release = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let clear = () => {};
      let last = '';
      const end = () => {
        release();
        controller.close();
      };
      const keepAlive = () => {
        clear = after(clock, KEEP_ALIVE_MS, () => {
          controller.enqueue(encoder.encode(': keep-alive\n\n'));
          keepAlive();
        });
      };
      const send = () => {
        const text = JSON.stringify(status());
        if (text !== last) controller.enqueue(encoder.encode(`data: ${text}\n\n`));
        last = text;
        if (request.state === 'COMPLETED') end();
      };
      release = () => {
        clear();
        request.listeners.delete(send);
        closing.removeEventListener('abort', end);
      };
      request.listeners.add(send);
      closing.addEventListener('abort', end, { once: true });
      keepAlive();
      send();
    },
    cancel: () => release(),
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
