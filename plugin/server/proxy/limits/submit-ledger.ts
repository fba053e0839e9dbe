import type { Clock } from '../../../core/clock.ts';

/** An answer that can be sent again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What is known of a submit id: its submit is being sent, was accepted by fal, was certainly not accepted, or its
 * outcome is unknown.
 */
export type SubmitKnowledge =
  | { readonly kind: 'pending' | 'refused' | 'uncertain'; readonly atMs: number }
  | { readonly kind: 'taken'; readonly atMs: number; readonly answer: StoredAnswer };

export interface SubmitLedger {
  /** One answer per id: the same id with the same body gets the first answer, also while that one is still being sent. */
  once(
    submitId: string,
    body: string,
    submit: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer | 'other-body'>;
  /** Undefined for an id that this process has not seen; another process may have. */
  look(submitId: string): SubmitKnowledge | undefined;
}

const KEPT_MS = 48 * 3_600_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly body: string;
  readonly answer: Promise<StoredAnswer>;
  known: SubmitKnowledge;
}

function judge(answer: StoredAnswer, atMs: number): SubmitKnowledge {
  const { status } = answer;
  if (status < 300) return { kind: 'taken', atMs, answer };
  return { kind: status >= 400 && status < 500 ? 'refused' : 'uncertain', atMs };
}

/**
 * The outcome of every submit of the last two days (at most 10,000). A refusal (4xx: nothing was accepted) is not final:
 * a corrected submit with the same id is sent.
 */
export function createSubmitLedger(clock: Clock): SubmitLedger {
  const entries = new Map<string, Entry>();
  const forgetOld = () => {
    for (const [id, { known }] of entries) {
      if (clock.now() - known.atMs < KEPT_MS && entries.size <= MAX_ENTRIES) break;
      entries.delete(id);
    }
  };
  return {
    async once(submitId, body, submit) {
      forgetOld();
      const before = entries.get(submitId);
      if (before && before.known.kind !== 'refused')
        return before.body === body ? before.answer : 'other-body';
      const atMs = clock.now();
      const answer = submit();
      const entry: Entry = { body, answer, known: { kind: 'pending', atMs } };
      // Re-inserted at the end: the oldest are removed first.
      entries.delete(submitId);
      entries.set(submitId, entry);
      forgetOld();
      try {
        entry.known = judge(await answer, atMs);
      } catch (thrown) {
        entry.known = { kind: 'uncertain', atMs };
        throw thrown;
      }
      return answer;
    },
    look(submitId) {
      forgetOld();
      return entries.get(submitId)?.known;
    },
  };
}
