import { createGenerator } from '../../../plugin/index.ts';
import { openHost } from './open-host.ts';

/** A host with its server. */
openHost((scene) => createGenerator({ scene, endpoint: '/api/fal' }));
