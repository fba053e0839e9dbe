import { offerToNode } from '../../worker/node-worker.ts';
import { nodeCodec } from '../texture/node-codec.ts';
import { fitFunctions } from './fit-functions.ts';

offerToNode(fitFunctions(nodeCodec));
