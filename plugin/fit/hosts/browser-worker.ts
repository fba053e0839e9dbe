import type { FitHost } from '../open-master.ts';
import { browserCodec } from '../texture/browser-codec.ts';
import { answerCalls } from './answer-calls.ts';
import type { FitMessage, FitReply } from './protocol.ts';

/** The part of a dedicated worker's global scope that is used; the library `webworker` clashes with `dom`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<FitMessage>) => void) | null;
  postMessage(message: FitReply, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

const loadHost = async (): Promise<FitHost> => ({
  codec: browserCodec,
  now: () => performance.now(),
});

const answer = answerCalls(loadHost, (reply, transfer) => scope.postMessage(reply, [...transfer]));
scope.onmessage = ({ data }) => answer(data);
