import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { expect, it } from 'vitest';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { GLB_MAXIMA } from '../../security/corpus/glb-maxima.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MEBI = 2 ** 20;
const MAX_GROWTH_MIB = 512;

// Not what the process has from the system: what one file needed it keeps for the next.
function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it.each(GLB_MAXIMA)('%s: the loader stays below 512 MiB', { timeout: 300_000 }, async (what, make) => {
  Logger.LogLevels = Logger.NoneLogLevel;
  const scene = new Scene(new NullEngine());
  disposeContainer(await loadContainer(scene, packGlb(GLB_SEEDS[1]!), { name: 'first' }));
  const bytes = make();
  const startedAt = performance.now();
  checkGlb(bytes);
  const checkedAt = performance.now();
  collectGarbage();
  const before = usedBytes();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, usedBytes());
  }, 5);
  const container = await loadContainer(scene, bytes, { name: 'largest' });
  highest = Math.max(highest, usedBytes());
  clearInterval(watch);
  const grownMib = (highest - before) / MEBI;
  console.log(
    `${what}: file ${(bytes.length / MEBI).toFixed(1)} MiB, checked in ${(checkedAt - startedAt).toFixed(0)} ms, loaded in ${(performance.now() - checkedAt).toFixed(0)} ms, ${grownMib.toFixed(0)} MiB more at most`,
  );
  disposeContainer(container);
  scene.getEngine().dispose();
  expect(grownMib).toBeLessThan(MAX_GROWTH_MIB);
});
