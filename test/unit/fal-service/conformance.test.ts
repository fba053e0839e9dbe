import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, ValidationError } from '@fal-ai/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../../fal-emulator/manual-clock.ts';
import { DATA_URI, ENDPOINT, KEY, PNG, type ServedBench, serveBench } from '../server/harness.ts';

async function bench(options: Parameters<typeof serveBench>[0] = {}): Promise<ServedBench> {
  const served = await serveBench(options);
  onTestFinished(() => served.close());
  return served;
}

const input = { image_url: DATA_URI, seed: 1 };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function thrownBy(promise: Promise<unknown>): Promise<ApiError<{ detail: unknown }>> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(thrown)}`);
  return thrown;
}

async function finished({ fal }: ServedBench, id: string) {
  return fal.queue.subscribeToStatus(ENDPOINT, { requestId: id, pollInterval: 2, logs: true });
}

describe('with the real client over HTTP', () => {
  it('submit answers with a UUID and three addresses that work', async () => {
    const { fal, base } = await bench();
    const submitted = await fal.queue.submit(ENDPOINT, { input });
    expect(submitted.request_id).toMatch(UUID);
    const handle = `${base}/queue.fal.run/${ENDPOINT}/requests/${submitted.request_id}`;
    expect(submitted).toMatchObject({
      status: 'IN_QUEUE',
      response_url: handle,
      status_url: `${handle}/status`,
      cancel_url: `${handle}/cancel`,
      queue_position: 0,
    });
    expect((await fetch(submitted.status_url as string, { headers: KEY })).ok).toBe(true);
  });

  it('subscribe ends with a GLB, its own request id and billable units', async () => {
    const { fal, base, service } = await bench();
    const { data, requestId } = await fal.subscribe(ENDPOINT, {
      input: { ...input, resolution: 1536 as never },
      pollInterval: 2,
    });
    expect(requestId).toBe(service.ledger.rows[0]?.requestId);
    const glb = await (await fetch(data.model_glb.url)).arrayBuffer();
    expect(new TextDecoder().decode(glb.slice(0, 4))).toBe('glTF');
    const answer = await fetch(`${base}/queue.fal.run/${ENDPOINT}/requests/${requestId}`, { headers: KEY });
    expect(answer.headers.get('x-fal-billable-units')).toBe('7');
    expect(answer.headers.get('x-fal-request-id')).toBe(requestId);
    expect(service.ledger.rows).toMatchObject([{ outcome: 'ok', billableUnits: 7, usd: 0.35 }]);
  });

  it('202 then 200; logs are null or a list, by 0, 1, true and false', async () => {
    const served = await bench({ startDelayMs: 60_000 });
    const { request_id: id } = await served.fal.queue.submit(ENDPOINT, { input });
    const done = await bench();
    const { request_id: doneId } = await done.fal.queue.submit(ENDPOINT, { input });
    await finished(done, doneId);
    const ask = async ({ base }: ServedBench, requestId: string, logs: string) => {
      const url = `${base}/queue.fal.run/${ENDPOINT}/requests/${requestId}/status${logs}`;
      const response = await fetch(url, { headers: KEY });
      return [response.status, ((await response.json()) as { logs?: unknown }).logs] as const;
    };
    expect((await ask(served, id, '?logs=0'))[0]).toBe(202);
    for (const off of ['', '?logs=0', '?logs=false'])
      expect(await ask(done, doneId, off)).toEqual([200, null]);
    for (const on of ['?logs=1', '?logs=true']) expect((await ask(done, doneId, on))[1]).toHaveLength(6);
  });

  it('an early result is 400 "Request is still in progress", at both addresses', async () => {
    const { fal, base } = await bench({ startDelayMs: 60_000 });
    const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input });
    const error = await thrownBy(fal.queue.result(ENDPOINT, { requestId }));
    expect([error.status, error.body]).toEqual([400, { detail: 'Request is still in progress' }]);
    const alias = `${base}/queue.fal.run/${ENDPOINT}/requests/${requestId}/response`;
    expect((await fetch(alias, { headers: KEY })).status).toBe(400);
  });

  it('bad input is accepted, completes with error fields, and is 422 only at the result', async () => {
    const served = await bench();
    const { request_id: requestId } = await served.fal.queue.submit(ENDPOINT, {
      input: { ...input, remesh_band: 9 },
    });
    const status = await finished(served, requestId);
    expect(status).toMatchObject({
      status: 'COMPLETED',
      error: 'Invalid status code: 422',
      error_type: 'less_than_equal',
    });
    const error = await thrownBy(served.fal.queue.result(ENDPOINT, { requestId }));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).getFieldErrors('remesh_band')).toMatchObject([
      { type: 'less_than_equal' },
    ]);
    expect(served.service.ledger.rows[0]).toMatchObject({ outcome: 'error', billableUnits: 0, usd: 0 });
  });

  it('cancel resolves for a queued request and throws 400 and 404 for others', async () => {
    const served = await bench({ startDelayMs: 60_000 });
    const { request_id: requestId } = await served.fal.queue.submit(ENDPOINT, { input });
    await expect(served.fal.queue.cancel(ENDPOINT, { requestId })).resolves.toBeUndefined();
    const gone = await thrownBy(served.fal.queue.cancel(ENDPOINT, { requestId }));
    expect([gone.status, gone.body]).toEqual([404, { status: 'NOT_FOUND' }]);
    const done = await bench();
    const { request_id: doneId } = await done.fal.queue.submit(ENDPOINT, { input });
    await finished(done, doneId);
    const late = await thrownBy(done.fal.queue.cancel(ENDPOINT, { requestId: doneId }));
    expect([late.status, late.body]).toEqual([400, { status: 'ALREADY_COMPLETED' }]);
  });

  it.each([
    ['no key', {}],
    ['a bearer token', { authorization: 'Bearer id:secret' }],
    ['a key without secret', { authorization: 'Key id' }],
  ])('%s is 401 with a detail; media needs none', async (_name, headers) => {
    const { base, service } = await bench();
    const url = `${base}/queue.fal.run/${ENDPOINT}`;
    const refused = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: headers as Record<string, string>,
    });
    expect(refused.status).toBe(401);
    expect(((await refused.json()) as { detail: string }).detail).not.toBe('');
    expect(service.ledger.rows).toHaveLength(0);
    expect((await fetch(`${base}/v3b.fal.media/files/b/00112233/x.glb`)).status).toBe(404);
  });

  it('exhausted balance is 403 in fal’s words, an unknown app is 404; nothing is accepted', async () => {
    const { fal, service } = await bench();
    service.faults.add({ fault: 'refused', variant: '403-balance', route: 'submit' });
    const locked = await thrownBy(fal.queue.submit(ENDPOINT, { input }));
    expect([locked.status, JSON.stringify(locked.body)]).toEqual([
      403,
      expect.stringContaining('Exhausted balance'),
    ]);
    expect((await thrownBy(fal.queue.submit('fal-ai/veo3' as never, { input: {} as never }))).status).toBe(
      404,
    );
    expect(service.ledger.rows).toHaveLength(0);
  });

  it('a submit with a sub-path is asked about at the root path', async () => {
    const served = await bench();
    const id = 'fal-ai/trellis-2/retexture' as never;
    const { request_id: requestId } = await served.fal.queue.submit(id, { input: input as never });
    const status = await served.fal.queue.status(id, { requestId });
    expect(status.request_id).toBe(requestId);
  });

  it('a File is uploaded on the way and read back by the service', async () => {
    const { fal, engine } = await bench();
    await fal.subscribe(ENDPOINT, {
      input: { image_url: new File([PNG], 'cat.png', { type: 'image/png' }), seed: 1 },
      pollInterval: 2,
    });
    expect(engine.runs[0]?.image).toEqual(PNG);
  });

  it('91 MiB go up in ten parts and come back the same size', async () => {
    const { fal, base, service } = await bench();
    const size = 91 * 1024 * 1024;
    const part = new Uint8Array(1024 * 1024).fill(7);
    const blob = new Blob(
      Array.from({ length: 91 }, () => part),
      { type: 'image/png' },
    );
    const url = await fal.storage.upload(blob);
    expect(url.startsWith(base)).toBe(true);
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(size));
    expect(service.trace.filter(({ method }) => method === 'PUT')).toHaveLength(10);
  });

  it('the status stream delivers every state and ends after COMPLETED', async () => {
    const clock = createManualClock();
    const { fal } = await bench({ clock });
    const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input });
    const stream = await fal.queue.streamStatus(ENDPOINT, { requestId, logs: true });
    const states: string[] = [];
    for await (const event of stream) {
      states.push(event.status);
      if (event.status === 'IN_QUEUE') await clock.advance(1);
    }
    expect(states[0]).toBe('IN_QUEUE');
    expect(states).toContain('IN_PROGRESS');
    expect(states.at(-1)).toBe('COMPLETED');
    expect(states.filter((state) => state === 'COMPLETED')).toHaveLength(1);
  });

  it('every answer carries x-fal-request-id', async () => {
    const { base } = await bench();
    for (const path of [
      '/queue.fal.run/a/b',
      '/rest.fal.ai/nothing',
      '/v3b.fal.media/files/b/00112233/x',
      '/fal.run/x',
    ])
      expect((await fetch(`${base}${path}`, { headers: KEY })).headers.get('x-fal-request-id')).toMatch(UUID);
  });

  it('a start timeout is not asked for again', async () => {
    const served = await bench({ concurrency: 1, startDelayMs: 60_000 });
    const { request_id: requestId } = await served.fal.queue.submit(ENDPOINT, { input, startTimeout: 1.01 });
    await finished(served, requestId);
    const error = await thrownBy(served.fal.queue.result(ENDPOINT, { requestId }));
    expect([error.status, error.isUserTimeout]).toEqual([504, true]);
    const results = served.service.trace.filter(({ path }) => path.endsWith(requestId));
    expect(results).toHaveLength(1);
  });

  it('the same seed gives the same bytes, another seed others', async () => {
    const { fal } = await bench();
    const run = async (seed: number) => {
      const { data } = await fal.subscribe(ENDPOINT, { input: { ...input, seed }, pollInterval: 2 });
      return Buffer.from(await (await fetch(data.model_glb.url)).arrayBuffer()).toString('hex');
    };
    const first = await run(5);
    expect(await run(5)).toBe(first);
    expect(await run(6)).not.toBe(first);
  });

  it('runs the blocking host, and a seed is drawn where none is sent', async () => {
    const { fal, engine } = await bench();
    const { data } = await fal.run(ENDPOINT, { input: { image_url: DATA_URI } });
    expect(data.model_glb.url).toContain('/v3b.fal.media/files/b/');
    expect(Number.isInteger(engine.runs[0]?.parameters.seed)).toBe(true);
  });

  it('the client sends exactly this', async () => {
    const { fal, service } = await bench();
    const { requestId } = await fal.subscribe(ENDPOINT, {
      input: { image_url: new File([PNG], 'cat.png', { type: 'image/png' }), seed: 1 },
      pollInterval: 200,
      priority: 'low',
      headers: { 'X-Submit-Id': 'press-1' },
    } as never);
    const seen = service.trace.map(({ method, path, query, headers }) => {
      const { host: _h, connection: _c, 'content-length': _l, ...sent } = headers;
      const where = `${path}${query}`.replace(requestId, '<id>').replace(/[0-9a-f]{16,}/g, '<hex>');
      return { line: `${method} ${where}`, headers: sent };
    });
    // How often it polls depends on the machine.
    const wire = seen.filter(({ line }, n) => line !== seen[n - 1]?.line);
    const common = {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate',
      'accept-language': '*',
      authorization: '[redacted]',
      'content-type': 'application/json',
      'sec-fetch-mode': 'cors',
      'user-agent': '@fal-ai/client/1.10.1',
    };
    expect(wire.map(({ line }) => line)).toEqual([
      'POST /rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3',
      'PUT /v3b.fal.media/files/b/<hex>/cat.png?signature=<hex>',
      'POST /queue.fal.run/fal-ai/trellis-2',
      'GET /queue.fal.run/fal-ai/trellis-2/requests/<id>/status?logs=0',
      'GET /queue.fal.run/fal-ai/trellis-2/requests/<id>',
    ]);
    expect(wire[0]?.headers).toEqual(common);
    expect(wire[1]?.headers).not.toHaveProperty('authorization');
    expect(wire[2]?.headers).toEqual({ ...common, 'x-fal-queue-priority': 'low', 'x-submit-id': 'press-1' });
    expect(wire[4]?.headers).toEqual(common);
  });
});

it('events are single data lines that end with an empty one', async () => {
  const { fal, base } = await bench();
  const { request_id: id } = await fal.queue.submit(ENDPOINT, { input });
  const url = `${base}/queue.fal.run/${ENDPOINT}/requests/${id}/status/stream?logs=1`;
  const text = await (await fetch(url, { headers: KEY })).text();
  const events = text.split('\n\n').filter((event) => event !== '');
  expect(events.length).toBeGreaterThanOrEqual(1);
  for (const event of events)
    expect(JSON.parse(event.replace(/^data: /, ''))).toHaveProperty('request_id', id);
  expect(JSON.parse(events.at(-1)?.slice(6) ?? '')).toMatchObject({ status: 'COMPLETED' });
});

it.each([
  ['as it should be', undefined, [true]],
  ['delivered twice', 'twice', [true, true]],
  ['with a bad signature', 'bad-signature', [false]],
] as const)('a webhook %s is checked with the public key', async (_name, variant, expected) => {
  const { base, service } = await bench();
  if (variant) service.faults.add({ fault: 'bad-webhook', variant });
  const seen: { headers: Record<string, string | string[] | undefined>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void receiver.close());
  const hook = encodeURIComponent(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
  const url = `${base}/queue.fal.run/${ENDPOINT}?fal_webhook=${hook}`;
  const submitted = await fetch(url, { method: 'POST', body: JSON.stringify(input), headers: KEY });
  const { request_id: id } = (await submitted.json()) as { request_id: string };
  await expect.poll(() => seen.length).toBe(expected.length);
  const { keys } = (await (await fetch(`${base}/rest.fal.ai/.well-known/jwks.json`)).json()) as {
    keys: { x: string }[];
  };
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: keys[0]?.x ?? '' }, format: 'jwk' });
  const { createHash } = await import('node:crypto');
  const verdicts = seen.map(({ headers, body }) => {
    const digest = createHash('sha256').update(body).digest('hex');
    const names = ['request-id', 'user-id', 'timestamp'].map((name) => headers[`x-fal-webhook-${name}`]);
    const signature = Buffer.from(String(headers['x-fal-webhook-signature']), 'hex');
    return verify(null, Buffer.from([...names, digest].join('\n')), key, signature);
  });
  expect(verdicts).toEqual(expected);
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ request_id: id, status: 'OK' });
});

it('answers the platform’s questions about prices from the table that the ledger uses', async () => {
  const { base } = await bench();
  const prices = await fetch(`${base}/api.fal.ai/v1/models/pricing?endpoint_id=${ENDPOINT}`, {
    headers: KEY,
  });
  expect(await prices.json()).toMatchObject({ prices: [{ endpoint_id: ENDPOINT, unit_price: 0.05 }] });
  const body = JSON.stringify({
    estimate_type: 'unit_price',
    endpoints: { [ENDPOINT]: { unit_quantity: 6 } },
  });
  const estimate = await fetch(`${base}/api.fal.ai/v1/models/pricing/estimate`, {
    method: 'POST',
    body,
    headers: KEY,
  });
  expect(await estimate.json()).toMatchObject({ total_cost: 0.3, currency: 'USD' });
});
