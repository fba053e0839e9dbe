// biome-ignore assist/source/organizeImports: evaluation order matters: the scope must be set up before zod is loaded.
import { scope } from './hosts/worker-scope.ts';
import type { FitHost } from './host.ts';
import { WORKER_READY } from '../worker/page-worker.ts';
import { browserCodec } from './texture/browser-codec.ts';
import { answerCalls } from './hosts/answer-calls.ts';

const loadHost = async (): Promise<FitHost> => ({
  codec: browserCodec,
  now: () => performance.now(),
});

const answer = answerCalls(loadHost, (reply, transfer) => scope.postMessage(reply, [...transfer]));
scope.onmessage = ({ data }) => answer(data);
scope.postMessage(WORKER_READY, []);
