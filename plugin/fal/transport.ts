import * as z from 'zod';
import { withDeadline } from '../core/abort.ts';
import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { ImageTo3DError, stopped } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { once } from '../core/once.ts';
import { randomId } from '../core/random-id.ts';
import { FAL_POLL_DELAYS_MS, retryDelayMs } from '../job/poll-delay.ts';
import type { JobTransport, SubmitReceipt } from '../job/transport.ts';
import { localRemarks } from '../recipe/local-remarks.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { createDownloader } from './download.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { readCancel, readStatus } from './read-status.ts';
import { MAX_ADDRESS_CHARS, readReceipt } from './receipt.ts';
import { createReconcile } from './reconcile.ts';
import { redactKey, usableKey } from './redact-key.ts';
import { errorFromResponse, toImageTo3DError } from './to-error.ts';

const UPLOAD_ATTEMPTS = 3;
/** After 429 nothing was accepted, so the submit may be repeated. */
const SUBMIT_ATTEMPTS = 4;

export interface FalTransportOptions {
  readonly provider: ImageTo3DProvider;
  /** URL of a fal proxy, which adds the key. Without it: directly to fal with `credentials`. */
  readonly proxyUrl?: string;
  /** Server endpoint that downloads a file when CORS forbids it to the page; takes `?url=`. */
  readonly mediaUrl?: string;
  /** Where our server answers lookups of submits: `<base>/submits`. */
  readonly submitsUrl?: string;
  /** `id:secret`; for servers and command lines. In a browser it is visible to the page. */
  readonly credentials?: string | (() => string | undefined);
  readonly fetch?: typeof fetch;
  /** Timeout of a request about a run, default 30 s; the job retries. */
  readonly requestTimeoutMs?: number;
  /** Timeout of a submit, default 60 s; after it the outcome is unknown. */
  readonly submitTimeoutMs?: number;
  /** For the current time and the delays between requests. */
  readonly clock?: Clock;
  /** For timeouts. Real time by default, since a fake clock does not speed up a network. */
  readonly deadlineClock?: Clock;
}

const localSchema = z.object({
  local_approximation: z.object({
    engine: z.string(),
    not_applied: z.array(z.string()),
    warnings: z.array(z.string()),
  }),
});

/**
 * {@link JobTransport} over `@fal-ai/client` and fal's queue. The client is loaded on first use. A submit is sent only
 * once, see {@link createGuardedFetch}; an unreadable answer to it throws `unconfirmed`.
 */
