import type { ImageTo3DProvider, WireInput } from '../../recipe/provider.ts';
import { type PassedAnswer, refusal } from './answer.ts';
import type { Reservation, SpendCap } from './limits/spend.ts';
import type { StoredAnswer } from './limits/submit-ledger.ts';

/** What the run is estimated to cost: reserved from the day's cap before it is sent. */
export function estimateUsd(provider: ImageTo3DProvider, input: WireInput): number {
  const defaults = provider.toWire(provider.complete({}, 0));
  return provider.estimate(provider.fromInput({ ...defaults, ...input }, 0)).usd;
}

const dollars = (usd: number) => `$${usd.toFixed(2)}`;

// A status that `@fal-ai/client` does not retry: with 502, 503 or 504 it would submit, and pay, again.
const uncertain = (why: string) =>
  refusal(520, `${why} The run may have been accepted; look before you run again.`, 'submit_uncertain');

/**
 * Sends one submit, at most once. Reserves its price first; gives it back only for an answer that says that nothing was
 * accepted (4xx). Every other outcome but success is a 520, and its price stays reserved.
 */
export async function sendSubmit(
  send: () => Promise<PassedAnswer>,
  usd: number,
  spend: SpendCap,
): Promise<StoredAnswer> {
  let reservation: Reservation | undefined;
  try {
    reservation = await spend.reserve(usd);
  } catch {
    return refusal(424, 'The record of spending could not be kept, so nothing was sent.', 'spend_record');
  }
  if (!reservation) {
    const spent = `${dollars(spend.spentUsd)} of ${dollars(spend.capUsd)} are spent today`;
    return refusal(402, `This run is estimated at ${dollars(usd)}, but ${spent}.`, 'spend_cap');
  }
  let passed: PassedAnswer;
  try {
    passed = await send();
  } catch {
    return uncertain('The answer to the submit was lost.');
  }
  const { status, answer } = passed;
  // 408 and 499 tell of a connection that ended, not of what was taken before it did.
  if (status >= 400 && status < 500 && status !== 408 && status !== 499) {
    // The run was refused for certain; a failure to write that down must not look like an unknown outcome.
    await reservation.release().catch(() => undefined);
    return answer ?? refusal(status, `fal refused the submit with status ${status}.`);
  }
  const neverStarted = answer?.headers['x-fal-request-timeout-type'] === 'user';
  if (answer && (status < 300 || neverStarted)) return answer;
  return uncertain(`fal answered the submit with status ${status}.`);
}
