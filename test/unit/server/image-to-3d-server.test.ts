import { createFalClient } from '@fal-ai/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createImageTo3DServer } from '../../../plugin/server/index.ts';
import { emulatorOf } from '../../fal-emulator/emulator-of.ts';
import { createFalEmulator } from '../../fal-emulator/index.ts';
import { createFakeEngine, DATA_URI, ENDPOINT, PNG, STILL_CLOCK } from './harness.ts';
import { CANARY, ID, jsonAnswer } from './proxy/proxy-bench.ts';
import { serveHandler } from './serve-handler.ts';

/** The whole server over HTTP, and the real client set up as a page does it. */
async function start(options: Partial<Parameters<typeof createImageTo3DServer>[0]> = {}) {
  const engine = createFakeEngine(STILL_CLOCK, 0);
  const server = createImageTo3DServer(
    { engine, service: { startDelayMs: 1 }, ...options },
    createFalEmulator,
  );
  const { base, close } = await serveHandler((request, context) => server.fetch(request, context ?? {}));
  onTestFinished(async () => {
    server.dispose();
    await close();
  });
  const url = `${base}/api/fal`;
  const fal = createFalClient({
    proxyUrl: { url: `${url}/proxy`, when: 'always' },
    credentials: () => undefined,
    retry: { baseDelay: 1, maxDelay: 2 },
  });
  return { server, engine, url, fal };
}

const upload = (fal: ReturnType<typeof createFalClient>) =>
  fal.storage.upload(new File([PNG], 'cat.png', { type: 'image/png' }));

