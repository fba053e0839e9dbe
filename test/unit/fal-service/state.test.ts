import { describe, expect, it } from 'vitest';
import { createBench, DATA_URI, ENDPOINT, KEY, requestPath } from '../server/harness.ts';

describe('state machine', () => {
  it('goes IN_QUEUE → IN_PROGRESS → COMPLETED with 202, 202, 200, and is gone after its retention', async () => {
    const bench = createBench({ retentionMs: 60_000 });
    const id = await bench.submit();
    const queued = await bench.status(id);
    expect([queued.code, queued.body.status, queued.body.queue_position]).toEqual([202, 'IN_QUEUE', 0]);
    await bench.clock.advance(100);
    const running = await bench.status(id);
    expect([running.code, running.body.status]).toEqual([202, 'IN_PROGRESS']);
    await bench.clock.advance(1000);
    const done = await bench.status(id);
    expect([done.code, done.body.status]).toEqual([200, 'COMPLETED']);
    expect(done.body.metrics).toEqual({ inference_time: 1 });
    expect(done.body).not.toHaveProperty('error');
    expect((await bench.call('GET', requestPath(id))).status).toBe(200);
    await bench.clock.advance(59_999);
    expect((await bench.call('GET', requestPath(id))).status).toBe(200);
    await bench.clock.advance(1);
    expect((await bench.call('GET', requestPath(id))).status).toBe(404);
    expect((await bench.status(id)).code).toBe(404);
  });

  it('works on two at once and says how many are ahead of the others', async () => {
    const bench = createBench();
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push(await bench.submit());
    await bench.clock.advance(100);
    const states = await Promise.all(ids.map((id) => bench.status(id)));
    expect(states.map(({ body }) => body.queue_position ?? body.status)).toEqual([
      'IN_PROGRESS',
      'IN_PROGRESS',
      0,
      1,
      2,
    ]);
    await bench.clock.advance(1000);
    const later = await Promise.all(ids.map((id) => bench.status(id)));
    expect(later.map(({ body }) => body.queue_position ?? body.status)).toEqual([
      'COMPLETED',
      'COMPLETED',
      'IN_PROGRESS',
      'IN_PROGRESS',
      0,
    ]);
  });

  it('takes low priority after normal', async () => {
    const bench = createBench({ concurrency: 1 });
    const input = { image_url: DATA_URI, seed: 1 };
    await bench.submit({ ...input, seed: 30 });
    await bench.clock.advance(100);
    const low = await bench.submit({ ...input, seed: 40 }, { 'x-fal-queue-priority': 'low' });
    const normal = await bench.submit({ ...input, seed: 50 });
    expect((await bench.status(low)).body.queue_position).toBe(1);
    expect((await bench.status(normal)).body.queue_position).toBe(0);
    await bench.clock.advance(3000);
    expect(bench.engine.runs.map(({ parameters }) => parameters.seed)).toEqual([30, 50, 40]);
  });

  it('gives up on a request that did not start in time: 504 of type user, nothing billed', async () => {
    const bench = createBench({ concurrency: 1 });
    await bench.submit();
    const late = await bench.submit(undefined, { 'x-fal-request-timeout': '0.5' });
    await bench.clock.advance(600);
    expect((await bench.status(late)).body).toMatchObject({
      status: 'COMPLETED',
      error_type: 'startup_timeout',
    });
    const result = await bench.call('GET', requestPath(late));
    expect(result.status).toBe(504);
    expect(result.headers.get('x-fal-request-timeout-type')).toBe('user');
    expect(result.headers.get('x-fal-billable-units')).toBe('0');
    await bench.clock.advance(5000);
    expect(bench.engine.runs).toHaveLength(1);
  });

  it('queues again after a lost worker, and after ten of them ends with runner_disconnected', async () => {
    const bench = createBench();
    bench.service.faults.add({ fault: 'worker-failure', times: 3 });
    const lucky = await bench.submit();
    await bench.clock.advance(100);
    expect((await bench.status(lucky)).body.status).toBe('IN_QUEUE');
    await bench.clock.advance(2000);
    expect((await bench.status(lucky)).body).toMatchObject({ status: 'COMPLETED' });
    expect((await bench.status(lucky)).body).not.toHaveProperty('error');
    bench.service.faults.add({ fault: 'worker-failure', times: 10 });
    const doomed = await bench.submit();
    await bench.clock.advance(2000);
    expect((await bench.status(doomed)).body).toMatchObject({ error_type: 'runner_disconnected' });
    expect((await bench.call('GET', requestPath(doomed))).status).toBe(503);
    expect(bench.service.ledger.rows.map(({ outcome, usd }) => [outcome, usd])).toEqual([
      ['ok', 0.3],
      ['error', 0],
    ]);
  });

  it('ends a run whose answer was cut with runner_incomplete_response', async () => {
    const bench = createBench();
    bench.service.faults.add({ fault: 'worker-failure', variant: 'incomplete' });
    const id = await bench.submit();
    await bench.clock.advance(2000);
    expect((await bench.call('GET', requestPath(id))).status).toBe(502);
  });

  it('forgets everything on reset, and work under way comes to nothing', async () => {
    const bench = createBench();
    const id = await bench.submit();
    await bench.clock.advance(200);
    bench.service.reset();
    await bench.clock.advance(5000);
    expect((await bench.status(id)).code).toBe(404);
    expect(bench.service.ledger.rows).toEqual([]);
    const next = await bench.submit();
    await bench.clock.advance(1100);
    expect((await bench.status(next)).body.status).toBe('COMPLETED');
  });
});

