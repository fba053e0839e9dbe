import { defineProvider } from '../define-provider.ts';
import type { RunEstimate } from '../provider.ts';
import { checkTrellis2 } from './trellis-2-guards.ts';
import { TRELLIS_2_PARAMETERS, type Trellis2Parameters } from './trellis-2-parameters.ts';

// Prices: third-party tables, December 2025 to August 2026; fal's own price page was never read. Times: a public benchmark
// measured 96 to 469 s for seven runs at 1024 (hi-em/genai-legoarch); those of 512 and 1536 are scaled from it.
const ESTIMATES: Readonly<Record<512 | 1024 | 1536, Omit<RunEstimate, 'source'>>> = {
  512: { usd: 0.25, minSeconds: 48, maxSeconds: 240 },
  1024: { usd: 0.3, minSeconds: 96, maxSeconds: 469 },
  1536: { usd: 0.35, minSeconds: 180, maxSeconds: 900 },
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
    source: 'third-party price tables and a public benchmark of 2026; see fal.ai/pricing',
  }),
});
