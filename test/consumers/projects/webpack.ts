import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serveFolder } from '../../fixtures/served.ts';
import { runCommand, startServer } from '../commands.ts';
import type { ConsumerProject } from './project.ts';

export const webpack5: ConsumerProject = {
  name: 'webpack 5',
  packages: { webpack: '5.113.0', 'webpack-cli': '7.3.1', 'webpack-dev-server': '5.2.7' },
  configuration: [],
  prepare(folder) {
    mkdirSync(join(folder, 'public'), { recursive: true });
    cpSync(join(folder, 'src', 'index.html'), join(folder, 'public', 'index.html'));
  },
  develop: (folder) =>
    startServer(
      folder,
      'webpack-cli',
      'serve',
      '--mode',
      'development',
      '--output-filename',
      'index.js',
      '--host',
      '127.0.0.1',
    ),
  async produce(folder) {
    await runCommand(folder, 'webpack-cli', '--mode', 'production', '--output-filename', 'index.js');
    cpSync(join(folder, 'public', 'index.html'), join(folder, 'dist', 'index.html'));
    return serveFolder(join(folder, 'dist'));
  },
};
