// biome-ignore assist/source/organizeImports: evaluated in this order, and what uses zod comes after the scope.
import { scope } from './worker-scope.ts';
import type { FitHost } from '../open-master.ts';
import { browserCodec } from '../texture/browser-codec.ts';
import { answerCalls } from './answer-calls.ts';

const loadHost = async (): Promise<FitHost> => ({
  codec: browserCodec,
  now: () => performance.now(),
});

const answer = answerCalls(loadHost, (reply, transfer) => scope.postMessage(reply, [...transfer]));
scope.onmessage = ({ data }) => answer(data);
