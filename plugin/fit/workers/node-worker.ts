import { availableParallelism } from 'node:os';
import { offerToNode, startNodeWorker } from '../../worker/node-worker.ts';
import { nodeCodec } from '../texture/node-codec.ts';
import { fitFunctions } from './fit-functions.ts';

const script = new URL(import.meta.url);

offerToNode(
  fitFunctions(nodeCodec, {
    start: (events) => startNodeWorker(script, { name: "fit's further thread" }, events),
    maxWorkers: availableParallelism(),
  }),
);
