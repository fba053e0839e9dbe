import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { disposeContainer } from '../../../plugin/scene/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load-container.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';
it('x', { timeout: 600000 }, async () => {
  Logger.LogLevels = 0;
  const N = Number(process.env.N ?? 600);
  const scene = new Scene(new NullEngine());
  const why: Record<string, number> = {};
  const stray: string[] = [];
  let at = 0; let msg = '';
  const onStray = (e: unknown) => { stray.push(`${at} [${msg}] ${String(e).slice(0, 160)}`); };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onStray);
  const times: number[] = [];
  for (const m of glbMutants(GLB_SEEDS, N * 20, Number(process.env.SEED ?? 43))) {
    try { checkGlb(m) } catch { continue }
    const t = performance.now();
    msg = '';
    try { disposeContainer(await loadContainer(scene, m, { name: 'mutant' })) } catch (e) { msg = (e as Error).message.replace(/\d+/g, '#'); why[msg.slice(0, 200)] = (why[msg.slice(0, 200)] ?? 0) + 1 }
    await new Promise((r) => setTimeout(r));
    times.push(performance.now() - t);
    if (++at === N) break;
  }
  times.sort((a, b) => a - b);
  writeFileSync('/tmp/helper-c/why.txt', JSON.stringify(Object.fromEntries(Object.entries(why).sort((a,b)=>b[1]-a[1])), null, 1) + '\n' + stray.join('\n') + '\nmedian ' + times[times.length >> 1] + ' max ' + times.at(-1));
});
