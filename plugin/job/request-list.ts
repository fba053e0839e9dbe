import * as z from 'zod';
import type { SubmitMarks } from './transport.ts';

/**
 * fal's list of an account's requests with their inputs. As documented; not tried against the live service: which key
 * scope it needs, how soon a request appears, and whether it appears before it has ended.
 */
const LIST_URL = 'https://api.fal.ai/v1/models/requests/by-endpoint';
/** The documented maximum. */
const PAGE_ITEMS = 100;
const MAX_PAGES = 10;
/** How far apart the clocks of client and service may be. */
const CLOCK_SLACK_MS = 60 * 60_000;

const itemSchema = z.object({
  request_id: z.string().min(1).max(200),
  sent_at: z.string().max(64).nullish(),
  status_code: z.number().nullish(),
  json_input: z.record(z.string(), z.unknown()).nullish(),
});
const pageSchema = z.object({
  items: z.array(itemSchema).max(1000),
  next_cursor: z.string().min(1).max(4096).nullish(),
  has_more: z.boolean().nullish(),
});

type ListedRequest = z.output<typeof itemSchema>;

/** The part of a submit's marks that fal's list shows. */
export type InputMarks = Pick<SubmitMarks, 'imageUrl' | 'seed' | 'sinceMs'>;

/** Result of the search: `unknown` when the list cannot answer (inputs not stored, another format, too many requests). */
export type ListFinding =
  | { readonly kind: 'found'; readonly requestId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

function listUrl(endpointId: string, { sinceMs }: InputMarks, cursor: string | undefined): string {
  const url = new URL(LIST_URL);
  url.searchParams.set('endpoint_id', endpointId);
  // Without a start, the list covers one day only.
  url.searchParams.set('start', new Date(Math.max(0, sinceMs - CLOCK_SLACK_MS)).toISOString());
  url.searchParams.set('expand', 'payloads');
  url.searchParams.set('limit', String(PAGE_ITEMS));
  if (cursor !== undefined) url.searchParams.set('cursor', cursor);
  return url.href;
}

function isTooOld({ sent_at }: ListedRequest, { sinceMs }: InputMarks): boolean {
  const sentMs = Date.parse(sent_at ?? '');
  return Number.isFinite(sentMs) && sentMs < sinceMs - CLOCK_SLACK_MS;
}

const isSame = ({ json_input }: ListedRequest, { imageUrl, seed }: InputMarks) =>
  // Endpoints name the image's field differently; its address is this run's own.
  Object.values(json_input ?? {}).includes(imageUrl) && Number(json_input?.seed) === seed;

/** Of several (a run submitted again): the latest that did not fail. */
function best(requests: readonly ListedRequest[]): ListedRequest | undefined {
  const sentMs = ({ sent_at }: ListedRequest) => Date.parse(sent_at ?? '') || 0;
  const hasFailed = ({ status_code }: ListedRequest) => Number((status_code ?? 0) >= 400);
  return [...requests].sort((a, b) => hasFailed(a) - hasFailed(b) || sentMs(b) - sentMs(a))[0];
}

/**
 * Looks for a submit by its seed and image URL, which together are unique. `read` fetches one page with the account's
 * key and returns its JSON; its errors are passed on. Read-only.
 */
export async function findInRequestList(
  endpointId: string,
  marks: InputMarks,
  read: (url: string) => Promise<unknown>,
): Promise<ListFinding> {
  const found: ListedRequest[] = [];
  let isBlind = false;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const parsed = pageSchema.safeParse(await read(listUrl(endpointId, marks, cursor)));
    if (!parsed.success) return { kind: 'unknown' };
    const { items, next_cursor, has_more } = parsed.data;
    for (const item of items) {
      if (isTooOld(item, marks)) continue;
      if (isSame(item, marks)) found.push(item);
      else if (!item.json_input) isBlind = true;
    }
    const match = best(found);
    if (match) return { kind: 'found', requestId: match.request_id };
    if (has_more === true && !next_cursor) return { kind: 'unknown' };
    if (!next_cursor || has_more === false) return { kind: isBlind ? 'unknown' : 'absent' };
    cursor = next_cursor;
  }
  return { kind: 'unknown' };
}
