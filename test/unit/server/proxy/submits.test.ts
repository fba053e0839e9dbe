import { describe, expect, it } from 'vitest';
import { createFalProxy } from '../../../../plugin/server/proxy/app.ts';
import { createFalEmulator } from '../../../fal-emulator/index.ts';
import { createManualClock } from '../../../fal-emulator/manual-clock.ts';
import { createFakeEngine } from '../harness.ts';
import {
  CANARY,
  createProxyBench,
  ID,
  IMAGE_URL,
  INPUT,
  jsonAnswer,
  ORIGIN,
  type ProxyBench,
} from './proxy-bench.ts';

const PRESS = 'press-0001';
const HOUR_MS = 3_600_000;
const NOW_MS = createManualClock().now();

const QUERY: Readonly<Record<string, string>> = {
  endpoint: 'fal-ai/trellis-2',
  seed: '1',
  image_url: IMAGE_URL,
  since: String(NOW_MS),
};

interface Find {
  readonly id?: string;
  readonly query?: Record<string, string | undefined>;
  readonly search?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly without?: readonly string[];
  readonly host?: string;
  readonly remoteAddress?: string;
}

function find(bench: Pick<ProxyBench, 'proxy'>, ask: Find = {}): Promise<Response> {
  const { id = PRESS, query = {}, method = 'GET', host = ORIGIN, without = [], remoteAddress } = ask;
  const all = Object.entries({ ...QUERY, ...query }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const search = ask.search ?? new URLSearchParams(all).toString();
  const headers: Record<string, string> = { origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...ask.headers };
  for (const name of without) delete headers[name];
  const request = new Request(`${host}/api/fal/submits/${id}?${search}`, { method, headers });
  return bench.proxy.submits(request, remoteAddress === undefined ? {} : { remoteAddress });
}

const state = async (bench: ProxyBench, ask?: Find) => (await find(bench, ask)).json();
const submit = (bench: ProxyBench, id = PRESS) => bench.ask({ headers: { 'x-submit-id': id } });
const lists = ({ sent }: ProxyBench) => sent.filter(({ url }) => url.startsWith('https://api.fal.ai/'));

const row = (changes: Record<string, unknown> = {}) => ({
  request_id: ID,
  sent_at: new Date(NOW_MS).toISOString(),
  json_input: INPUT,
  ...changes,
});
/** fal whose queue fails in some way and whose list shows these requests. */
const falWith = (
  bench: ProxyBench,
  queue: () => Response | Promise<Response>,
  items: readonly unknown[] = [],
) => {
  bench.answer = ({ url }) =>
    url.startsWith('https://api.fal.ai/') ? jsonAnswer(200, { items, has_more: false }) : queue();
};
const lost = () => Promise.reject(new TypeError('fetch failed'));

describe('what the proxy itself knows of a submit', () => {
  it('taken: the first answer’s id and addresses, and nothing else of it', async () => {
    const bench = createProxyBench();
    bench.answer = () =>
      jsonAnswer(200, {
        request_id: ID,
        status_url: 'https://queue.fal.run/s',
        logs: ['x'],
        queue_position: 3,
      });
    await submit(bench);
    expect(await state(bench)).toEqual({
      state: 'found',
      request_id: ID,
      status_url: 'https://queue.fal.run/s',
    });
    expect(lists(bench)).toEqual([]);
  });

  it('refused: absent', async () => {
    const bench = createProxyBench();
    bench.answer = () => jsonAnswer(403, { detail: 'locked' });
    await submit(bench);
    expect(await state(bench)).toEqual({ state: 'absent' });
    expect(lists(bench)).toEqual([]);
  });

  it('over the cap: absent', async () => {
    const bench = createProxyBench({ dailyCapUsd: 0.1 });
    expect((await submit(bench)).status).toBe(402);
    expect(await state(bench)).toEqual({ state: 'absent' });
  });

  it('still on its way: unknown, then found', async () => {
    const bench = createProxyBench();
    let arrive: (response: Response) => void = () => {};
    bench.answer = () => new Promise<Response>((resolve) => (arrive = resolve));
    const submitted = submit(bench);
    await bench.clock.advance(0);
    expect(await state(bench)).toEqual({ state: 'unknown' });
    arrive(jsonAnswer(200, { request_id: ID }));
    await submitted;
    expect(await state(bench)).toMatchObject({ state: 'found', request_id: ID });
  });

  it('is kept for a day', async () => {
    const bench = createProxyBench();
    await submit(bench);
    await bench.clock.advance(25 * HOUR_MS);
    expect(await state(bench)).toMatchObject({ state: 'found' });
    expect(lists(bench)).toEqual([]);
  });
});

describe('what fal’s list is asked for', () => {
  it.each([
    ['a lost answer', lost],
    ['a 504', () => jsonAnswer(504, {})],
    ['an answer without an id', () => jsonAnswer(200, { status: 'IN_QUEUE' })],
    ['HTML', () => new Response('<html>', { status: 200 })],
  ] as const)('%s, and the run is there: found', async (_name, queue) => {
    const bench = createProxyBench();
    falWith(bench, queue, [row()]);
    await submit(bench);
    expect(await state(bench)).toEqual({ state: 'found', request_id: ID });
    const [asked] = lists(bench);
    expect(asked).toMatchObject({ method: 'GET', body: undefined });
    expect(asked?.headers.authorization).toBe(`Key ${CANARY}`);
  });

  it('a lost answer, and the run is not there: absent', async () => {
    const bench = createProxyBench();
    falWith(bench, lost, [row({ json_input: { ...INPUT, seed: 2 } })]);
    await submit(bench);
    expect(await state(bench)).toEqual({ state: 'absent' });
  });

  it('an id that this process has not seen, as after a restart', async () => {
    const bench = createProxyBench();
    falWith(bench, lost, [row()]);
    expect(await state(bench, { id: 'press-9999' })).toEqual({ state: 'found', request_id: ID });
  });

  it('begins an hour before the earlier of the page’s time, ours and the submit’s', async () => {
    const bench = createProxyBench();
    falWith(bench, lost);
    await submit(bench);
    await bench.clock.advance(5 * HOUR_MS);
    const start = async (since: number) => {
      await state(bench, { query: { since: String(since) } });
      return Date.parse(new URL(lists(bench).at(-1)?.url ?? '').searchParams.get('start') ?? '');
    };
    expect(await start(NOW_MS + 1000 * HOUR_MS)).toBe(NOW_MS - HOUR_MS);
    expect(await start(NOW_MS - 2 * HOUR_MS)).toBe(NOW_MS - 3 * HOUR_MS);
    expect(await start(0)).toBe(NOW_MS + 5 * HOUR_MS - 30 * 24 * HOUR_MS - HOUR_MS);
  });

  it.each([401, 403, 404])('%i: the key may not see it, unknown', async (status) => {
    const bench = createProxyBench();
    bench.answer = () => jsonAnswer(status, { detail: `Key ${CANARY} is no admin key` });
    expect(await state(bench)).toEqual({ state: 'unknown' });
  });

  it.each([
    ['a 500', () => jsonAnswer(500, { detail: CANARY })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } })],
    ['no connection', lost],
  ] as const)('%s: an error, never an "absent"', async (_name, answer) => {
    const bench = createProxyBench();
    bench.answer = answer;
    const response = await find(bench);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('canary');
  });

  it('another form, or inputs that are not kept: unknown', async () => {
    const bench = createProxyBench();
    bench.answer = () => jsonAnswer(200, { requests: [] });
    expect(await state(bench)).toEqual({ state: 'unknown' });
    falWith(bench, lost, [row({ json_input: null })]);
    expect(await state(bench)).toEqual({ state: 'unknown' });
  });

  it('is given up after 25 s', async () => {
    const bench = createProxyBench();
    bench.answer = ({ signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const asked = find(bench);
    await bench.clock.advance(25_000);
    expect((await asked).status).toBe(502);
  });

  it('is asked at most three times as often as a client may submit', async () => {
    const bench = createProxyBench({ submitsPerMinute: 2 });
    falWith(bench, lost);
    const statuses: number[] = [];
    for (let n = 0; n < 8; n++) statuses.push((await find(bench, { id: `press-000${n}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(lists(bench)).toHaveLength(6);
  });

  it('never sends anything but GET', async () => {
    const bench = createProxyBench();
    falWith(bench, lost);
    await submit(bench);
    const before = bench.sent.length;
    for (let n = 0; n < 5; n++) await find(bench);
    expect(bench.sent.slice(before).map(({ method }) => method)).toEqual(Array(5).fill('GET'));
  });
});

it('the local service’s list is asked in the same way, and shows a run as late as it is told to', async () => {
  const clock = createManualClock();
  const service = createFalEmulator({
    engine: createFakeEngine(clock, 0),
    clock,
    auth: 'open',
    listDelayMs: 10_000,
  });
  const bench = createProxyBench({ upstream: 'local', service, clock });
  const base = `${ORIGIN}/api/fal/service`;
  const image_url = `${base}/v3b.fal.media/files/b/0a86b61d/cat.png`;
  service.faults.add({ fault: 'submit-answer-lost' });
  const lostAnswer = await bench.ask({ headers: { 'x-submit-id': PRESS }, body: { ...INPUT, image_url } });
  expect(lostAnswer.status).toBe(520);
  const query = { image_url };
  expect(await state(bench, { query })).toEqual({ state: 'absent' });
  await clock.advance(10_000);
  const [charged] = service.ledger.rows;
  const found = { state: 'found', request_id: charged?.requestId };
  expect(await state(bench, { query })).toEqual(found);
  // Another process in front of the same service knows nothing of the id.
  const proxy = createFalProxy({ upstream: 'local', service, clock });
  expect(await (await find({ proxy }, { query })).json()).toEqual(found);
  expect(service.ledger.rows).toHaveLength(1);
});

const REFUSED: readonly [string, Find, number][] = [
  ['origin of another site', { headers: { origin: 'https://evil.test' } }, 403],
  ['origin null', { headers: { origin: 'null' } }, 403],
  ['Sec-Fetch-Site cross-site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['Sec-Fetch-Site same-site', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
  ['opened by hand', { without: ['origin'], headers: { 'sec-fetch-site': 'none' } }, 403],
  ['no browser’s mark, unknown peer', { without: ['origin', 'sec-fetch-site'] }, 403],
  [
    'no browser’s mark, another machine',
    { without: ['origin', 'sec-fetch-site'], remoteAddress: '10.0.0.7' },
    403,
  ],
  [
    'a rebound host name',
    { host: 'http://evil.test:5173', headers: { origin: 'http://evil.test:5173' } },
    403,
  ],
  ['preflight from elsewhere', { method: 'OPTIONS', headers: { origin: 'https://evil.test' } }, 403],
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'].map((method): [string, Find, number] => [
    method,
    { method },
    405,
  ]),
  ['no id', { id: '' }, 400],
  ['an id of 7 characters', { id: 'a234567' }, 400],
  ['an id of 65 characters', { id: 'a'.repeat(65) }, 400],
  ['an id of 4000 characters', { id: 'a'.repeat(4000) }, 400],
  ['an id with a dot', { id: 'press.0001' }, 400],
  ['an id with an escape', { id: 'press%200001' }, 400],
  ['an id with an escaped slash', { id: 'press%2f..%2fproxy' }, 400],
  ['an id in two segments', { id: 'press-0001/press-0002' }, 400],
  ['__proto__', { id: '__proto__%00' }, 400],
  ['another endpoint', { query: { endpoint: 'fal-ai/veo3' } }, 403],
  ['a sub-path of the endpoint', { query: { endpoint: 'fal-ai/trellis-2/retexture' } }, 403],
  ['two endpoints', { query: { endpoint: 'fal-ai/trellis-2,fal-ai/veo3' } }, 403],
  ['no endpoint', { query: { endpoint: undefined } }, 400],
  ['no seed', { query: { seed: undefined } }, 400],
  ['a negative seed', { query: { seed: '-1' } }, 400],
  ['an endless seed', { query: { seed: '1'.repeat(11) } }, 400],
  ['a seed that is no number', { query: { seed: '1e3' } }, 400],
  ['no time', { query: { since: undefined } }, 400],
  ['a time that is no number', { query: { since: 'now' } }, 400],
  ['an endless time', { query: { since: '1'.repeat(17) } }, 400],
  ['no picture', { query: { image_url: undefined } }, 400],
  ['a picture elsewhere', { query: { image_url: 'https://evil.test/cat.png' } }, 422],
  ['a data URI', { query: { image_url: 'data:image/png;base64,AAAA' } }, 422],
  ['an endless picture address', { query: { image_url: `https://fal.media/${'a'.repeat(3000)}` } }, 422],
  ['one parameter more', { query: { expand: 'payloads' } }, 400],
  ['one parameter twice', { search: `${new URLSearchParams(QUERY)}&endpoint=fal-ai%2Fveo3` }, 400],
  ['nothing', { search: '' }, 400],
  ['a header of 10 kB', { headers: { 'x-fal-runner-hint': 'a'.repeat(10_000) } }, 431],
];

describe('what is refused, and never reaches fal', () => {
  it.each(REFUSED)('%s', async (_name, ask, status) => {
    const bench = createProxyBench();
    const response = await find(bench, ask);
    expect(response.status).toBe(status);
    expect(bench.sent).toEqual([]);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('who is not signed in', async () => {
    const bench = createProxyBench({ authorize: () => false });
    expect((await find(bench)).status).toBe(401);
    expect(bench.sent).toEqual([]);
  });
});

it('a listed origin may read the answer, and nobody may store it', async () => {
  const bench = createProxyBench({ allowedOrigins: ['https://app.example'] });
  falWith(bench, lost);
  const headers = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
  const response = await find(bench, { headers });
  expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(response.headers.get('cache-control')).toBe('no-store');
});
