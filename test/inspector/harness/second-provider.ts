import { createGenerator } from '../../../plugin/index.ts';
import { solid } from '../../fixtures/second-provider.ts';
import { openHost } from './open-host.ts';

/** The local engine, with a provider that this package does not know. */
openHost((scene) => createGenerator({ scene, endpoint: 'local', provider: solid }));
