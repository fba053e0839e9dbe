import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startServer } from '../commands.ts';
import type { ConsumerProject } from './project.ts';

const LAYOUT = `export default ({ children }) => <html lang="en"><body>{children}</body></html>;
`;
// Imported on the server too, where there is no window.
const PAGE = `'use client';
import { useEffect, useRef } from 'react';
import { start } from '../src/main.js';

export default function Page() {
  const canvas = useRef(null);
  useEffect(() => start(canvas.current), []);
  return <canvas ref={canvas} style={{ width: '100vw', height: '100vh', display: 'block' }} />;
}
`;

const next = (bundler: 'turbopack' | 'webpack'): ConsumerProject => ({
  name: `Next.js ${bundler}`,
  packages: { next: '16.4.6' },
  configuration: [],
  prepare(folder) {
    mkdirSync(join(folder, 'app'), { recursive: true });
    writeFileSync(join(folder, 'app', 'layout.jsx'), LAYOUT);
    writeFileSync(join(folder, 'app', 'page.jsx'), PAGE);
  },
  develop: (folder) => startServer(folder, 'next', 'dev', `--${bundler}`, '--port', '0'),
  async produce(folder) {
    await runCommand(folder, 'next', 'build', `--${bundler}`);
    return startServer(folder, 'next', 'start', '--port', '0');
  },
});

export const nextTurbopack = next('turbopack');
export const nextWebpack = next('webpack');
