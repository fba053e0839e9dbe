import { REAL_CLOCK } from '../../core/clock.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { mediaPathOf } from '../../fal-service/index.ts';
import { PROVIDERS } from '../../recipe/providers/index.ts';
import { publicUrl } from '../public-url.ts';
import { withAllowedOrigin } from './allowed-origin.ts';
import { createScrub, readAnswer, readStream, refusal, toResponse } from './answer.ts';
import { findSubmit, readQuestion, SUBMIT_ID } from './find-submit.ts';
import { createForward } from './forward.ts';
import { createClientLimits } from './limits/client-limits.ts';
import { createSpendCap } from './limits/spend.ts';
import { createSubmitLedger } from './limits/submit-ledger.ts';
import { passMedia } from './media.ts';
import type { FalProxy, FalProxyOptions, ProxyContext } from './options.ts';
import { createOriginPolicy, refuseOrigin } from './origin.ts';
import { refuseUser } from './refuse-user.ts';
import { checkInitiate, checkSubmit, isFalMedia, readJson } from './request-body.ts';
import { hasOversizedHeader } from './request-headers.ts';
import { estimateUsd, sendSubmit } from './submit.ts';
import { type ProxyTarget, readTarget } from './target.ts';
import { falUpstream, localUpstream, type Upstream } from './upstream.ts';

function createUpstream({ upstream, falKey, service, fetch: given }: FalProxyOptions): Upstream {
  if (upstream === 'fal')
    return falUpstream(falKey, given ?? ((input, init) => globalThis.fetch(input, init)));
  if (service) return localUpstream(service);
  throw new ImageTo3DError('internal', 'A proxy with the upstream "local" needs a service.');
}

// Where files of the local service are, when nobody says: beside the proxy's own path.
const siblingService = (request: Request, path = 'service') => new URL(path, publicUrl(request)).href;

/**
 * Creates a proxy that adds the key and only forwards what a run needs. The server of
 * {@link createImageTo3DServer} has one built in. Throws `auth` when it is made for fal without a key.
 *
 * @example
 * const proxy = createFalProxy({ upstream: 'fal', falKey: 'id:secret', allowedHosts: ['app.example'] });
 * export const POST = (request: Request) => proxy.fetch(request);
 */
export function createFalProxy(options: FalProxyOptions): FalProxy {
  const upstream = createUpstream(options);
  const isPaid = upstream.mode === 'fal';
  const { clock = REAL_CLOCK, endpointIds = Object.keys(PROVIDERS) } = options;
  const origins = createOriginPolicy(options);
  const { allowedOrigins } = origins;
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
  const ledger = createSubmitLedger(clock);
  const scrub = createScrub(upstream.key);

  const forward = createForward(upstream, clock);

  // The path to the letter: the service would fetch any other address of this machine.
  const isOwnFile = (address: string, host: string) =>
    address.startsWith(`${host}/`) && mediaPathOf(address) === address.slice(host.length);
  const isOwnImage = (publicBaseUrl: string) => (address: string) =>
    isFalMedia(address) || (!isPaid && isOwnFile(address, `${publicBaseUrl}/v3b.fal.media`));

  const submit = async (target: ProxyTarget, request: Request, client: string, publicBaseUrl: string) => {
    const submitId = request.headers.get('x-submit-id');
    if (submitId !== null && !SUBMIT_ID.test(submitId))
      return toResponse(refusal(400, 'x-submit-id must be 8 to 64 letters, digits, - or _.'));
    const endpointId = target.endpointId ?? '';
    const input = await readJson(request, (body) => checkSubmit(endpointId, body, isOwnImage(publicBaseUrl)));
    if (input instanceof Response) return input;
    const body = JSON.stringify(input);
    const run = async () =>
      limits.submit(client) ??
      sendSubmit(
        () => forward({ target, request, body, publicBaseUrl }, (answer) => readAnswer(answer, scrub)),
        isPriced ? estimateUsd(endpointId, input) : 0,
        spend,
      );
    const answer = submitId === null ? await run() : await ledger.once(submitId, body, run);
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
    const body = input && JSON.stringify(input);
    return forward({ target, request, body, publicBaseUrl }, async (upstreamAnswer) => {
      const stream = target.kind === 'stream' ? readStream(upstreamAnswer, scrub) : undefined;
      if (stream) return stream;
      const { status, answer } = await readAnswer(upstreamAnswer, scrub);
      const isRefusal = status >= 400 && status < 500;
      return toResponse(answer ?? refusal(isRefusal ? status : 502, `fal answered with status ${status}.`));
    });
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
      if (request.method === 'OPTIONS') response = new Response(null, { status: 204 });
      else {
        const stranger = await refuseUser(request, options.authorize);
        response = stranger ? toResponse(stranger) : await handle();
      }
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
    async submits(request, context = {}) {
      const publicBaseUrl = context.publicBaseUrl ?? siblingService(request, '../service');
      const client = context.remoteAddress ?? 'unknown';
      return guard(request, context, 502, async () => {
        if (hasOversizedHeader(request.headers)) return toResponse(refusal(431, 'A header is too long.'));
        const question = readQuestion(request, endpointIds, isOwnImage(publicBaseUrl));
        if ('status' in question) return toResponse(question);
        const limited = limits.poll(question.submitId);
        if (limited) return toResponse(limited);
        return findSubmit(question, {
          upstream,
          clock,
          ledger,
          scrub,
          limit: () => limits.search(client),
          publicBaseUrl,
          signal: request.signal,
        });
      });
    },
  };
}
