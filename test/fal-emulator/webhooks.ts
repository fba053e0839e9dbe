import { after, type Clock } from '../../plugin/core/clock.ts';
import { isLoopbackHost } from '../../plugin/core/http.ts';
import { once } from '../../plugin/core/once.ts';
import { errorFields } from '../../plugin/fal-service/queue/outcome.ts';
import type { QueueRequest } from '../../plugin/fal-service/queue/request.ts';
import type { RandomSource } from '../../plugin/fal-service/random.ts';
import type { Faults } from './faults.ts';

const MAX_DELIVERIES = 10;
/** Doubled after each failure: ten deliveries take about two hours. */
const FIRST_RETRY_MS = 7_000;
const USER_ID = 'local-service';

const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

export interface Webhooks {
  /** Remembers where a submit wants to be told of its end. */
  expect(requestId: string, url: string): void;
  /** Tells the request's webhook, if it has one on this machine, how it ended. */
  deliver(request: QueueRequest): void;
  /** The public key that signs, as a JSON Web Key Set. */
  jwks(): Promise<{ keys: JsonWebKey[] }>;
  clear(): void;
}

interface WebhookOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly fetch: typeof fetch;
  readonly faults: Faults;
}

/** Signed deliveries: Ed25519 over `id\nuser\ntimestamp\nsha256hex(body)`, retried with back-off. */
export function createWebhooks({ clock, random, fetch: post, faults }: WebhookOptions): Webhooks {
  const timers = new Set<() => void>();
  const urls = new Map<string, string>();
  const keyPair = once(
    () => crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']) as Promise<CryptoKeyPair>,
  );

  const send = async (url: string, requestId: string, body: string, isForged: boolean): Promise<boolean> => {
    const timestamp = String(Math.floor(clock.now() / 1000));
    const digest = toHex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
    const message = [requestId, USER_ID, timestamp, digest].join('\n');
    const { privateKey } = await keyPair();
    const signature = await crypto.subtle.sign('Ed25519', privateKey, new TextEncoder().encode(message));
    const headers = {
      'content-type': 'application/json',
      'x-fal-webhook-request-id': requestId,
      'x-fal-webhook-user-id': USER_ID,
      'x-fal-webhook-timestamp': timestamp,
      'x-fal-webhook-signature': isForged ? random.hex(64) : toHex(signature),
    };
    try {
      return (await post(url, { method: 'POST', headers, body, redirect: 'error' })).ok;
    } catch {
      return false;
    }
  };
  const attempt = (...args: Parameters<typeof tryOnce>): void => {
    // A host without Ed25519 has no webhooks; that must not end the process.
    tryOnce(...args).catch(() => undefined);
  };
  const tryOnce = async (url: string, requestId: string, body: string, number: number): Promise<void> => {
    const fault = faults.take('webhook', 'POST')?.action;
    let isDelivered = await send(url, requestId, body, fault === 'bad-signature');
    if (fault === 'twice') isDelivered = await send(url, requestId, body, false);
    if (isDelivered || number >= MAX_DELIVERIES) return;
    const clear = after(clock, FIRST_RETRY_MS * 2 ** (number - 1), () => {
      timers.delete(clear);
      attempt(url, requestId, body, number + 1);
    });
    timers.add(clear);
  };

  return {
    expect: (requestId, url) => void urls.set(requestId, url),
    deliver(request) {
      const url = urls.get(request.id);
      const { outcome } = request;
      if (url === undefined || outcome === undefined || !URL.canParse(url)) return;
      const { protocol, hostname } = new URL(url);
      if (protocol !== 'http:' || !isLoopbackHost(hostname)) return;
      const { error } = errorFields(outcome);
      const body = JSON.stringify({
        request_id: request.id,
        gateway_request_id: request.id,
        status: error === undefined ? 'OK' : 'ERROR',
        payload: outcome.body,
        ...(error === undefined ? {} : { error }),
      });
      attempt(url, request.id, body, 1);
    },
    async jwks() {
      const { publicKey } = await keyPair();
      const { kty, crv, x } = await crypto.subtle.exportKey('jwk', publicKey);
      return { keys: [{ kty, crv, x } as JsonWebKey] };
    },
    clear() {
      for (const clear of timers) clear();
      timers.clear();
      urls.clear();
    },
  };
}
