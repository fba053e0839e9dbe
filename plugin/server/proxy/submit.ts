import type { ImageTo3DProvider, WireInput } from '../../recipe/provider.ts';
import { type PassedAnswer, refusal } from './answer.ts';
import type { Reservation, SpendCap } from './limits/spend.ts';
import type { StoredAnswer } from './limits/submit-ledger.ts';

/** The estimated price of the run, reserved before it is sent. */
export function estimateUsd(provider: ImageTo3DProvider, input: WireInput): number {
  const defaults = provider.toWire(provider.complete({}, 0));
  return provider.estimate(provider.fromInput({ ...defaults, ...input }, 0)).usd;
}

const dollars = (usd: number) => `$${usd.toFixed(2)}`;

// A status that `@fal-ai/client` does not retry: with 502, 503 or 504 it would submit, and pay, again.
const uncertain = (why: string) =>
  refusal(520, `${why} The run may have been accepted. Check before you run it again.`, 'submit_uncertain');

/**
 * Sends one submit, at most once. Reserves its price first; releases it only if the answer says that nothing was
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
    return refusal(424, 'The spending record could not be saved, so nothing was sent.', 'spend_record');
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
  // 408 and 499 mean that the connection ended; the run may have been accepted before.
  if (status >= 400 && status < 500 && status !== 408 && status !== 499) {
    // The run was certainly refused; a failure to save that must not look like an unknown outcome.
    await reservation.release().catch(() => undefined);
    return answer ?? refusal(status, `fal refused the submit with status ${status}.`);
  }
  const neverStarted = answer?.headers['x-fal-request-timeout-type'] === 'user';
  if (answer && (status < 300 || neverStarted)) return answer;
  return uncertain(`fal answered the submit with status ${status}.`);
}
