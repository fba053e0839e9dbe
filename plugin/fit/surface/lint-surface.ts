import type { LintFinding } from '../../budget/master-facts.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import { lintMesh } from '../repair/lint.ts';
import type { MasterState } from './master-state.ts';

/** Below it, a texel of an opaque surface shows as a hole as soon as somebody turns blending on. */
const LOW_ALPHA = 250;

/** Everything about a master that costs budget or looks wrong and can be mended; what is not found is not listed. */
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
