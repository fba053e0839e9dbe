import { Worker } from 'node:worker_threads';
import type { LocalEngine } from './contract.ts';
import { answerRequests } from './hosts/answer-requests.ts';
import { loadNodeHost } from './hosts/node-host.ts';
import type { StartWorker, WorkerReply } from './hosts/protocol.ts';
import { createWorkerEngine } from './hosts/worker-engine.ts';

export interface NodeLocalEngineOptions {
  /** Runs on the calling thread instead of a worker: for running TypeScript sources, where no worker file exists. */
  readonly inProcess?: boolean;
}

const startThread: StartWorker = ({ onReply, onCrash }) => {
  const worker = new Worker(new URL('./hosts/node-worker.js', import.meta.url));
  worker.on('message', (reply: WorkerReply) => onReply(reply));
  worker.on('messageerror', () => onCrash("A message of the local engine's thread could not be read."));
  worker.on('error', (error) => onCrash(`The local engine's thread failed: ${error}.`));
  worker.on('exit', (code) => onCrash(`The local engine's thread ended with code ${code}.`));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    // An idle thread must not keep the process from ending.
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
  };
};

const startInProcess: StartWorker = ({ onReply }) => {
  let isEnded = false;
  let lastId = 0;
  const answer = answerRequests(loadNodeHost, (reply) => {
    if (!isEnded) onReply(reply);
  });
  return {
    post: (message) => {
      lastId = message.id;
      answer(message);
    },
    terminate: () => {
      isEnded = true;
      answer({ kind: 'abort', id: lastId });
    },
    setBusy: () => undefined,
  };
};

/**
 * The local engine in a worker thread, which starts with the first job and does not keep the process alive while idle.
 * Images are read and written by the optional package `sharp`; without it `generate` throws `unsupported-host`.
 */
export function createNodeLocalEngine({ inProcess = false }: NodeLocalEngineOptions = {}): LocalEngine {
  return createWorkerEngine(inProcess ? startInProcess : startThread);
}
