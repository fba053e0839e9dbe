import * as z from 'zod';
import { withDeadline } from '../core/abort.ts';
import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { ImageTo3DError, stopped } from '../core/errors.ts';
import { findInRequestList, type ListFinding } from '../job/request-list.ts';
import type { SubmitFinding, SubmitMarks } from '../job/transport.ts';
import { readReceipt } from './receipt.ts';
import { errorFromResponse, toImageTo3DError } from './to-error.ts';

export interface ReconcileOptions {
  readonly endpointId: string;
  /** `<base>/submits` of our server: it knows what it sent and asks fal when it does not know the answer. */
  readonly submitsUrl?: string | undefined;
  /** `id:secret`, when this program talks to fal directly. */
  readonly credentials?: string | (() => string | undefined) | undefined;
  readonly fetch: typeof fetch;
  readonly requestTimeoutMs: number;
  readonly deadlineClock?: Clock;
  readonly now?: () => number;
}

const findingSchema = z.object({ state: z.enum(['found', 'absent', 'unknown']) });

async function readJson(response: Response, now: () => number): Promise<unknown> {
  if (!response.ok) throw await errorFromResponse(response, now);
  return response.json();
}

function readFinding(answer: unknown): SubmitFinding {
  const { state } = findingSchema.parse(answer);
  if (state !== 'found') return { kind: state };
  const receipt = readReceipt(answer);
  if (!receipt)
    throw new ImageTo3DError('protocol', 'The server found the run, but did not give its request id.');
  return { kind: 'found', receipt };
}

/**
 * Looks up a submit whose answer was lost, in our server's records or in fal's list of the account's requests. Undefined
 * when neither is available. GET requests only; throws {@link ImageTo3DError}.
 */
export function createReconcile({
  endpointId,
  submitsUrl,
  credentials,
  fetch: send,
  requestTimeoutMs,
  deadlineClock = REAL_CLOCK,
  now = REAL_CLOCK.now,
}: ReconcileOptions): ((marks: SubmitMarks, signal: AbortSignal) => Promise<SubmitFinding>) | undefined {
  const askServer = async (base: string, marks: SubmitMarks, signal: AbortSignal): Promise<SubmitFinding> => {
    const query = new URLSearchParams({
      endpoint: endpointId,
      seed: String(marks.seed),
      image_url: marks.imageUrl,
      since: String(Math.max(0, Math.floor(marks.sinceMs))),
    });
    const url = `${base}/${encodeURIComponent(marks.submitId)}?${query}`;
    // Over plain http, this header shows the server that the request comes from its own page.
    const headers = { accept: 'application/json', 'x-submit-id': marks.submitId };
    const response = await send(url, { signal, headers });
    return readFinding(await readJson(response, now));
  };

  const askFal = async (key: string, marks: SubmitMarks, signal: AbortSignal): Promise<SubmitFinding> => {
    const headers = { accept: 'application/json', authorization: `Key ${key}` };
    // A clock that was set back since must not hide the run.
    const known = { ...marks, sinceMs: Math.min(marks.sinceMs, now()) };
    let finding: ListFinding;
    try {
      finding = await findInRequestList(endpointId, known, async (url) =>
        readJson(await send(url, { signal, headers, redirect: 'error' }), now),
      );
    } catch (thrown) {
      // A key that may submit may still not be allowed to read the list.
      const { code } = toImageTo3DError(thrown);
      if (['auth', 'refused', 'balance', 'expired'].includes(code)) return { kind: 'unknown' };
      throw thrown;
    }
    return finding.kind === 'found' ? { kind: 'found', receipt: { requestId: finding.requestId } } : finding;
  };

  if (submitsUrl === undefined && credentials === undefined) return undefined;
  return async (marks, signal) => {
    const key = typeof credentials === 'function' ? credentials() : credentials;
    try {
      const ask = async (limited: AbortSignal): Promise<SubmitFinding> => {
        if (submitsUrl !== undefined) return askServer(submitsUrl, marks, limited);
        return key ? askFal(key, marks, limited) : { kind: 'unknown' };
      };
      return await withDeadline(requestTimeoutMs, [signal], ask, deadlineClock);
    } catch (thrown) {
      if (signal.aborted) throw stopped(thrown);
      if (thrown instanceof z.ZodError)
        throw new ImageTo3DError('protocol', 'The server gave an unexpected answer about the submit.', {
          cause: thrown,
        });
      throw toImageTo3DError(thrown);
    }
  };
}