describe('in local mode', () => {
  it('says what answers', async () => {
    const { url } = await start();
    const info = await (await fetch(`${url}/info`)).json();
    expect(info).toMatchObject({ mode: 'local-service', endpoints: [ENDPOINT] });
    expect((info as { label: string }).label).toContain('Local service');
  });

  it('takes the real client from the picture to the GLB, through the proxy alone', async () => {
    const { fal, url, engine, server } = await start();
    const image_url = await upload(fal);
    expect(image_url.startsWith(`${url}/service/v3b.fal.media/files/b/`)).toBe(true);
    const submitted = await fal.queue.submit(ENDPOINT, {
      input: { image_url, seed: 4 },
      headers: { 'x-submit-id': 'press-0001' },
    });
    // As fal itself answers, so that a page may store and ask for them in both modes.
    expect(submitted.status_url).toBe(
      `https://queue.fal.run/${ENDPOINT}/requests/${submitted.request_id}/status`,
    );
    const requestId = submitted.request_id;
    await fal.queue.subscribeToStatus(ENDPOINT, { requestId, pollInterval: 2 });
    const result = await fal.queue.result(ENDPOINT, { requestId });
    expect(result.requestId).toBe(requestId);
    expect(server.service?.ledger.rows).toMatchObject([{ outcome: 'ok', billableUnits: 0, usd: 0 }]);
    const glb = await (await fetch(result.data.model_glb.url)).arrayBuffer();
    expect(new TextDecoder().decode(glb.slice(0, 4))).toBe('glTF');
    expect(engine.runs[0]?.image).toEqual(PNG);
    expect(server.service?.ledger.rows).toMatchObject([{ submitId: 'press-0001', outcome: 'ok' }]);
  });

  it('streams the status through the proxy', async () => {
    const { fal } = await start();
    const { request_id: requestId } = await fal.queue.submit(ENDPOINT, {
      input: { image_url: await upload(fal) },
    });
    const stream = await fal.queue.streamStatus(ENDPOINT, { requestId, logs: true });
    const states: string[] = [];
    for await (const event of stream) states.push(event.status);
    expect(states.at(-1)).toBe('COMPLETED');
  });

  it('accepts one run for one press, although the client sends it three times', async () => {
    const { fal, server } = await start();
    const image_url = await upload(fal);
    emulatorOf(server).faults.add({ fault: 'gateway-error-after-submit', variant: '502-after', times: 3 });
    const press = fal.queue.submit(ENDPOINT, {
      input: { image_url },
      headers: { 'x-submit-id': 'press-0001' },
    });
    await expect(press).rejects.toMatchObject({ status: 520 });
    expect(server.service?.ledger.rows).toHaveLength(1);
  });

  it.each(['submit-lost', 'submit-answer-lost', 'gateway-error-after-submit'] as const)(
    'a submit under %s without any submit id is a 520, once',
    async (fault) => {
      const { fal, server } = await start();
      const image_url = await upload(fal);
      emulatorOf(server).faults.add({ fault });
      await expect(fal.queue.submit(ENDPOINT, { input: { image_url } })).rejects.toMatchObject({
        status: 520,
      });
      expect(server.service?.ledger.rows.length).toBe(fault === 'submit-lost' ? 0 : 1);
    },
  );

  it('takes only its own uploads', async () => {
    const { fal } = await start();
    await expect(fal.queue.submit(ENDPOINT, { input: { image_url: DATA_URI } })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('answers no page of another site, neither proxy nor service nor info', async () => {
    const { url } = await start();
    const headers = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
    for (const path of [
      '/proxy',
      '/info',
      '/media?url=x',
      `/service/queue.fal.run/${ENDPOINT}`,
      '/service/__emu/ledger',
    ])
      expect((await fetch(`${url}${path}`, { headers })).status).toBe(403);
  });

  it('opens files and info by hand, but not the proxy', async () => {
    const { url, fal } = await start();
    const headers = { 'sec-fetch-site': 'none' };
    expect((await fetch(await upload(fal), { headers })).status).toBe(200);
    expect((await fetch(`${url}/info`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/proxy`, { headers })).status).toBe(403);
  });

  it('hands files out through /media too', async () => {
    const { url, fal } = await start();
    const file = new URL(await upload(fal)).pathname.split('/service/')[1];
    const media = await fetch(`${url}/media?url=${encodeURIComponent(`https://${file}`)}`);
    expect(new Uint8Array(await media.arrayBuffer())).toEqual(PNG);
  });

  it('is a 404 elsewhere', async () => {
    const { url } = await start();
    for (const path of ['/', '/proxy/x', '/service/', '/service/evil.test/x', '/infos'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
  });
});

describe('in fal mode', () => {
  const sent: string[] = [];
  const options = {
    falKey: CANARY,
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      sent.push(`${init?.method} ${input} ${new Headers(init?.headers).get('authorization')}`);
      return jsonAnswer(200, { request_id: ID, status: 'IN_QUEUE' }, { 'x-fal-request-id': ID });
    },
  };

  it('sends the same page’s requests to fal, with the key; no local service is there', async () => {
    const { fal, url, server } = await start(options);
    expect(server.mode).toBe('fal');
    expect(server.service).toBeUndefined();
    expect(await (await fetch(`${url}/info`)).json()).toMatchObject({ mode: 'fal', label: 'fal.ai (paid)' });
    await fal.queue.submit(ENDPOINT, { input: { image_url: 'https://v3b.fal.media/files/b/x/cat.png' } });
    expect(sent).toEqual([`POST https://queue.fal.run/${ENDPOINT} Key ${CANARY}`]);
    expect((await fetch(`${url}/service/queue.fal.run/x/y`)).status).toBe(404);
  });

  it('never shows the key on any path', async () => {
    const { url } = await start(options);
    const paths = [
      '/',
      '/info',
      '/proxy',
      '/media',
      '/media?url=x',
      '/service/x',
      '/..',
      '/%2e%2e',
      '/proxy?x=1',
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS', 'DELETE']) {
        const response = await fetch(`${url}${path}`, { method });
        const all = `${await response.text()}${JSON.stringify([...response.headers])}`;
        expect(all).not.toContain('canary');
      }
    }
  });
});

it('is not made without both key and engine, nor with a malformed key', () => {
  expect(() => createImageTo3DServer({})).toThrow('Without a fal key the server needs a local engine.');
  expect(() => createImageTo3DServer({ falKey: 'undefined' })).toThrow(
    expect.objectContaining({ code: 'auth' }),
  );
});
