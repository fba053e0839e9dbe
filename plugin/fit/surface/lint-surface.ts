import type { LintFinding } from '../../budget/master-facts.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import { lintMesh } from '../repair/lint.ts';
import type { MasterState } from './master-state.ts';

/** Texels of an opaque surface with less alpha look like holes when blending is turned on. */
const LOW_ALPHA = 250;

/** Finds problems of a master that waste budget or look wrong and can be repaired. */
export async function lintSurface(surface: SourceSurface, state: MasterState): Promise<LintFinding[]> {
  const findings = [...(await lintMesh(surface.mesh))];
  const { baseColor } = await state.rasters();
  if (baseColor) {
    const texels = baseColor.data.length / 4;
    let low = 0;
    for (let i = 3; i < baseColor.data.length; i += 4) if (baseColor.data[i]! < LOW_ALPHA) low++;
    if (low > 0) findings.push({ kind: 'low-alpha', count: low, share: low / texels });
  }
  const images = [...new Set(Object.values(surface.images))];
  const webp = images.filter(({ mimeType }) => mimeType === 'image/webp').length;
  if (webp > 0) findings.push({ kind: 'webp-required', count: webp, share: webp / images.length });
  return findings;
}
