import { playwright } from '@vitest/browser-playwright';
import { configDefaults, defineConfig } from 'vitest/config';
import { contentSecurityPolicy } from './playground/csp.ts';
import { optimizeDeps } from './playground/optimize-deps.ts';
import { imageTo3DServer } from './playground/server-plugin.ts';
import { chromiumOptions } from './test/chromium.js';

const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: chromiumOptions() }),
  instances: [{ browser: 'chromium' as const }],
};

// A page of tests needs the engine, not the Inspector; tests of the scene bring modules of their own.
const browserTestModules = [
  ...(optimizeDeps.include ?? []).filter((name) => !/inspector|react|fluentui/.test(name)),
  '@babylonjs/core/Cameras/freeCamera.js',
  '@babylonjs/core/Loading/sceneLoader.js',
  '@babylonjs/core/Materials/Textures/rawTexture.js',
  '@babylonjs/core/Materials/material.js',
  '@babylonjs/loaders/dynamic.js',
  '@babylonjs/loaders/glTF/glTFFileLoader.js',
  '@gltf-transform/core',
  'idb',
];

// Campaigns that take long stand in files of their own, or count their rounds by this.
const isLong = Boolean(process.env.LONG);
const exclude = isLong ? configDefaults.exclude : [...configDefaults.exclude, '**/*.long.test.ts'];

const node = { environment: 'node' as const, setupFiles: ['test/block-network.ts'] };
// What is waited for comes soon, but not on a machine that is busy: limits only end what would never end.
const patience = (timeout: number) => ({ expect: { poll: { timeout } } });
const after = (groupOrder: number) => ({ sequence: { groupOrder } });
const patient = { testTimeout: 300_000, hookTimeout: 300_000, ...patience(120_000) };
const oneByOne = { ...patient, fileParallelism: false };
// A page is slow on one core and waits for the other: two files at once keep both busy.
const twoAtOnce = { ...patient, maxWorkers: 2 };

export default defineConfig({
  base: './',
  worker: { format: 'es' },
  plugins: [
    imageTo3DServer({ allowedHosts: process.env.ALLOWED_HOSTS?.split(',') }),
    contentSecurityPolicy(),
  ],
  optimizeDeps,
  build: {
    target: 'es2023',
    outDir: '../dist-playground',
    emptyOutDir: true,
    // The Inspector's own chunks are that large.
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      input: ['playground/index.html', 'playground/runtime.html'],
      // Fluent marks every module for React's server components; here the mark means nothing.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  test: {
    reporters: ['default', './test/count-reporter.ts'],
    exclude,
    projects: [
      {
        extends: true,
        test: {
          ...node,
          name: 'unit',
          // Vitest's own choice leaves a core idle, which on two is half of them.
          maxWorkers: 2,
          // Each file with its own copy of Babylon, zod and the rest took as long to load as to run.
          isolate: false,
          include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...patience(60_000),
        },
      },
      {
        extends: true,
        cacheDir: 'node_modules/.vite-browser',
        optimizeDeps: { include: browserTestModules, entries: [] },
        test: {
          name: 'browser',
          setupFiles: ['test/block-network-in-page.ts'],
          include: ['test/browser/**/*.test.ts'],
          browser,
          ...oneByOne,
          ...after(1),
        },
      },
      {
        extends: true,
        test: {
          ...twoAtOnce,
          ...after(2),
          name: 'inspector',
          environment: 'node',
          globalSetup: 'test/inspector/harness/build.ts',
          include: ['test/inspector/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...node, ...twoAtOnce, ...after(2), name: 'e2e', include: ['test/e2e/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...twoAtOnce,
          ...after(2),
          name: 'consumers',
          environment: 'node',
          include: ['test/consumers/**/*.test.ts'],
          // Bundlers take their time with the Inspector.
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        extends: true,
        test: {
          ...node,
          ...oneByOne,
          // Its pages draw nothing and mostly wait: the other browser tests have a core to themselves.
          ...after(1),
          maxConcurrency: 3,
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
        },
      },
    ],
  },
});
