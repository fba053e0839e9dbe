import { describe, expect, it, onTestFinished } from 'vitest';
import { FAULTS, type FaultId, type FaultRoute } from '../../fal-emulator/fault-catalogue.ts';
import {
  createBench,
  DATA_URI,
  ENDPOINT,
  KEY,
  requestPath,
  type ServedBench,
  serveBench,
} from '../server/harness.ts';

async function bench(): Promise<ServedBench> {
  const served = await serveBench();
  onTestFinished(() => served.close());
  return served;
}

const input = { image_url: DATA_URI, seed: 1 };
const submitTo = (base: string, signal?: AbortSignal) =>
  fetch(`${base}/queue.fal.run/${ENDPOINT}`, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: KEY,
    ...(signal ? { signal } : {}),
  });

describe('what a submit under each fault leaves in the ledger', () => {
  it.each([
    ['too-many-requests', '429', 429, 0],
    ['too-many-requests', '429-retry-after', 429, 0],
    ['server-error', '500-json', 500, 0],
    ['server-error', '502-html', 502, 0],
    ['server-error', '503', 503, 0],
    ['server-error', '504', 504, 0],
    ['server-error', '504-user', 504, 0],
    ['submit-lost', 'drop', 'dropped', 0],
    ['submit-answer-lost', 'drop-after', 'dropped', 1],
    ['gateway-error-after-submit', '502-after', 502, 1],
    ['gateway-error-after-submit', '504-after', 504, 1],
    ['no-answer', 'hang', 'silent', 0],
    ['no-answer', 'hang-after', 'silent', 1],
  ] as const)('%s %s: the caller sees %s, %i accepted', async (fault, variant, seen, accepted) => {
    const { base, service } = await bench();
    service.faults.add({ fault, variant, route: 'submit' });
    const leave = new AbortController();
    const told = submitTo(base, leave.signal).then(
      (response) => response.status,
      () => (leave.signal.aborted ? 'silent' : 'dropped'),
    );
    if (seen === 'silent') {
      await expect.poll(() => service.faults.active[0]?.hits).toBe(1);
      await expect.poll(() => service.ledger.rows.length).toBe(accepted);
      // The service answers others meanwhile: it is this one that it leaves waiting.
      await fetch(`${base}/info`).then((response) => response.text());
      expect(await Promise.race([told, Promise.resolve('waiting')])).toBe('waiting');
      leave.abort();
    }
    expect(await told).toBe(seen);
    expect(service.ledger.rows).toHaveLength(accepted);
    expect((await submitTo(base)).status).toBe(200);
  });
});

