import type { IncomingMessage } from 'node:http';

/** A request as frameworks hand it on: `body` is what a parser made of it, `rawBody` what some hosts keep beside it. */
export interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  rawBody?: unknown;
}

function toBytes(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function saysBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Gives a body that was read in front of us back its bytes, as `rawBody`, from which the request is then made. False
 * when they are nowhere. A body that was not read is left alone: some parsers put `{}` beside a stream they do not touch.
 */
export function restoreBody(incoming: ParsedRequest): boolean {
  const { method, readableDidRead, rawBody } = incoming;
  if (!readableDidRead || rawBody instanceof Buffer || method === 'GET' || method === 'HEAD') return true;
  try {
    const { body } = incoming;
    // Over HTTP/2 a body need not say that it is there.
    if (body === undefined) return !saysBody(incoming);
    incoming.rawBody = toBytes(body);
    return true;
  } catch {
    // What a parser made of it cannot be written again: a BigInt, a circle.
    return false;
  }
}
