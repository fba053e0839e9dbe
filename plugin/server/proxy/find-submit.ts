import { withSignals } from '../../core/abort.ts';
import { after, type Clock } from '../../core/clock.ts';
import { isJsonObject, json, parseJson, readBody } from '../../core/http.ts';
import { findInRequestList, type InputMarks, type ListFinding } from '../../job/request-list.ts';
import { OWN_HEADERS, refusal, type Scrub, toResponse } from './answer.ts';
import type { StoredAnswer, SubmitLedger } from './limits/submit-ledger.ts';
import type { Upstream } from './upstream.ts';

/** Shorter than the time that clients wait for an answer. */
const LIST_TIMEOUT_MS = 25_000;
/** A page of the list contains inputs and outputs, including images. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** fal does not store inputs longer than this. */
const LONGEST_LOOK_MS = 30 * 24 * 3_600_000;
const MAX_URL_CHARS = 2048;
const PARAMETERS = ['endpoint', 'seed', 'image_url', 'since'] as const;

export const SUBMIT_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** A submit to search for: its own id, and the values that identify it in fal's list. */
export interface SubmitQuestion {
  readonly submitId: string;
  readonly endpointId: string;
  readonly marks: InputMarks;
}

const bad = (detail: string, status = 400) => refusal(status, detail);

/** `GET …/submits/<id>?endpoint=&seed=&image_url=&since=`, checked, or the refusal. */
export function readQuestion(
  request: Request,
  endpointIds: readonly string[],
  isOwnImage: (address: string) => boolean,
): SubmitQuestion | StoredAnswer {
  if (request.method !== 'GET') return bad('Use GET.', 405);
  const url = new URL(request.url);
  const submitId = /\/submits\/([^/]*)$/.exec(url.pathname)?.[1] ?? '';
  if (!SUBMIT_ID.test(submitId)) return bad('A submit id has 8 to 64 letters, digits, - or _.');
  const given = [...url.searchParams.keys()];
  if (given.length !== PARAMETERS.length || PARAMETERS.some((name) => !given.includes(name)))
    return bad(`Send each of these parameters once: ${PARAMETERS.join(', ')}.`);
  const [endpointId = '', seed = '', imageUrl = '', since = ''] = PARAMETERS.map(
    (name) => url.searchParams.get(name) ?? undefined,
  );
  if (!endpointIds.includes(endpointId)) return bad('This proxy does not forward this kind of request.', 403);
  if (!/^\d{1,10}$/.test(seed)) return bad('`seed` must be a whole number of at most 10 digits.');
  if (!/^\d{1,16}$/.test(since)) return bad('`since` must be milliseconds since 1970.');
  if (imageUrl.length > MAX_URL_CHARS || !isOwnImage(imageUrl))
    return bad('`image_url` must be an uploaded file.', 422);
  return { submitId, endpointId, marks: { imageUrl, seed: Number(seed), sinceMs: Number(since) } };
}

function found(body: unknown): Response | undefined {
  if (!isJsonObject(body) || typeof body.request_id !== 'string' || body.request_id === '') return undefined;
  const { request_id, status_url, response_url, cancel_url } = body;
  return json(200, { state: 'found', request_id, status_url, response_url, cancel_url }, OWN_HEADERS);
}

const not = (state: 'absent' | 'unknown') => json(200, { state }, OWN_HEADERS);

/** The key may not see the list, or there is none. */
class NotForUs extends Error {}

export interface SubmitSearch {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly ledger: SubmitLedger;
  readonly scrub: Scrub;
  /** Checked before fal is asked. */
  readonly limit: () => StoredAnswer | undefined;
  readonly publicBaseUrl: string;
  readonly signal: AbortSignal;
}

async function queryList(
  { endpointId, marks }: SubmitQuestion,
  { upstream, clock, publicBaseUrl, signal }: SubmitSearch,
): Promise<ListFinding> {
  const stop = new AbortController();
  const clear = after(clock, LIST_TIMEOUT_MS, () => stop.abort(new Error('timed out')));
  try {
    return await withSignals([stop.signal, signal], (either) =>
      findInRequestList(endpointId, marks, async (url) => {
        const init: RequestInit = { headers: { accept: 'application/json' }, signal: either };
        const answer = await upstream.fetch(url, init, publicBaseUrl);
        if ([401, 403, 404].includes(answer.status)) throw new NotForUs();
        if (answer.status !== 200) throw new Error(`The list answered with status ${answer.status}.`);
        const bytes = await readBody(answer, MAX_PAGE_BYTES);
        if (bytes === undefined) throw new NotForUs();
        return parseJson(bytes);
      }),
    );
  } catch (thrown) {
    if (thrown instanceof NotForUs) return { kind: 'unknown' };
    throw thrown;
  } finally {
    clear();
  }
}

/**
 * Says what happened to a submit: from this server's own record, else from fal's list. `absent` only if a
 * run was certainly not accepted, or the list covers its time and does not contain it. Sends only GET requests.
 * Rejects when fal cannot be asked.
 */
export async function findSubmit(question: SubmitQuestion, search: SubmitSearch): Promise<Response> {
  const { ledger, clock, scrub } = search;
  const known = ledger.look(question.submitId);
  if (known?.kind === 'pending') return not('unknown');
  if (known?.kind === 'refused') return not('absent');
  const receipt =
    known?.kind === 'taken' ? found(parseJson(new TextEncoder().encode(known.answer.body))) : undefined;
  if (receipt) return receipt;
  const limited = search.limit();
  if (limited) return toResponse(limited);
  // The page's clock may be wrong; prefer this server's own time of the submit.
  const nowMs = clock.now();
  const sinceMs = Math.min(question.marks.sinceMs, known?.atMs ?? nowMs, nowMs);
  const marks = { ...question.marks, sinceMs: Math.max(sinceMs, nowMs - LONGEST_LOOK_MS) };
  const finding = await queryList({ ...question, marks }, search);
  if (finding.kind !== 'found') return not(finding.kind);
  return found({ request_id: scrub(finding.requestId) }) ?? not('unknown');
}
