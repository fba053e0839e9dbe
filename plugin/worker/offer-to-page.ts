import { answerCalls } from './answer-calls.ts';
import { type CallMessage, type CallReply, WORKER_READY, type WorkerFunctions } from './protocol.ts';

/** The part of a dedicated worker's global scope that is used; the library `webworker` clashes with `dom`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<CallMessage>) => void) | null;
  postMessage(message: CallReply | typeof WORKER_READY, transfer: readonly Transferable[]): void;
}

/**
 * zod tries `new Function` when it starts, which a content security policy reports: this turns that off. So a worker
 * imports this module before any module that uses zod.
 */
const scope = Object.assign(globalThis, {
  __zod_globalConfig: { jitless: true },
}) as unknown as WorkerScope;

/** Makes these functions callable from the page; the last line of a worker's script. */
export function offerToPage<F extends WorkerFunctions<F>>(functions: F): void {
  const { receive } = answerCalls(functions, (reply, transfer) => scope.postMessage(reply, transfer));
  scope.onmessage = ({ data }) => receive(data);
  scope.postMessage(WORKER_READY, []);
}
