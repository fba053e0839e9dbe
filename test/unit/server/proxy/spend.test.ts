import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFileSpendStore } from '../../../../plugin/server/node.ts';
import { createSpendCap, type SpendRecord } from '../../../../plugin/server/proxy/limits/spend.ts';
import { STILL_CLOCK } from '../harness.ts';
import { createProxyBench, ID, INPUT, jsonAnswer, REQUEST } from './proxy-bench.ts';

const DAY_MS = 24 * 3_600_000;

describe('daily cap', () => {
  it('is exact under 200 parallel submits: $10.00 at $0.30 each is 33 runs', async () => {
    const bench = createProxyBench({ dailyCapUsd: 10 });
    bench.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return jsonAnswer(200, { request_id: ID });
    };
    const asks = Array.from({ length: 200 }, () => bench.ask({}));
    const statuses = (await Promise.all(asks)).map((response) => response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(33);
    expect(statuses.filter((status) => status === 402)).toHaveLength(167);
    expect(bench.sent).toHaveLength(33);
    expect(bench.proxy.spend.spentUsd).toBe(9.9);
  });

  it('is used up to the last cent, by the price of the resolution', async () => {
    const bench = createProxyBench({ dailyCapUsd: 0.9 });
    const run = async (resolution: number) => (await bench.ask({ body: { ...INPUT, resolution } })).status;
    expect([await run(512), await run(1024), await run(1536), await run(512)]).toEqual([200, 200, 200, 402]);
    expect(bench.proxy.spend.spentUsd).toBe(0.9);
  });

  it('says what was spent, and starts anew with the day', async () => {
    const bench = createProxyBench({ dailyCapUsd: 0.3 });
    await bench.ask({});
    const refused = await bench.ask({});
    expect(await refused.json()).toEqual({
      detail: 'This run is estimated at $0.30, but $0.30 of $0.30 are spent today.',
      error_type: 'spend_cap',
    });
    await bench.clock.advance(DAY_MS);
    expect((await bench.ask({})).status).toBe(200);
  });

  it.each([
    ['a refusal of fal gives the money back', () => jsonAnswer(403, { detail: 'locked' }), 0],
    ['so does an HTML refusal', () => new Response('<html>', { status: 403 }), 0],
    ['a lost answer does not', () => Promise.reject(new TypeError('fetch failed')), 0.3],
    ['a 502 does not', () => jsonAnswer(502, {}), 0.3],
    ['a 408 does not: it tells of the connection', () => jsonAnswer(408, {}), 0.3],
    ['nor does a 499', () => jsonAnswer(499, {}), 0.3],
    ['a success does not', () => jsonAnswer(200, {}), 0.3],
  ] as const)('%s', async (_name, answer, spent) => {
    const bench = createProxyBench();
    bench.answer = answer;
    await bench.ask({});
    expect(bench.proxy.spend.spentUsd).toBe(spent);
  });

  it('outlives a restart through its store; yesterday’s record counts for nothing', async () => {
    let record: SpendRecord | undefined;
    const spendStore = {
      load: async () => record,
      save: async (next: SpendRecord) => {
        record = next;
      },
    };
    await createProxyBench({ spendStore }).ask({});
    const second = createProxyBench({ spendStore });
    await second.ask({});
    expect(second.proxy.spend.spentUsd).toBe(0.6);
    const later = createProxyBench({ spendStore });
    await later.clock.advance(DAY_MS);
    await later.ask({});
    expect(later.proxy.spend.spentUsd).toBe(0.3);
  });

  it('keeps the latest sum in a file, also after many at once; a damaged file stops spending', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spend-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'spend.json');
    const first = createProxyBench({ spendStore: createFileSpendStore(path), dailyCapUsd: 3 });
    await Promise.all(Array.from({ length: 20 }, () => first.ask({})));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ microUsd: 3_000_000 });
    const second = createProxyBench({ spendStore: createFileSpendStore(path), dailyCapUsd: 3 });
    expect((await second.ask({})).status).toBe(402);
    await writeFile(path, 'x');
    const third = createProxyBench({ spendStore: createFileSpendStore(path) });
    expect((await third.ask({})).status).toBe(424);
    expect(third.sent).toEqual([]);
  });

  it('a refusal that comes after midnight takes nothing from the new day', async () => {
    const bench = createProxyBench();
    await bench.ask({});
    bench.answer = async () => {
      await bench.clock.advance(DAY_MS);
      bench.answer = () => jsonAnswer(200, { request_id: ID });
      await bench.ask({});
      return jsonAnswer(403, { detail: 'locked' });
    };
    await bench.ask({});
    expect(bench.proxy.spend.spentUsd).toBe(0.3);
  });

  it('a record that could not be read just then is read for the next run', async () => {
    let reads = 0;
    const store = {
      async load(): Promise<SpendRecord | undefined> {
        reads += 1;
        if (reads === 1) throw new Error('EMFILE');
        return undefined;
      },
      async save() {},
    };
    const cap = createSpendCap(STILL_CLOCK, 1, store);
    await expect(cap.reserve(0.3)).rejects.toThrow('EMFILE');
    expect(await cap.reserve(0.3)).toBeDefined();
    expect([reads, cap.spentUsd]).toEqual([2, 0.3]);
  });

  it('sends nothing when the spending cannot be written down', async () => {
    const spendStore = { load: async () => undefined, save: () => Promise.reject(new Error('disk full')) };
    const bench = createProxyBench({ spendStore });
    expect((await bench.ask({})).status).toBe(424);
    expect(bench.sent).toEqual([]);
    expect(bench.proxy.spend.spentUsd).toBe(0);
  });
});

