import { offerToNode } from '../../worker/node-worker.ts';
import { engineFunctions } from './engine-functions.ts';
import { nodeCodec } from './node-codec.ts';

offerToNode(engineFunctions(nodeCodec));
