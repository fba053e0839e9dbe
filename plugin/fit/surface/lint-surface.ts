import type { LintFinding } from '../../budget/master-facts.ts';
import { DEFAULT_REPAIRS } from '../../budget/repairs.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import { lintRepaired } from '../repair/lint.ts';
import type { MasterState } from './master-state.ts';
import { TEXTURE_REPAIRS, type TextureRepairId } from './texture-repairs.ts';

/** Finds problems of a master that waste budget or look wrong and can be repaired. */
export async function lintSurface(
  { mesh, images }: SourceSurface,
  { repaired, look, used }: MasterState,
): Promise<LintFinding[]> {
  // The usual fit makes the same repairs first.
  const findings = [...(await lintRepaired(mesh, await repaired(DEFAULT_REPAIRS)))];
  const original = await look([]);
  for (const kind of Object.keys(TEXTURE_REPAIRS) as TextureRepairId[]) {
    const measured = TEXTURE_REPAIRS[kind].lint(original, used);
    if (measured) findings.push({ kind, ...measured });
  }
  const all = [...new Set(Object.values(images))];
  const webp = all.filter(({ mimeType }) => mimeType === 'image/webp').length;
  if (webp > 0) findings.push({ kind: 'webp-required', count: webp, share: webp / all.length });
  return findings;
}