describe('cancel', () => {
  const cancel = async (bench: ReturnType<typeof createBench>, id: string) => {
    const response = await bench.call('PUT', requestPath(id, '/cancel'));
    return [response.status, await response.json()];
  };

  it('removes a queued request', async () => {
    const bench = createBench();
    const id = await bench.submit();
    expect(await cancel(bench, id)).toEqual([200, { status: 'OK' }]);
    expect((await bench.status(id)).code).toBe(404);
    await bench.clock.advance(5000);
    expect(bench.engine.runs).toHaveLength(0);
    expect(bench.service.ledger.rows[0]).toMatchObject({ outcome: 'cancelled', usd: 0 });
  });

  it('or completes it with client_cancelled, as an option', async () => {
    const bench = createBench({ cancelQueued: 'completed' });
    const id = await bench.submit();
    await cancel(bench, id);
    expect((await bench.status(id)).body).toMatchObject({
      status: 'COMPLETED',
      error_type: 'client_cancelled',
    });
    expect((await bench.call('GET', requestPath(id))).status).toBe(499);
  });

  it('asks a running one to stop: it does, and frees its place', async () => {
    const bench = createBench({ concurrency: 1 });
    const id = await bench.submit();
    const next = await bench.submit();
    await bench.clock.advance(200);
    expect(await cancel(bench, id)).toEqual([202, { status: 'CANCELLATION_REQUESTED' }]);
    await bench.clock.advance(0);
    expect((await bench.status(id)).body).toMatchObject({
      status: 'COMPLETED',
      error_type: 'client_cancelled',
    });
    expect((await bench.status(next)).body.status).toBe('IN_PROGRESS');
    expect(bench.service.ledger.rows[0]).toMatchObject({ outcome: 'cancelled', usd: 0 });
  });

  it('or lets it finish all the same, as an option', async () => {
    const bench = createBench({ cancelRunning: 'ignored' });
    const id = await bench.submit();
    await bench.clock.advance(200);
    expect(await cancel(bench, id)).toEqual([202, { status: 'CANCELLATION_REQUESTED' }]);
    await bench.clock.advance(2000);
    expect((await bench.call('GET', requestPath(id))).status).toBe(200);
  });

  it('is what leaving a blocking call means', async () => {
    const bench = createBench();
    const caller = new AbortController();
    const url = `http://127.0.0.1:9/fal.run/${ENDPOINT}`;
    const body = JSON.stringify({ image_url: DATA_URI });
    const call = bench.service.fetch(
      new Request(url, { method: 'POST', body, headers: KEY, signal: caller.signal }),
    );
    await bench.clock.advance(200);
    expect(bench.engine.runs).toHaveLength(1);
    caller.abort();
    expect((await call).status).toBe(499);
    expect(bench.service.ledger.rows[0]).toMatchObject({ outcome: 'cancelled', usd: 0 });
  });

  it('comes too late for a finished one, and knows no other', async () => {
    const bench = createBench();
    const id = await bench.submit();
    await bench.clock.advance(2000);
    expect(await cancel(bench, id)).toEqual([400, { status: 'ALREADY_COMPLETED' }]);
    expect(await cancel(bench, '00000000-0000-4000-8000-000000000000')).toEqual([
      404,
      { status: 'NOT_FOUND' },
    ]);
    const elsewhere = await bench.call('PUT', `/queue.fal.run/fal-ai/other/requests/${id}/cancel`);
    expect(elsewhere.status).toBe(404);
  });
});

it('refuses a submit to a queue that is as long as the caller allows', async () => {
  const bench = createBench();
  await bench.submit();
  const response = await bench.call('POST', `/queue.fal.run/${ENDPOINT}?fal_max_queue_length=1`, {});
  expect(response.status).toBe(429);
  expect(bench.service.ledger.rows).toHaveLength(1);
});
