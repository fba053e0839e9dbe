/** An allowed request, rebuilt from constants: the caller's string itself is never forwarded. */
export interface ProxyTarget {
  readonly kind: 'submit' | 'status' | 'stream' | 'result' | 'cancel' | 'initiate';
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Undefined for uploads. */
  readonly endpointId: string | undefined;
  /** Undefined for submits and uploads. */
  readonly requestId: string | undefined;
}

/** Longer than any allowed address. */
const MAX_TARGET_CHARS = 400;
const QUEUE = 'https://queue.fal.run';
const REST = 'https://rest.fal.ai';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

// The whole string must match: no other scheme, host, port, userinfo, escape, dot segment or query is allowed.
const REQUEST = new RegExp(
  `^https://queue\\.fal\\.run/([a-z0-9-]+/[a-z0-9-]+)/requests/(${UUID})(/status|/status/stream|/response|/cancel)?(?:\\?logs=([01]))?$`,
);
const INITIATE =
  /^https:\/\/rest\.fal\.ai\/storage\/upload\/(initiate|initiate-multipart)\?storage_type=fal-cdn-v3$/;

const KINDS = {
  '': 'result',
  '/response': 'result',
  '/status': 'status',
  '/status/stream': 'stream',
  '/cancel': 'cancel',
} as const;

/**
 * Reads the `x-fal-target-url` of a request with that method. Undefined for everything that is not one of: submit to an
 * allowed endpoint, status, status stream, result or cancel of a request of one, start of an upload.
 */
export function readTarget(
  method: string,
  target: string | null,
  endpointIds: readonly string[],
): ProxyTarget | undefined {
  if (target === null || target.length > MAX_TARGET_CHARS) return undefined;
  const upload = INITIATE.exec(target);
  if (upload) {
    if (method !== 'POST') return undefined;
    const url = `${REST}/storage/upload/${upload[1]}?storage_type=fal-cdn-v3`;
    return { kind: 'initiate', method, url, endpointId: undefined, requestId: undefined };
  }
  const submitTo = endpointIds.find((id) => target === `${QUEUE}/${id}`);
  if (submitTo !== undefined) {
    if (method !== 'POST') return undefined;
    return {
      kind: 'submit',
      method,
      url: `${QUEUE}/${submitTo}`,
      endpointId: submitTo,
      requestId: undefined,
    };
  }
  const [, app, requestId, tail = '', logs] = REQUEST.exec(target) ?? [];
  const endpointId = endpointIds.find((id) => id.split('/').slice(0, 2).join('/') === app);
  if (endpointId === undefined || requestId === undefined) return undefined;
  const kind = KINDS[tail as keyof typeof KINDS];
  const expected = kind === 'cancel' ? 'PUT' : 'GET';
  const mayAskLogs = kind === 'status' || kind === 'stream';
  if (method !== expected || (logs !== undefined && !mayAskLogs)) return undefined;
  const query = logs === undefined ? '' : `?logs=${logs === '1' ? '1' : '0'}`;
  const url = `${QUEUE}/${app}/requests/${requestId}${tail}${query}`;
  return { kind, method: expected, url, endpointId, requestId };
}
