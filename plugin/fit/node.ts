import { Worker } from 'node:worker_threads';
import type { FitEngine } from './contract.ts';
import { answerCalls } from './hosts/answer-calls.ts';
import { loadNodeFitHost } from './hosts/node-host.ts';
import type { FitReply, StartFitWorker } from './hosts/protocol.ts';
import { createWorkerFitEngine } from './hosts/worker-session.ts';

export * from './entry.ts';

export interface NodeFitEngineOptions {
  /** Runs on the calling thread instead of a worker: for running TypeScript sources, where no worker file exists. */
  readonly inProcess?: boolean;
}

const startThread: StartFitWorker = ({ onReply, onCrash }) => {
  const worker = new Worker(new URL('./hosts/node-worker.js', import.meta.url));
  worker.on('message', (reply: FitReply) => onReply(reply));
  worker.on('messageerror', () => onCrash("A message of the fit's thread could not be read."));
  worker.on('error', (error) => onCrash(`The fit's thread failed: ${error}.`));
  worker.on('exit', (code) => onCrash(`The fit's thread ended with code ${code}.`));
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    terminate: () => void worker.terminate(),
  };
};

const startInProcess: StartFitWorker = ({ onReply }) => {
  let isEnded = false;
  const running = new Set<number>();
  const answer = answerCalls(loadNodeFitHost, (reply) => {
    if (reply.kind !== 'progress') running.delete(reply.id);
    if (!isEnded) onReply(reply);
  });
  return {
    post(message) {
      if (message.kind !== 'abort') running.add(message.id);
      answer(message);
    },
    terminate() {
      isEnded = true;
      for (const id of running) answer({ kind: 'abort', id });
    },
  };
};

/**
 * Fits in worker threads, one per master. A session keeps the process alive until it is closed. Images are read and
 * written by the optional package `sharp`; without it `fit` throws `unsupported-host`.
 */
export function createFitEngine({ inProcess = false }: NodeFitEngineOptions = {}): FitEngine {
  return createWorkerFitEngine(inProcess ? startInProcess : startThread);
}
