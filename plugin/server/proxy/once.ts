import type { Clock } from '../service/clock.ts';

/** An answer that can be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const WINDOW_MS = 10 * 60_000;

/**
 * One answer per submit id: within ten minutes the same id with the same body gets the first answer, also while that
 * one is under way. An answer that says "nothing was accepted" (4xx) is not kept, so that a corrected try goes through.
 */
export function createOnce(clock: Clock) {
  const entries = new Map<
    string,
    { readonly body: string; readonly answer: Promise<StoredAnswer>; readonly atMs: number }
  >();
  const forgetOld = () => {
    for (const [id, { atMs }] of entries) {
      if (clock.now() - atMs < WINDOW_MS) break;
      entries.delete(id);
    }
  };
  return async (
    submitId: string,
    body: string,
    submit: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer | 'other-body'> => {
    forgetOld();
    const known = entries.get(submitId);
    if (known) return known.body === body ? known.answer : 'other-body';
    const answer = submit();
    entries.set(submitId, { body, answer, atMs: clock.now() });
    const { status } = await answer;
    if (status >= 400 && status < 500) entries.delete(submitId);
    return answer;
  };
}
