import { join } from 'node:path';
import { serveFolder } from '../../fixtures/served.ts';
import { runCommand, startServer } from '../commands.ts';
import type { ConsumerProject } from './project.ts';

export const parcel: ConsumerProject = {
  name: 'Parcel',
  packages: { parcel: '2.16.4' },
  configuration: ['package.json: "@parcel/resolver-default": { "packageExports": true }'],
  develop: (folder) =>
    startServer(folder, 'parcel', 'serve', 'src/index.html', '--port', '41234', '--no-cache'),
  async produce(folder) {
    await runCommand(
      folder,
      'parcel',
      'build',
      'src/index.html',
      '--no-cache',
      '--no-source-maps',
      '--public-url',
      './',
    );
    return serveFolder(join(folder, 'dist'));
  },
};
