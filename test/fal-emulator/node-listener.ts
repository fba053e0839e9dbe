import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FetchHandler, toNodeListener } from '../../plugin/server/node.ts';
import { NO_REASON_HEADER } from './fault-effects.ts';

// HTTP/2 has no reason phrase; this shows clients an HTTP/1.1 answer without one.
function dropReasonPhrase(outgoing: ServerResponse): void {
  const writeHead = outgoing.writeHead.bind(outgoing);
  outgoing.writeHead = ((status: number, headers: Record<string, string | string[]> = {}) => {
    const { [NO_REASON_HEADER]: mark, ...rest } = headers;
    return mark === undefined ? writeHead(status, headers) : writeHead(status, '', rest);
  }) as typeof outgoing.writeHead;
}

/** The product's listener, for a handler whose faults also take the reason phrase away. */
export function toFaultyListener(
  handler: FetchHandler,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const listen = toNodeListener(handler);
  return (incoming, outgoing) => {
    dropReasonPhrase(outgoing);
    listen(incoming, outgoing);
  };
}
