// Evaluated in this order: what uses zod comes after it was set up.
import { offerToPage } from '../worker/offer-to-page.ts';
import { startSameWorker } from '../worker/page-worker.ts';
import { browserCodec } from './texture/browser-codec.ts';
import { fitFunctions } from './workers/fit-functions.ts';

offerToPage(
  fitFunctions(browserCodec, { start: startSameWorker, maxWorkers: navigator.hardwareConcurrency }),
);
