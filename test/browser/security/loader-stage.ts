import { Logger } from '@babylonjs/core/Misc/logger.js';
import { afterAll, beforeAll, expect } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';
import { createStage } from '../scene/stage.ts';

export let stage: ReturnType<typeof createStage>;
let before: Awaited<ReturnType<typeof sceneCounts>>;
let requestsBefore = 0;
const stray: string[] = [];
const noteStray = (event: PromiseRejectionEvent) => stray.push(String(event.reason));
const requests = () =>
  performance.getEntriesByType('resource').filter(({ name }) => !/\.(m?[jt]s|map)(\?|$)/.test(name)).length;

beforeAll(async () => {
  // A full list would hide what comes later.
  performance.setResourceTimingBufferSize(100_000);
  Logger.LogLevels = Logger.NoneLogLevel;
  stage = createStage();
  addEventListener('unhandledrejection', noteStray);
  disposeContainer(await loadContainer(stage.scene, packGlb(GLB_SEEDS[1]!), { name: 'first' }));
  before = await sceneCounts(stage.scene);
  requestsBefore = requests();
});
afterAll(() => {
  stage.dispose();
  removeEventListener('unhandledrejection', noteStray);
  Logger.LogLevels = Logger.AllLogLevel;
});

/** Loads, draws and disposes a file; throws for any error that is not ours. */
export async function load(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  try {
    const container = await loadContainer(stage.scene, bytes, { name: 'mutant' });
    container.addAllToScene();
    stage.scene.render();
    disposeContainer(container);
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ImageTo3DError)) throw error;
    expect(error.message).toMatch(/^[^\p{C}]{1,700}$/u);
    return 'refused';
  }
}

function isAccepted(bytes: Uint8Array): boolean {
  try {
    checkGlb(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Loads so many mutants that the pre-flight accepts: nothing may be left in the scene, and nothing asked for. */
export async function loadMutants(accepted: number, seed: number): Promise<void> {
  const count = { loaded: 0, refused: 0 };
  let slowestMs = 0;
  for (const mutant of glbMutants(GLB_SEEDS, 30 * accepted, seed)) {
    if (!isAccepted(mutant)) continue;
    const startedAt = performance.now();
    count[await load(mutant)]++;
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    if (count.loaded + count.refused === accepted) break;
  }
  console.log(`Chromium: ${JSON.stringify(count)}, slowest ${slowestMs.toFixed(0)} ms`);
  expect(count.loaded + count.refused).toBe(accepted);
  expect(count.loaded).toBeGreaterThan(accepted / 10);
  await expectUntouched();
  expect(stray).toEqual([]);
}

/** The scene is as it was before anything was loaded, and the page has asked for nothing but code. */
export async function expectUntouched(): Promise<void> {
  expect(await sceneCounts(stage.scene)).toEqual(before);
  expect(requests()).toBe(requestsBefore);
}
