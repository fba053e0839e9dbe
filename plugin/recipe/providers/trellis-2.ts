import { defineProvider } from '../define-provider.ts';
import type { RunEstimate } from '../provider.ts';
import { checkTrellis2 } from './trellis-2-guards.ts';
import { TRELLIS_2_PARAMETERS, type Trellis2Parameters } from './trellis-2-parameters.ts';

// Third-party price tables and public notes, December 2025 to August 2026; fal's own price page was never read.
const ESTIMATES: Readonly<Record<512 | 1024 | 1536, Omit<RunEstimate, 'source'>>> = {
  512: { usd: 0.25, minSeconds: 15, maxSeconds: 30 },
  1024: { usd: 0.3, minSeconds: 30, maxSeconds: 60 },
  1536: { usd: 0.35, minSeconds: 60, maxSeconds: 120 },
};

/** `fal-ai/trellis-2`, the first and default provider. */
export const trellis2 = defineProvider<Trellis2Parameters>({
  id: 'fal-ai/trellis-2',
  label: 'Trellis-2',
  parameters: TRELLIS_2_PARAMETERS,
  outputField: 'model_glb',
  check: checkTrellis2,
  estimate: ({ resolution }) => ({
    ...ESTIMATES[resolution],
    source: 'third-party price tables of 2026; see fal.ai/pricing',
  }),
});
