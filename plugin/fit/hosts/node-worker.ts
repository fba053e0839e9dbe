import { parentPort } from 'node:worker_threads';
import { answerCalls } from './answer-calls.ts';
import { loadNodeFitHost } from './node-host.ts';
import type { FitMessage } from './protocol.ts';

const port = parentPort;
if (!port) throw new Error('This module runs in a worker thread only.');

const answer = answerCalls(loadNodeFitHost, (reply, transfer) =>
  port.postMessage(
    reply,
    transfer.filter((item) => item instanceof ArrayBuffer),
  ),
);
port.on('message', (message: FitMessage) => answer(message));
