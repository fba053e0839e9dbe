import { offerToPage } from '../worker/offer-to-page.ts';
import { browserCodec } from './hosts/browser-codec.ts';
import { engineFunctions } from './hosts/engine-functions.ts';

offerToPage(engineFunctions(browserCodec));
