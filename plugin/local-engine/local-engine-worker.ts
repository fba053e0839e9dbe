import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { WORKER_READY } from '../worker/page-worker.ts';
import { answerRequests } from './hosts/answer-requests.ts';
import { decodeInBrowser, encodeInBrowser } from './hosts/browser-codec.ts';
import type { WorkerReply, WorkerRequest } from './hosts/protocol.ts';
import type { ThreadHost } from './hosts/run-request.ts';

/** The used part of the worker's global scope; TypeScript's lib `webworker` conflicts with `dom`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(message: WorkerReply | typeof WORKER_READY, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

const host: ThreadHost = {
  decode: decodeInBrowser,
  encodeTexture: encodeInBrowser,
  simplifier: MeshoptSimplifier,
  now: () => performance.now(),
};

const loadHost = async () => {
  await MeshoptSimplifier.ready;
  return host;
};

const answer = answerRequests(loadHost, (reply, transfer) => scope.postMessage(reply, [...transfer]));
scope.onmessage = ({ data }) => answer(data);
scope.postMessage(WORKER_READY, []);
