import { createFalClient, type FalClient } from '@fal-ai/client';
import type { Clock } from '../../../plugin/core/clock.ts';
import type { LocalEngine, LocalReport, LocalRequest } from '../../../plugin/local-engine/contract.ts';
import { createFalEmulator, type FalEmulator, type FalEmulatorOptions } from '../../fal-emulator/index.ts';
import { createManualClock, type ManualClock } from '../../fal-emulator/manual-clock.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { serveHandler } from './serve-handler.ts';

/** One pixel, opaque. */
export const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);
export const DATA_URI = `data:image/png;base64,${btoa(String.fromCharCode(...PNG))}`;
export const ENDPOINT = 'fal-ai/trellis-2';
export const KEY = { authorization: 'Key test-id:test-secret' };

/** A clock that never moves. */
export const STILL_CLOCK: Clock = { now: () => 0, sleep: () => new Promise(() => {}) };

/** A GLB of one JSON chunk, which says what it was made from: equal requests give equal bytes. */
export function tinyGlb({ image, parameters }: LocalRequest): Uint8Array<ArrayBuffer> {
  return packGlb({
    json: { asset: { version: '2.0' }, extras: { parameters, image: [...image].join('') } },
  });
}

/** An engine without work: each run takes `runMs` of the clock, with three stages. */
export function createFakeEngine(
  clock: Clock,
  runMs: number,
): LocalEngine & { readonly runs: LocalRequest[] } {
  const runs: LocalRequest[] = [];
  return {
    runs,
    warmUpAsync: async () => {},
    dispose: () => {},
    async generateAsync(request, { signal, onProgress } = {}) {
      runs.push(request);
      onProgress?.('decode', 0);
      if (runMs > 0) await clock.sleep(runMs / 2, signal);
      onProgress?.('mesh', 0.5);
      onProgress?.('mesh', 0.6);
      if (runMs > 0) await clock.sleep(runMs / 2, signal);
      onProgress?.('glb', 1);
      const report: LocalReport = {
        engine: 'fake 1.0',
        seed: request.parameters.seed,
        profile: request.profile,
        maskSource: 'alpha',
        warnings: ['full-frame'],
        vertices: 0,
        triangles: 0,
        components: 0,
        holes: 0,
        timingsMs: {} as LocalReport['timingsMs'],
      };
      return { glb: tinyGlb(request), report };
    },
  };
}

export interface Bench {
  readonly clock: ManualClock;
  readonly engine: ReturnType<typeof createFakeEngine>;
  readonly service: FalEmulator;
  /** A request to the service in this process, by the path that begins with fal's host. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  submit(input?: Record<string, unknown>, headers?: Record<string, string>): Promise<string>;
  status(id: string): Promise<{ readonly code: number; readonly body: Record<string, unknown> }>;
}

/** A service on a clock that stands still; a run takes 1000 ms, a free worker takes it after 100 ms. */
export function createBench(options: Partial<FalEmulatorOptions> = {}, runMs = 1000): Bench {
  const clock = createManualClock();
  const engine = createFakeEngine(clock, runMs);
  const service = createFalEmulator({ engine, clock, seed: 7, ...options });
  const call: Bench['call'] = (method, path, body, headers = {}) => {
    const init: RequestInit = { method, headers: { ...KEY, ...headers } };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    return service.fetch(new Request(`http://127.0.0.1:9${path}`, init));
  };
  return {
    clock,
    engine,
    service,
    call,
    async submit(input = { image_url: DATA_URI, seed: 1 }, headers = {}) {
      const response = await call('POST', `/queue.fal.run/${ENDPOINT}`, input, headers);
      return ((await response.json()) as { request_id: string }).request_id;
    },
    async status(id) {
      const response = await call('GET', `/queue.fal.run/${ENDPOINT}/requests/${id}/status?logs=1`);
      return { code: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

export const requestPath = (id: string, tail = '') => `/queue.fal.run/${ENDPOINT}/requests/${id}${tail}`;

export interface ServedBench {
  readonly service: FalEmulator;
  readonly engine: ReturnType<typeof createFakeEngine>;
  readonly base: string;
  readonly fal: FalClient;
  close(): Promise<void>;
}

/** The service over real HTTP on a free port, and the real client sent there. Runs take no time. */
export async function serveBench(options: Partial<FalEmulatorOptions> = {}): Promise<ServedBench> {
  const engine = createFakeEngine(STILL_CLOCK, 0);
  const service = createFalEmulator({ engine, seed: 7, startDelayMs: 1, ...options });
  const { base, close } = await serveHandler((request, context) => service.fetch(request, context));
  const fal = createFalClient({
    credentials: 'test-id:test-secret',
    requestMiddleware: async (request) => ({
      ...request,
      url: request.url.replace(/^https:\/\//, `${base}/`),
    }),
    retry: { baseDelay: 1, maxDelay: 2 },
  });
  return {
    service,
    engine,
    base,
    fal,
    async close() {
      service.dispose();
      await close();
    },
  };
}
