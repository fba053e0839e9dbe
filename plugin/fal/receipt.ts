import * as z from 'zod';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { SubmitReceipt } from '../job/transport.ts';

/** Longer URLs are ignored. */
export const MAX_ADDRESS_CHARS = 4096;

// Only the id is needed to find the run: other invalid fields are ignored.
const address = z.string().min(1).max(MAX_ADDRESS_CHARS).optional().catch(undefined);

const receiptSchema = z.object({
  request_id: z.string().min(1).max(200),
  status_url: address,
  response_url: address,
  cancel_url: address,
});

/** Parses an accepted submit, from fal or from our server's lookup. Undefined without a request id. */
export function readReceipt(answer: unknown): SubmitReceipt | undefined {
  const parsed = receiptSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const { request_id, status_url, response_url, cancel_url } = parsed.data;
  return {
    requestId: request_id,
    ...omitUndefined({ statusUrl: status_url, responseUrl: response_url, cancelUrl: cancel_url }),
  };
}
