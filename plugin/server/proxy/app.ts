import { ImageTo3DError } from '../../errors.ts';
import { PROVIDERS } from '../../recipe/providers/index.ts';
import { parseJson, readBody } from '../http.ts';
import type { LocalService } from '../service/app.ts';
import { type Clock, createRealClock } from '../service/clock.ts';
import { withAllowedOrigin } from './allowed-origin.ts';
import { createScrub, fieldRefusal, readAnswer, readStream, refusal, toResponse } from './answer.ts';
import { createClientLimits } from './client-limits.ts';
import { passMedia } from './media.ts';
import { createOnce } from './once.ts';
import { type OriginPolicy, refuseOrigin } from './origin.ts';
import { type Checked, checkInitiate, checkSubmit, isFalMedia } from './request-body.ts';
import { hasOversizedHeader, upstreamHeaders } from './request-headers.ts';
import { createSpendCap, type SpendCap, type SpendStore } from './spend.ts';
import { estimateUsd, sendSubmit } from './submit.ts';
import { type ProxyTarget, readTarget } from './target.ts';
import { falUpstream, localUpstream, type Upstream } from './upstream.ts';

export interface FalProxyOptions {
  /** `fal`: the real service, with `falKey`. `local`: the service given as `service`, in this process. */
  readonly upstream: 'fal' | 'local';
  /** `id:secret`. Never leaves the server. */
  readonly falKey?: string;
  readonly service?: LocalService;
  /** Endpoints that may be run. Default: all that this package knows. */
  readonly endpointIds?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly allowedHosts?: readonly string[];
  /** What a day (UTC) may cost. Default 10 for fal; the local service is free unless a cap is given. */
  readonly dailyCapUsd?: number;
  /** Keeps the day's spending over restarts. Default: memory. */
  readonly spendStore?: SpendStore;
  /** Per client. Default 10 for fal, none for the local service. */
  readonly submitsPerMinute?: number;
  /** Per run. Default 60 for fal, none for the local service. */
  readonly pollsPerMinute?: number;
  readonly clock?: Clock;
  /** Reaches fal. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What the host knows about a request. */
export interface ProxyContext {
  readonly remoteAddress?: string | undefined;
  /** Where clients reach the local service's files, without a final slash. */
  readonly publicBaseUrl?: string;
}

export interface FalProxy {
  /** A request of `@fal-ai/client` with `x-fal-target-url`. Never rejects. */
  fetch(request: Request, context?: ProxyContext): Promise<Response>;
  /** `GET …?url=`: a file of fal's media hosts. Never rejects. */
  media(request: Request, context?: ProxyContext): Promise<Response>;
  readonly mode: Upstream['mode'];
  readonly label: string;
  readonly endpointIds: readonly string[];
  readonly spend: SpendCap;
  readonly origins: OriginPolicy;
}

const MAX_BODY_BYTES = 64 * 1024;
/** Shorter than what clients wait for the answer to a submit. */
const UPSTREAM_TIMEOUT_MS = 50_000;
const SUBMIT_ID = /^[A-Za-z0-9_-]{8,64}$/;

function createUpstream({ upstream, falKey, service, fetch: given }: FalProxyOptions): Upstream {
  if (upstream === 'fal')
    return falUpstream(falKey, given ?? ((input, init) => globalThis.fetch(input, init)));
  if (service) return localUpstream(service);
  throw new ImageTo3DError('internal', 'A proxy with the upstream "local" needs a service.');
}

// Where files of the local service are, when nobody says: beside the proxy's own path.
const siblingService = (request: Request) => new URL('service', request.url).href;

/**
 * A proxy that adds the key and passes only what a run needs: see {@link readTarget}. Throws `auth` when it is made
 * for fal without a key.
 */
export function createFalProxy(options: FalProxyOptions): FalProxy {
  const upstream = createUpstream(options);
  const isPaid = upstream.mode === 'fal';
  const { clock = createRealClock(), endpointIds = Object.keys(PROVIDERS) } = options;
  const { allowedOrigins = [], allowedHosts = [] } = options;
  const origins: OriginPolicy = { allowedOrigins, allowedHosts };
  const spend = createSpendCap(
    clock,
    options.dailyCapUsd ?? (isPaid ? 10 : Number.POSITIVE_INFINITY),
    options.spendStore,
  );
  const isPriced = isPaid || options.dailyCapUsd !== undefined;
  const unlimited = Number.POSITIVE_INFINITY;
  const limits = createClientLimits(
    clock,
    options.submitsPerMinute ?? (isPaid ? 10 : unlimited),
    options.pollsPerMinute ?? (isPaid ? 60 : unlimited),
  );
  const once = createOnce(clock);
  const scrub = createScrub(upstream.key);

  const forward = async (
    target: ProxyTarget,
    request: Request,
    publicBaseUrl: string,
    body?: string,
  ): Promise<Response> => {
    const stop = new AbortController();
    const clear = clock.setTimeout(() => stop.abort(new Error('timed out')), UPSTREAM_TIMEOUT_MS);
    const headers = upstreamHeaders(target, request.headers);
    const submitId = request.headers.get('x-submit-id');
    if (!isPaid && submitId !== null && target.kind === 'submit') headers['x-submit-id'] = submitId;
    // A submit goes on although the caller has left: its answer is kept for the caller's next try.
    const signal = target.kind === 'submit' ? stop.signal : AbortSignal.any([stop.signal, request.signal]);
    const init = { method: target.method, headers, signal, ...(body === undefined ? {} : { body }) };
    try {
      return await upstream.fetch(target.url, init, publicBaseUrl);
    } finally {
      clear();
    }
  };

  const readJson = async (
    request: Request,
    check: (body: unknown) => Checked<Record<string, unknown>>,
  ): Promise<Record<string, unknown> | Response> => {
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
      return toResponse(refusal(415, 'The body must be application/json.'));
    const bytes = await readBody(request, MAX_BODY_BYTES);
    if (bytes === undefined) return toResponse(refusal(413, `The body exceeds ${MAX_BODY_BYTES} bytes.`));
    const body = parseJson(bytes);
    if (body === undefined) return toResponse(refusal(400, 'The body is not JSON.'));
    const checked = check(body);
    return checked.ok ? checked.value : fieldRefusal(checked.detail);
  };

  const submit = async (target: ProxyTarget, request: Request, client: string, publicBaseUrl: string) => {
    const submitId = request.headers.get('x-submit-id');
    if (submitId !== null && !SUBMIT_ID.test(submitId))
      return toResponse(refusal(400, 'x-submit-id must be 8 to 64 letters, digits, - or _.'));
    const isOwnImage = (address: string) =>
      isFalMedia(address) || (!isPaid && address.startsWith(`${publicBaseUrl}/v3b.fal.media/files/`));
    const endpointId = target.endpointId ?? '';
    const input = await readJson(request, (body) => checkSubmit(endpointId, body, isOwnImage));
    if (input instanceof Response) return input;
    const body = JSON.stringify(input);
    const run = async () =>
      limits.submit(client) ??
      sendSubmit(
        () => forward(target, request, publicBaseUrl, body),
        isPriced ? estimateUsd(endpointId, input) : 0,
        spend,
        scrub,
      );
    const answer = submitId === null ? await run() : await once(submitId, body, run);
    return toResponse(
      answer === 'other-body'
        ? refusal(409, 'This x-submit-id was used for another request.', 'submit_id_reused')
        : answer,
    );
  };

  const pass = async (target: ProxyTarget, request: Request, client: string, publicBaseUrl: string) => {
    const limited = target.requestId === undefined ? limits.upload(client) : limits.poll(target.requestId);
    if (limited) return toResponse(limited);
    const input = target.kind === 'initiate' ? await readJson(request, checkInitiate) : undefined;
    if (input instanceof Response) return input;
    const answered = await forward(target, request, publicBaseUrl, input && JSON.stringify(input));
    const stream = target.kind === 'stream' ? readStream(answered, scrub) : undefined;
    if (stream) return stream;
    const answer = await readAnswer(answered, scrub);
    if (answer) return toResponse(answer);
    const isRefusal = answered.status >= 400 && answered.status < 500;
    return toResponse(
      refusal(isRefusal ? answered.status : 502, `fal answered with status ${answered.status}.`),
    );
  };

  /** Refuses foreign pages, answers preflights, and never rejects. */
  const guard = async (
    request: Request,
    { remoteAddress }: ProxyContext,
    failureStatus: number,
    handle: () => Promise<Response>,
  ): Promise<Response> => {
    const refused = refuseOrigin(request, origins, remoteAddress);
    if (refused !== undefined) return toResponse(refusal(403, refused, 'origin_refused'));
    let response: Response;
    try {
      response = request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : await handle();
    } catch {
      response = toResponse(refusal(failureStatus, 'fal could not be reached.', 'upstream_unreachable'));
    }
    return withAllowedOrigin(request, response, allowedOrigins);
  };

  return {
    mode: upstream.mode,
    label: upstream.label,
    endpointIds,
    spend,
    origins,
    async fetch(request, context = {}) {
      const address = request.headers.get('x-fal-target-url');
      const target = readTarget(request.method, address, endpointIds);
      const client = context.remoteAddress ?? 'unknown';
      const publicBaseUrl = context.publicBaseUrl ?? siblingService(request);
      return guard(request, context, target?.kind === 'submit' ? 520 : 502, async () => {
        if (hasOversizedHeader(request.headers)) return toResponse(refusal(431, 'A header is too long.'));
        if (!target) return toResponse(refusal(403, 'This proxy does not pass such a request.'));
        const send = target.kind === 'submit' ? submit : pass;
        return send(target, request, client, publicBaseUrl);
      });
    },
    async media(request, context = {}) {
      const publicBaseUrl = context.publicBaseUrl ?? siblingService(request);
      const send = isPaid ? (options.fetch ?? globalThis.fetch) : upstream.fetch;
      return guard(request, context, 502, () => passMedia(request, send, publicBaseUrl));
    },
  };
}