export function createFalTransport(options: FalTransportOptions): JobTransport {
  const { provider, requestTimeoutMs = 30_000, submitTimeoutMs = 60_000 } = options;
  const { clock = REAL_CLOCK, deadlineClock = REAL_CLOCK } = options;
  const now = () => clock.now();
  const realFetch: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  // A proxy removes its key from the answers itself.
  const credentials = options.proxyUrl === undefined ? options.credentials : undefined;
  const guarded = createGuardedFetch(
    credentials === undefined ? realFetch : redactKey(realFetch, credentials),
    { submitTimeoutMs, deadlineClock, now },
  );

  const getClient = once(async () => {
    const client = await import('@fal-ai/client');
    // Some bundlers (esbuild with code splitting) give the dynamic import of a CommonJS package only a `default`.
    const { createFalClient } =
      'createFalClient' in client ? client : (client as { default: typeof client }).default;
    return createFalClient({
      fetch: guarded.fetch,
      suppressLocalCredentialsWarning: true,
      credentials: credentials === undefined ? () => undefined : usableKey(credentials),
      ...(options.proxyUrl === undefined
        ? {}
        : { proxyUrl: { url: options.proxyUrl, when: 'always' as const } }),
    });
  });

  const ask = async <T>(signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(requestTimeoutMs, [signal], request, deadlineClock);
    } catch (thrown) {
      if (signal.aborted) throw stopped(thrown);
      throw toImageTo3DError(thrown);
    }
  };

  const submitOnce = async (
    imageUrl: string,
    parameters: RunParameters,
    submitId: string,
  ): Promise<SubmitReceipt> => {
    const { queue } = await getClient();
    let answer: unknown;
    try {
      answer = await queue.submit(provider.id, {
        input: provider.toInput(parameters, imageUrl),
        headers: { 'x-submit-id': submitId },
      });
    } catch (thrown) {
      const error = toImageTo3DError(thrown);
      const isAnswer = error.code !== 'network' && error.code !== 'protocol' && error.code !== 'aborted';
      if (error.code === 'expired')
        throw new ImageTo3DError('refused', `The service does not know the endpoint ${provider.id}.`, {
          cause: error,
        });
      if (isAnswer) throw error;
      throw new ImageTo3DError('unconfirmed', `The service may have accepted this run: ${error.message}`, {
        cause: error,
      });
    }
    const receipt = readReceipt(answer);
    if (!receipt)
      throw new ImageTo3DError(
        'unconfirmed',
        'The service may have accepted this run, but its answer has no request id.',
      );
    return receipt;
  };

  const downloader = createDownloader(guarded.fetch, { deadlineClock, now });
  const reconcile = createReconcile({
    endpointId: provider.id,
    submitsUrl: options.submitsUrl,
    credentials: credentials === undefined ? undefined : usableKey(credentials),
    fetch: guarded.fetch,
    requestTimeoutMs,
    deadlineClock,
    now,
  });

  return {
    pollDelaysMs: FAL_POLL_DELAYS_MS,

    async upload(image, signal) {
      const { storage } = await getClient();
      const file = new File([image.png], `${image.hash.slice(0, 16)}.png`, { type: 'image/png' });
      for (let attempt = 1; ; attempt++) {
        if (signal.aborted) throw stopped();
        try {
          const url = await storage.upload(file);
          if (typeof url === 'string' && url !== '' && url.length <= MAX_ADDRESS_CHARS) return url;
          throw new ImageTo3DError('protocol', 'The service gave no usable URL for the uploaded image.');
        } catch (thrown) {
          const error = toImageTo3DError(thrown);
          // An upload is free and has no side effects, so it may be repeated.
          if (attempt === UPLOAD_ATTEMPTS || !['network', 'service', 'busy'].includes(error.code))
            throw error;
        }
      }
    },

    async submit(imageUrl, parameters, signal, submitId = randomId()) {
      for (let attempt = 1; ; attempt++) {
        if (signal.aborted) throw stopped();
        try {
          return await submitOnce(imageUrl, parameters, submitId);
        } catch (thrown) {
          const error = toImageTo3DError(thrown);
          if (error.code !== 'busy' || attempt === SUBMIT_ATTEMPTS) throw error;
          await clock.sleep(retryDelayMs(attempt, error.retryAfterMs), signal).catch((cause: unknown) => {
            throw stopped(cause);
          });
        }
      }
    },

    ...omitUndefined({ reconcile }),

    async status({ requestId }, signal) {
      const { queue } = await getClient();
      return readStatus(
        await ask(signal, (abortSignal) => queue.status(provider.id, { requestId, logs: true, abortSignal })),
      );
    },

    async result({ requestId }, signal) {
      const { queue } = await getClient();
      const { data } = await ask(signal, async (abortSignal) => {
        try {
          return await queue.result(provider.id, { requestId, abortSignal });
        } catch (thrown) {
          const error = toImageTo3DError(thrown);
          if (/still in progress/i.test(error.message))
            throw new ImageTo3DError('busy', error.message, { cause: thrown });
          throw error;
        }
      });
      const billableUnits = guarded.billableUnits(requestId);
      const local = localSchema.safeParse(data);
      const file = provider.readResult(data);
      if (file.url.length > MAX_ADDRESS_CHARS)
        throw new ImageTo3DError('protocol', `The address of the file has ${file.url.length} characters.`);
      return {
        ...file,
        ...omitUndefined({ billableUnits }),
        isLocal: local.success,
        notes: local.success ? localRemarks(local.data.local_approximation, provider) : [],
      };
    },

    async download(url, signal, onProgress) {
      try {
        return await downloader.get(url, { signal, onProgress });
      } catch (thrown) {
        const error = toImageTo3DError(thrown);
        const isBlocked = error.cause instanceof TypeError;
        if (!isBlocked || options.mediaUrl === undefined) throw error;
        const via = `${options.mediaUrl}?url=${encodeURIComponent(url)}`;
        return await downloader.get(url, { via, signal, onProgress });
      }
    },

    async cancel({ requestId }) {
      const { queue } = await getClient();
      try {
        await queue.cancel(provider.id, { requestId });
        return 'requested';
      } catch (thrown) {
        const status = (thrown as { status?: unknown }).status;
        if (status === 400 || status === 404) return readCancel((thrown as { body?: unknown }).body);
        throw toImageTo3DError(thrown);
      }
    },
  };
}

/** What our proxy or service reports at `<base>/info`. */
const infoSchema = z.object({ mode: z.enum(['local-service', 'fal']), label: z.string() });

/** Reads `<base>/info`. Undefined when it is not our server; throws `refused` with the reason when it refuses. */
export async function readServiceInfo(
  baseUrl: string,
  fetcher: typeof fetch = fetch,
): Promise<z.infer<typeof infoSchema> | undefined> {
  try {
    const response = await fetcher(`${baseUrl}/info`, {
      signal: AbortSignal.timeout(5000),
      headers: { accept: 'application/json' },
    });
    if (!response.ok) {
      if (response.status >= 500 || response.status === 403)
        throw await errorFromResponse(response, REAL_CLOCK.now);
      return undefined;
    }
    const parsed = infoSchema.safeParse(await response.json());
    return parsed.success ? parsed.data : undefined;
  } catch (thrown) {
    if (thrown instanceof ImageTo3DError) throw thrown;
    return undefined;
  }
}