describe('the stock client pays twice', () => {
  it.each([
    ['submit-answer-lost', 'drop-after'],
    ['gateway-error-after-submit', '502-after'],
    ['gateway-error-after-submit', '504-after'],
  ] as const)(
    '%s %s: one press, two accepted runs, although retries are switched off',
    async (fault, variant) => {
      const { service, base } = await bench();
      const { createFalClient } = await import('@fal-ai/client');
      const client = createFalClient({
        credentials: 'test-id:test-secret',
        requestMiddleware: async (r) => ({ ...r, url: r.url.replace(/^https:\/\//, `${base}/`) }),
        retry: { maxRetries: 0 },
      });
      service.faults.add({ fault, variant });
      await client.queue.submit(ENDPOINT, { input });
      expect(service.ledger.rows.length).toBeGreaterThanOrEqual(2);
    },
  );
});

describe('no fault ends the service', () => {
  const cases = Object.entries(FAULTS).flatMap(([fault, { variants }]) =>
    Object.keys(variants)
      .filter((variant) => !variant.startsWith('hang') && variant !== 'huge-200mb')
      .map((variant) => [fault as FaultId, variant] as const),
  );
  it.each(cases)('%s %s strikes once, then everything works', async (fault, variant) => {
    const { base, fal, service } = await bench();
    const own = FAULTS[fault].route as FaultRoute | undefined;
    service.faults.add({ fault, variant, ms: 1, times: 1, ...(own ? {} : { route: 'status' }) });
    const file = new File(['x'], 'x.png', { type: 'image/png' });
    await fal.storage.upload(file).catch(() => undefined);
    const run = async () => {
      const submitted = (await (await submitTo(base)).json()) as { request_id: string };
      const path = `${base}${requestPath(submitted.request_id)}`;
      await fetch(`${path}/status/stream`, { headers: KEY }).then((response) => response.text());
      await fetch(`${path}/status`, { headers: KEY }).then((response) => response.text());
      const result = (await (await fetch(path, { headers: KEY })).json()) as { model_glb: { url: string } };
      const glb = await (await fetch(result.model_glb.url)).arrayBuffer();
      return new TextDecoder().decode(glb.slice(0, 4));
    };
    await run().catch(() => undefined);
    expect(await run()).toBe('glTF');
    if (fault !== 'bad-webhook') expect(service.faults.active[0]?.hits).toBe(1);
  });
});

it('a huge download: 200 MB are declared and sent without holding them', async () => {
  const { base, service, fal } = await bench();
  const { data } = await fal.subscribe(ENDPOINT, { input, pollInterval: 2 });
  service.faults.add({ fault: 'bad-download', variant: 'huge-200mb' });
  const response = await fetch(data.model_glb.url);
  let length = 0;
  for await (const chunk of response.body ?? []) length += chunk.byteLength;
  expect(length).toBe(200 * 1024 * 1024);
  expect(response.headers.get('content-length')).toBe(String(length));
  expect(base).toContain('127.0.0.1');
});

it('an answer without reason phrase leaves the stock client with an empty message', async () => {
  const { fal, service } = await bench();
  service.faults.add({ fault: 'no-reason-phrase', route: 'result' });
  const requestId = '00000000-0000-4000-8000-000000000000';
  await expect(fal.queue.result(ENDPOINT, { requestId })).rejects.toMatchObject({ status: 404, message: '' });
});

it('a stream split within characters: every byte is there', async () => {
  const { base, service } = await bench();
  const { request_id: id } = (await (await submitTo(base)).json()) as { request_id: string };
  service.faults.add({ fault: 'broken-stream', variant: 'split-utf8' });
  const text = await (await fetch(`${base}${requestPath(id, '/status/stream')}`, { headers: KEY })).text();
  expect(text).toContain('"status":"COMPLETED"');
});

describe('rules', () => {
  const statuses = async (test: ReturnType<typeof createBench>, count: number) => {
    const id = await test.submit();
    const codes = [];
    for (let n = 0; n < count; n++) codes.push((await test.call('GET', requestPath(id, '/status'))).status);
    return codes;
  };

  it('strike from the nth request on, so many times', async () => {
    const test = createBench();
    test.service.faults.add({ fault: 'server-error', variant: '503', route: 'status', nth: 2, times: 2 });
    expect(await statuses(test, 5)).toEqual([202, 503, 503, 202, 202]);
  });

  it('strike by chance, the same way for the same seed', async () => {
    const roll = async () => {
      const test = createBench({ seed: 11 });
      test.service.faults.add({
        fault: 'server-error',
        variant: '503',
        route: 'status',
        probability: 0.5,
        times: 99,
      });
      return statuses(test, 20);
    };
    const first = await roll();
    expect(await roll()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([202, 503]));
  });

  it('strike for a window of time, every route', async () => {
    const test = createBench();
    const id = await test.submit();
    test.service.faults.add({ fault: 'offline', forMs: 5000 });
    await expect(test.call('GET', requestPath(id, '/status'))).rejects.toThrow('fetch failed');
    await expect(test.call('GET', requestPath(id))).rejects.toThrow('fetch failed');
    await test.clock.advance(5000);
    expect((await test.call('GET', requestPath(id, '/status'))).status).toBe(200);
  });

  it('can be taken out, and name things that exist', () => {
    const { faults } = createBench().service;
    const remove = faults.add({ fault: 'too-many-requests' });
    remove();
    expect(faults.active).toEqual([]);
    expect(() => faults.add({ fault: 'no-such-fault' as FaultId })).toThrow(
      'There is no fault no-such-fault.',
    );
    expect(() => faults.add({ fault: 'too-many-requests', variant: 'no' })).toThrow(
      'too-many-requests has no variant no; it has 429',
    );
    expect(() => faults.add({ fault: 'too-many-requests', route: 'no' as FaultRoute })).toThrow(
      'There is no route no',
    );
  });
});
