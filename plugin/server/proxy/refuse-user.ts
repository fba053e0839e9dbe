import { refusal } from './answer.ts';
import type { StoredAnswer } from './limits/submit-ledger.ts';
import type { FalProxyOptions } from './options.ts';

/** The 401 for a request that the application's own check does not let in. Rejects when that check does. */
export async function refuseUser(
  request: Request,
  authorize: FalProxyOptions['authorize'],
): Promise<StoredAnswer | undefined> {
  if (!authorize || (await authorize(request))) return undefined;
  return refusal(401, 'Sign in first.', 'unauthorized');
}
