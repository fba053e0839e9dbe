import type { IncomingMessage } from 'node:http';

/** A request as frameworks pass it on: `body` is the parsed body, `rawBody` the bytes that some hosts add. */
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
 * Restores the bytes of a body that was read before, as `rawBody`, from which the request is then made. False
 * if they are not available. A body that was not read is left as it is: some parsers set `{}` without reading the stream.
 */
export function restoreBody(incoming: ParsedRequest): boolean {
  const { method, readableDidRead, rawBody } = incoming;
  if (!readableDidRead || rawBody instanceof Buffer || method === 'GET' || method === 'HEAD') return true;
  try {
    const { body } = incoming;
    // Over HTTP/2 a body needs no header.
    if (body === undefined) return !saysBody(incoming);
    incoming.rawBody = toBytes(body);
    return true;
  } catch {
    // The parsed body cannot be serialized again: a BigInt, a cycle.
    return false;
  }
}
