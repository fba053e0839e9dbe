import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const CHROMIUM = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
};

const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: CHROMIUM }),
  instances: [{ browser: 'chromium' as const }],
};

// Every deep import of Babylon that our code makes: one that Vite finds late costs a second optimisation and a reload.
const DEEP_IMPORTS = [
  '@babylonjs/core/Engines/engine.js',
  '@babylonjs/core/scene.js',
  '@babylonjs/core/Loading/sceneLoader.js',
  '@babylonjs/loaders/glTF/2.0/index.js',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
];

export default defineConfig({
  base: './',
  worker: { format: 'es' },
  build: { target: 'es2023', outDir: '../dist-playground', emptyOutDir: true },
  optimizeDeps: { include: DEEP_IMPORTS },
  test: {
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'],
          environment: 'node',
          setupFiles: ['test/block-network.ts'],
        },
      },
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], browser } },
    ],
  },
});
