import { offerToPage } from '../worker/offer-to-page.ts';
import { browserCodec } from './workers/browser-codec.ts';
import { engineFunctions } from './workers/engine-functions.ts';

offerToPage(engineFunctions(browserCodec));
