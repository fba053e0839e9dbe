import { join } from 'node:path';
import { serveFolder } from '../../fixtures/served.ts';
import { runCommand, startServer } from '../commands.ts';
import type { ConsumerProject } from './project.ts';

const vite = (version: string): ConsumerProject => ({
  name: `Vite ${version.split('.')[0]}`,
  packages: { vite: version },
  configuration: [],
  develop: (folder) => startServer(folder, 'vite', 'src', '--port', '0', '--host', '127.0.0.1'),
  async produce(folder) {
    await runCommand(folder, 'vite', 'build', 'src', '--outDir', '../dist', '--emptyOutDir');
    return serveFolder(join(folder, 'dist'));
  },
});

export const vite7 = vite('7.3.8');
export const vite8 = vite('8.3.8');
