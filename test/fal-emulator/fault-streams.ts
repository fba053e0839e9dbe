import { connectionDropped } from './connection-dropped.ts';

import { type FaultEffect, type FaultExchange, withAnswer, withStream } from './fault-effects.ts';

type Bytes = TransformStream<Uint8Array, Uint8Array>;

/** Sixteen pieces with a pause of `ms` before each. */
export const drip = withStream(
  ({ clock, ms, signal }: FaultExchange): Bytes =>
    new TransformStream({
      async transform(chunk, controller) {
        const step = Math.max(1, Math.ceil(chunk.byteLength / 16));
        for (let at = 0; at < chunk.byteLength; at += step) {
          await clock.sleep(ms, signal);
          controller.enqueue(chunk.subarray(at, at + step));
        }
      },
    }),
);

/** A stream that ends early after its first chunk: cleanly, or with a reset. */
export const cutStream = (how: 'clean' | 'reset'): FaultEffect =>
  withStream(
    (): Bytes =>
      new TransformStream({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          if (how === 'clean') controller.terminate();
          else controller.error(connectionDropped());
        },
      }),
  );

/** Comments instead of events. */
export const commentsOnly = withStream(
  (): Bytes =>
    new TransformStream({
      transform: (_chunk, controller) => controller.enqueue(new TextEncoder().encode(': nothing\n\n')),
    }),
);

/** Every byte in a chunk of its own, so that characters of several bytes are split. */
export const byteByByte = withStream(
  (): Bytes =>
    new TransformStream({
      transform(chunk, controller) {
        for (let at = 0; at < chunk.byteLength; at += 1) controller.enqueue(chunk.subarray(at, at + 1));
      },
    }),
);

/** The body compressed, and said so. */
export const gzip = withAnswer((response, body) => {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  headers.set('content-encoding', 'gzip');
  const packed = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(packed, { status: response.status, headers });
});

/** The first half of the body; the declared length is the whole's (the connection then breaks) or the half's. */
export const truncate = (declared: 'whole' | 'half'): FaultEffect =>
  withAnswer((response, body) => {
    const headers = new Headers(response.headers);
    const half = body.slice(0, body.byteLength >> 1);
    headers.set('content-length', String((declared === 'whole' ? body : half).byteLength));
    if (declared === 'half') return new Response(half, { status: response.status, headers });
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(half);
      },
      pull: (controller) => controller.error(connectionDropped()),
    });
    return new Response(stream, { status: response.status, headers });
  });

/** A GLB header followed by zeros, `totalBytes` in all, made as it is read. */
export const hugeGlb = (totalBytes: number): FaultEffect =>
  withAnswer((response) => {
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = chunk.slice(0, Math.min(chunk.byteLength, totalBytes - sent));
        if (sent === 0) {
          const view = new DataView(piece.buffer);
          view.setUint32(0, 0x46546c67, true);
          view.setUint32(4, 2, true);
          view.setUint32(8, totalBytes, true);
        }
        sent += piece.byteLength;
        controller.enqueue(piece);
        if (sent >= totalBytes) controller.close();
      },
    });
    const headers = new Headers(response.headers);
    headers.set('content-length', String(totalBytes));
    return new Response(body, { status: 200, headers });
  });
