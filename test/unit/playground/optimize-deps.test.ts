import { describe, expect, it } from 'vitest';
import { optimizeDeps } from '../../../playground/optimize-deps.ts';
import { importedPackages } from './imported-packages.ts';

/** Only in production builds of JSX; Vite's development server takes the other one. */
const BESIDES = ['react/jsx-runtime'];

describe('optimizeDeps', () => {
  it('names exactly the package modules that the pages import', () => {
    const imported = importedPackages(['playground/main.ts', 'playground/runtime.ts']);
    expect(imported).toContain('meshoptimizer/simplifier');
    expect([...(optimizeDeps.include ?? [])].sort()).toEqual([...imported, ...BESIDES].sort());
  });
});
