import { describe, expect, it, onTestFinished } from 'vitest';
import { REAL_CLOCK } from '../../../plugin/core/clock.ts';
import { createBench, ENDPOINT, KEY } from '../server/harness.ts';
import { serveHandler } from '../server/serve-handler.ts';

describe('the controls of the emulator', () => {
  it('is steered through /__emu by this machine only', async () => {
    const { service } = createBench({ control: true, clock: REAL_CLOCK });
    const { base: url, close } = await serveHandler((request, context) => service.fetch(request, context));
    onTestFinished(close);
    const emu = async (method: string, path: string, body?: object, headers = {}) => {
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      const response = await fetch(`${url}/__emu${path}`, init);
      return [response.status, await response.json()] as const;
    };
    expect(await emu('POST', '/faults', { fault: 'too-many-requests' })).toMatchObject([
      200,
      { faults: [{ fault: 'too-many-requests', hits: 0 }] },
    ]);
    const submit = () =>
      fetch(`${url}/queue.fal.run/${ENDPOINT}`, { method: 'POST', headers: KEY, body: '{}' });
    expect([(await submit()).status, (await submit()).status]).toEqual([429, 200]);
    const [, ledger] = await emu('GET', '/ledger');
    expect((ledger as { rows: unknown[] }).rows).toHaveLength(1);
    expect((await emu('POST', '/faults', { fault: 'no-such-fault' }))[0]).toBe(400);
    expect((await emu('POST', '/clock', { advance_ms: 1 }))[0]).toBe(400);
    expect((await emu('POST', '/nothing'))[0]).toBe(404);
    expect((await emu('GET', '/ledger', undefined, { origin: 'https://evil.test' }))[0]).toBe(403);
    expect((await emu('POST', '/reset', undefined, { 'sec-fetch-site': 'cross-site' }))[0]).toBe(403);
    expect((await emu('POST', '/reset'))[0]).toBe(200);
    expect(await emu('GET', '/ledger')).toEqual([200, { rows: [] }]);
  });

  it('the controls of the local service do not take it for this machine', async () => {
    const { service } = createBench({ control: true, auth: 'open' });
    const request = new Request('http://localhost:3000/__emu/ledger', { headers: { host: 'a!b.evil.test' } });
    expect((await service.fetch(request)).status).toBe(403);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])(
    'the controls of the local service do not pass what came through a proxy: %s',
    async (name) => {
      const { service } = createBench({ control: true, auth: 'open' });
      const ask = async (headers: Record<string, string>) => {
        const request = new Request('http://localhost:3000/__emu/ledger', { headers });
        return (await service.fetch(request, { remoteAddress: '127.0.0.1' })).status;
      };
      expect([await ask({ [name]: '10.0.0.9' }), await ask({})]).toEqual([403, 200]);
    },
  );

  it('the controls of the local service are this machine’s, whatever name a framework puts into the address', async () => {
    const { service } = createBench({ control: true, auth: 'open' });
    const ask = async (host: string) => {
      const request = new Request('http://localhost:3000/__emu/ledger', { headers: { host } });
      return (await service.fetch(request, { remoteAddress: '127.0.0.1' })).status;
    };
    expect([await ask('app.example'), await ask('localhost:3000')]).toEqual([403, 200]);
  });
});
