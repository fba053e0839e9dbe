import * as z from 'zod';
import { ImageTo3DError } from '../../core/errors.ts';
import type { ImageTo3DProvider, RunEstimate } from '../provider.ts';
import { checkTrellis2 } from './trellis-2-guards.ts';
import { TRELLIS_2_PARAMETERS } from './trellis-2-parameters.ts';
import { completeParameters, toTrellis2Input, trellis2InputSchema } from './trellis-2-schema.ts';

/** The wire output of `fal-ai/trellis-2`. Only `url` is promised. */
const trellis2OutputSchema = z.object({
  model_glb: z.object({
    url: z.url({ protocol: /^(https?|blob|data)$/ }),
    content_type: z.string().nullish(),
    file_name: z.string().nullish(),
    file_size: z.number().nullish(),
  }),
});

// Third-party price tables and public notes, December 2025 to August 2026; fal's own price page was never read.
const ESTIMATES: Readonly<Record<512 | 1024 | 1536, Omit<RunEstimate, 'source'>>> = {
  512: { usd: 0.25, minSeconds: 15, maxSeconds: 30 },
  1024: { usd: 0.3, minSeconds: 30, maxSeconds: 60 },
  1536: { usd: 0.35, minSeconds: 60, maxSeconds: 120 },
};

/** `fal-ai/trellis-2`, the first and default provider. */
export const trellis2: ImageTo3DProvider = {
  id: 'fal-ai/trellis-2',
  parameters: TRELLIS_2_PARAMETERS,
  inputSchema: trellis2InputSchema,
  outputSchema: trellis2OutputSchema,
  complete: completeParameters,
  check: checkTrellis2,
  toInput: (parameters, imageUrl) => ({ ...toTrellis2Input(parameters, imageUrl) }),
  estimate: ({ resolution }) => ({
    ...ESTIMATES[resolution],
    source: 'third-party price tables of 2026; see fal.ai/pricing',
  }),
  readResult(output) {
    const parsed = trellis2OutputSchema.safeParse(output);
    if (!parsed.success) {
      throw new ImageTo3DError(
        'protocol',
        'The service finished, but its answer holds no GLB (`model_glb.url`).',
        { cause: parsed.error },
      );
    }
    const { url, file_size } = parsed.data.model_glb;
    return typeof file_size === 'number' ? { url, fileBytes: file_size } : { url };
  },
};