describe('one submit id, one run', () => {
  const headers = { 'x-submit-id': 'press-0001' };

  it('the same id gets the first answer, also at the same time', async () => {
    const bench = createProxyBench();
    const answers = await Promise.all([
      bench.ask({ headers }),
      bench.ask({ headers }),
      bench.ask({ headers }),
    ]);
    answers.push(await bench.ask({ headers }));
    expect(bench.sent).toHaveLength(1);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ request_id: ID });
    expect(bench.proxy.spend.spentUsd).toBe(0.3);
  });

  it('an unknown outcome stays unknown: it is not sent again', async () => {
    const bench = createProxyBench();
    bench.answer = () => Promise.reject(new TypeError('fetch failed'));
    expect([(await bench.ask({ headers })).status, (await bench.ask({ headers })).status]).toEqual([
      520, 520,
    ]);
    expect(bench.sent).toHaveLength(1);
  });

  it('a refusal does not bind, another body is refused, two days later the id is free', async () => {
    const bench = createProxyBench();
    bench.answer = () => jsonAnswer(429, { detail: 'busy' });
    await bench.ask({ headers });
    bench.answer = () => jsonAnswer(200, { request_id: ID });
    expect((await bench.ask({ headers })).status).toBe(200);
    expect((await bench.ask({ headers, body: { ...INPUT, seed: 2 } })).status).toBe(409);
    expect(bench.sent).toHaveLength(2);
    await bench.clock.advance(47 * 3_600_000);
    await bench.ask({ headers });
    expect(bench.sent).toHaveLength(2);
    await bench.clock.advance(3_600_000);
    await bench.ask({ headers });
    expect(bench.sent).toHaveLength(3);
  });
});

it('limits submits per client and polls per run', async () => {
  const bench = createProxyBench({ submitsPerMinute: 10, pollsPerMinute: 60 });
  const submit = async (remoteAddress: string) => (await bench.ask({ remoteAddress })).status;
  for (let n = 0; n < 10; n++) expect(await submit('10.0.0.1')).toBe(200);
  expect(await submit('10.0.0.1')).toBe(429);
  expect(await submit('10.0.0.2')).toBe(200);
  await bench.clock.advance(6000);
  expect([await submit('10.0.0.1'), await submit('10.0.0.1')]).toEqual([200, 429]);
  const poll = async () => (await bench.ask({ method: 'GET', target: `${REQUEST}/status?logs=0` })).status;
  for (let n = 0; n < 60; n++) expect(await poll()).toBe(200);
  expect(await poll()).toBe(429);
});
