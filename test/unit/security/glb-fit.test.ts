import { expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { openMaster } from '../../../plugin/fit/open-master.ts';
import { nodeCodec } from '../../../plugin/fit/texture/node-codec.ts';
import { cpuMs } from '../../fixtures/cpu-ms.ts';
import { GLB_CORPUS } from '../../security/corpus/glb-corpus.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';

const MUTANTS = process.env.LONG ? 20_000 : 2_000;
/** Of work, not of time that passes: a busy machine makes nothing slower here. */
const BOUND_MS = 5_000;

const platform = { codec: nodeCodec, now: () => performance.now() };

async function open(bytes: Uint8Array): Promise<'opened' | string> {
  try {
    await openMaster(bytes, platform);
    return 'opened';
  } catch (error) {
    if (!(error instanceof ImageTo3DError)) throw error;
    expect(['invalid-glb', 'unfittable']).toContain(error.code);
    return error.code;
  }
}

it('the corpus: what the pre-flight refuses is not opened, the rest opens or is refused in a sentence', async () => {
  for (const { what, bytes, refusal, decoders } of Object.values(GLB_CORPUS).flat()) {
    const verdict = await open(bytes());
    if (refusal !== undefined && !decoders) expect([what, verdict]).toEqual([what, 'invalid-glb']);
  }
});

it(`${MUTANTS} mutants are opened for a fit or refused, nothing else`, { timeout: 3_600_000 }, async () => {
  const count: Record<string, number> = {};
  let slowestMs = 0;
  let i = 0;
  for (const mutant of glbMutants(GLB_SEEDS, MUTANTS, 47)) {
    const startedAt = cpuMs();
    try {
      const verdict = await open(mutant);
      count[verdict] = (count[verdict] ?? 0) + 1;
    } catch (cause) {
      throw new Error(`mutant ${i} of seed 47`, { cause });
    }
    slowestMs = Math.max(slowestMs, cpuMs() - startedAt);
    i++;
  }
  console.log(`fit: ${JSON.stringify(count)}, slowest ${slowestMs.toFixed(0)} ms`);
  expect(slowestMs).toBeLessThan(BOUND_MS);
  expect(count.opened).toBeGreaterThan(MUTANTS / 20);
  expect(count['invalid-glb']).toBeGreaterThan(MUTANTS / 4);
});
