import { it } from 'vitest';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { parseGlb } from '../../../plugin/glb/parse-glb.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';
it('x', () => {
  let at = 0;
  const seeds = GLB_SEEDS.map(({ json }) => JSON.stringify(json));
  const flat = (v: any, p = '', o: Record<string, string> = {}): Record<string, string> => { if (v && typeof v === 'object' && Object.keys(v).length) for (const k of Object.keys(v)) flat(v[k], p + '.' + k, o); else o[p] = JSON.stringify(v); return o; };
  let i = -1;
  for (const m of glbMutants(GLB_SEEDS, 12000, 43)) {
    i++;
    try { checkGlb(m) } catch { continue }
    if ([564, 653, 891, 1333].includes(at)) {
      const a = flat(JSON.parse(seeds[i % 4]!)), b = flat(parseGlb(m).json);
      const d = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((k) => a[k] !== b[k]).map((k) => `${k}: ${a[k]} → ${b[k]?.slice(0, 80)}`);
      console.log(at, i % 4, d.slice(0, 12).join('\n  '));
    }
    if (++at > 1340) break;
  }
});
