import { parentPort } from 'node:worker_threads';
import { answerRequests } from './answer-requests.ts';
import { loadNodeHost } from './node-host.ts';
import type { WorkerRequest } from './protocol.ts';

const port = parentPort;
if (!port) throw new Error('This module runs in a worker thread only.');

const answer = answerRequests(loadNodeHost, (reply, transfer) => port.postMessage(reply, [...transfer]));
port.on('message', (message: WorkerRequest) => answer(message));
