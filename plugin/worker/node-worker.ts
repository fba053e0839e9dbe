import { parentPort, type TransferListItem, Worker } from 'node:worker_threads';
import { ImageTo3DError } from '../core/errors.ts';
import { answerCalls } from './answer-calls.ts';
import type { CallReply, WorkerEvents, WorkerFunctions, WorkerPort } from './protocol.ts';

/** Node has its own type for the same buffers and ports. */
const inNode = (transfer: readonly Transferable[]) => transfer as readonly TransferListItem[];

export interface NodeWorkerOptions {
  /** For messages, as `fit's thread`. */
  readonly name: string;
  /** An idle worker does not keep its process alive. */
  readonly mayEndIdle?: boolean;
}

/** Starts a worker thread from a script that calls {@link offerToNode}. */
export function startNodeWorker(
  script: URL,
  { name, mayEndIdle = false }: NodeWorkerOptions,
  { onReply, onCrash }: WorkerEvents,
): WorkerPort {
  const worker = new Worker(script);
  const crash = (what: string) => onCrash(new ImageTo3DError('internal', what));
  worker.on('message', (reply: CallReply) => onReply(reply));
  worker.on('messageerror', () => crash(`A message of the ${name} could not be read.`));
  worker.on('error', (cause) =>
    onCrash(new ImageTo3DError('internal', `The ${name} failed: ${cause}.`, { cause })),
  );
  worker.on('exit', (code) => crash(`The ${name} ended with code ${code}.`));
  return {
    post: (message, transfer) => worker.postMessage(message, inNode(transfer)),
    terminate: () => void worker.terminate(),
    setBusy(isBusy) {
      if (mayEndIdle) worker[isBusy ? 'ref' : 'unref']();
    },
  };
}

/** Makes these functions callable from the thread that started this one. */
export function offerToNode<F extends WorkerFunctions<F>>(functions: F): void {
  const port = parentPort;
  if (!port) throw new Error('This module runs in a worker thread only.');
  const { receive } = answerCalls(functions, (reply, transfer) => port.postMessage(reply, inNode(transfer)));
  port.on('message', receive);
}

/** Runs the functions on the calling thread: for hosts that run TypeScript sources, where no worker file exists. */
export function startInProcess<F extends WorkerFunctions<F>>(
  functions: F,
  { onReply }: WorkerEvents,
): WorkerPort {
  let isEnded = false;
  const { receive, abortAll } = answerCalls(functions, (reply) => {
    if (!isEnded) onReply(reply);
  });
  return {
    post: receive,
    terminate() {
      isEnded = true;
      abortAll();
    },
  };
}
