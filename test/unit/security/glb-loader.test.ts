import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { cpuMs } from '../../fixtures/cpu-ms.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { GLB_CORPUS } from '../../security/corpus/glb-corpus.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';

const ACCEPTED = process.env.LONG ? 2_000 : 300;
/** Of work, not of time that passes: a busy machine makes nothing slower here. */
const BOUND_MS = 5_000;
const MAX_GROWTH_BYTES = 512 * 2 ** 20;

let scene: Scene;
let before: Awaited<ReturnType<typeof sceneCounts>>;

beforeAll(async () => {
  Logger.LogLevels = Logger.NoneLogLevel;
  scene = new Scene(new NullEngine());
  disposeContainer(await loadContainer(scene, packGlb(GLB_SEEDS[1]!), { name: 'first' }));
  before = await sceneCounts(scene);
});
afterAll(() => {
  scene.getEngine().dispose();
  Logger.LogLevels = Logger.AllLogLevel;
});

/** Everything that a file could leave behind, but what only a later task of Babylon's takes away. */
function counts() {
  const { meshes, transformNodes, rootNodes, materials, textures, geometries, skeletons } = scene;
  const lists = [meshes, transformNodes, rootNodes, materials, textures, geometries, skeletons];
  const { cameras, lights, animationGroups, morphTargetManagers, animatables } = scene;
  const others = [cameras, lights, animationGroups, morphTargetManagers, animatables];
  return [...lists, ...others].map((list) => list.length);
}

async function load(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  const atFirst = counts();
  try {
    const container = await loadContainer(scene, bytes, { name: 'mutant' });
    disposeContainer(container);
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ImageTo3DError)) throw error;
    expect(['import-failed', 'invalid-glb']).toContain(error.code);
    expect(error.message).toMatch(/^[^\p{C}]{1,700}$/u);
    return 'refused';
  } finally {
    expect(counts()).toEqual(atFirst);
  }
}

const stray: unknown[] = [];
const noteStray = (reason: unknown) => stray.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', noteStray);
});
afterAll(() => {
  process.off('unhandledRejection', noteStray);
});

function isAccepted(bytes: Uint8Array): boolean {
  try {
    checkGlb(bytes);
    return true;
  } catch {
    return false;
  }
}

it('what the corpus holds of accepted files is loaded or refused, and leaves nothing', async () => {
  const request = vi.spyOn(globalThis, 'fetch');
  const accepted = Object.values(GLB_CORPUS)
    .flat()
    .filter(({ refusal, decoders }) => refusal === undefined && !decoders);
  expect(accepted.length).toBeGreaterThan(5);
  for (const { bytes } of accepted) await load(bytes());
  expect(await sceneCounts(scene)).toEqual(before);
  expect(request).not.toHaveBeenCalled();
});

it(`${ACCEPTED} accepted mutants are loaded or refused, and leave nothing`, {
  timeout: 3_600_000,
}, async () => {
  const request = vi.spyOn(globalThis, 'fetch');
  const count = { loaded: 0, refused: 0 };
  let slowestMs = 0;
  let highest = 0;
  const start = process.memoryUsage().rss;
  for (const mutant of glbMutants(GLB_SEEDS, 20 * ACCEPTED, 43)) {
    if (!isAccepted(mutant)) continue;
    const startedAt = cpuMs();
    try {
      count[await load(mutant)]++;
    } catch (cause) {
      throw new Error(`accepted mutant ${count.loaded + count.refused} of seed 43`, { cause });
    }
    slowestMs = Math.max(slowestMs, cpuMs() - startedAt);
    highest = Math.max(highest, process.memoryUsage().rss);
    if (count.loaded + count.refused === ACCEPTED) break;
  }
  console.log(
    `loader: ${count.loaded} loaded, ${count.refused} refused, slowest ${slowestMs.toFixed(0)} ms, memory ${((highest - start) / 2 ** 20).toFixed(0)} MiB more at most`,
  );
  expect(count.loaded + count.refused).toBe(ACCEPTED);
  expect(count.loaded).toBeGreaterThan(ACCEPTED / 10);
  expect(slowestMs).toBeLessThan(BOUND_MS);
  // A rejection that nobody handles ends a process of Node.
  expect(stray).toEqual([]);
  expect(highest - start).toBeLessThan(MAX_GROWTH_BYTES);
  expect(await sceneCounts(scene)).toEqual(before);
  expect(request).not.toHaveBeenCalled();
});
