import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { cpuMs } from '../../fixtures/cpu-ms.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MUTANTS = process.env.LONG ? 200_000 : 5_000;
// Each takes well under a millisecond; the bound only tells an end from none on a machine that is busy.
/** Of work, not of time that passes: a busy machine makes nothing slower here. */
const BOUND_MS = 5_000;
const MAX_GROWTH_BYTES = 64 * 2 ** 20;

function outcome(bytes: Uint8Array): 'accepted' | 'refused' {
  try {
    checkGlb(bytes, { decoders: ['meshopt', 'draco', 'ktx2'] });
  } catch (error) {
    if (error instanceof ImageTo3DError && error.code === 'invalid-glb') {
      expect(error.message).toMatch(/^[^\p{C}]{1,300}\.$/u);
      return 'refused';
    }
    throw error;
  }
  try {
    expect(Object.values(measureGlb(bytes)).flat().every(Number.isFinite)).toBe(true);
  } catch (error) {
    // What only measuring finds: transforms that leave the range of numbers, decoders that are not configured there.
    expect(error).toMatchObject({ name: 'ImageTo3DError', code: 'invalid-glb' });
  }
  return 'accepted';
}

it('the files that they are made of pass', () => {
  expect(GLB_SEEDS.map((seed) => outcome(packGlb(seed)))).toEqual(GLB_SEEDS.map(() => 'accepted'));
});

it(`${MUTANTS} mutants are accepted or refused in a sentence, each at once`, { timeout: 3_600_000 }, () => {
  const count = { accepted: 0, refused: 0 };
  let slowestMs = 0;
  collectGarbage();
  const before = process.memoryUsage();
  let i = 0;
  for (const mutant of glbMutants(GLB_SEEDS, MUTANTS, 41)) {
    const startedAt = cpuMs();
    try {
      count[outcome(mutant)]++;
    } catch (cause) {
      throw new Error(`mutant ${i} of seed 41`, { cause });
    }
    slowestMs = Math.max(slowestMs, cpuMs() - startedAt);
    i++;
  }
  collectGarbage();
  const after = process.memoryUsage();
  const grownBytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  console.log(
    `pre-flight: ${count.accepted} accepted, ${count.refused} refused, slowest ${slowestMs.toFixed(1)} ms, memory ${(grownBytes / 2 ** 20).toFixed(0)} MiB more`,
  );
  expect(slowestMs).toBeLessThan(BOUND_MS);
  expect(grownBytes).toBeLessThan(MAX_GROWTH_BYTES);
  expect(count.accepted).toBeGreaterThan(MUTANTS / 20);
  expect(count.refused).toBeGreaterThan(MUTANTS / 4);
  expect(({} as Record<string, unknown>).uri).toBeUndefined();
});
