import { describe } from 'vitest';
import { startPageWorker } from '../../../plugin/worker/page-worker.ts';
import type { StartWorker } from '../../../plugin/worker/protocol.ts';
import { testProtocol, testThread } from '../../fixtures/worker-protocol/protocol-tests.ts';

const start: StartWorker = (events) =>
  startPageWorker(
    {
      fileName: 'page-worker.js',
      folder: 'test',
      start: () =>
        new Worker(new URL('../../fixtures/worker-protocol/page-worker.ts', import.meta.url), {
          type: 'module',
        }),
      loadText: async () => undefined,
    },
    events,
  );

describe('a worker of a page', () => {
  testProtocol(start);
  testThread(start);
});
