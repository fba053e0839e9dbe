import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FetchHandler } from '../../../plugin/server/node.ts';
import { toFaultyListener } from '../../fal-emulator/node-listener.ts';

/** A handler on a free port of this machine. */
export async function serveHandler(handler: FetchHandler): Promise<{ base: string; close(): Promise<void> }> {
  const server = createServer(toFaultyListener(handler));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
