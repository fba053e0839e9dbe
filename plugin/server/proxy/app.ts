import { type Context, Hono } from 'hono';
import { REAL_CLOCK } from '../../core/clock.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { mediaPathOf } from '../../fal-service/index.ts';
import { findProvider, PROVIDERS } from '../../recipe/providers/index.ts';
import { PATH_BELOW, type ServerEnv } from '../env.ts';
import { publicUrl } from '../public-url.ts';
import { createScrub, readAnswer, readStream, refusal, toResponse } from './answer.ts';
import { findSubmit, readQuestion, SUBMIT_ID } from './find-submit.ts';
import { createForward } from './forward.ts';
import { allowListedOrigins, guardOrigin, requireUser, throwErrors } from './guard.ts';
import { createClientLimits } from './limits/client-limits.ts';
import { createSpendCap } from './limits/spend.ts';
import { createSubmitLedger } from './limits/submit-ledger.ts';
import { passMedia } from './media.ts';
import type { FalProxy, FalProxyOptions } from './options.ts';
import { createOriginPolicy } from './origin.ts';
import { checkInitiate, checkSubmit, isFalMedia, readJson } from './request-body.ts';
import { hasOversizedHeader } from './request-headers.ts';
import { estimateUsd, sendSubmit } from './submit.ts';
import { type ProxyTarget, readTarget } from './target.ts';
import { falUpstream, localUpstream, type Upstream } from './upstream.ts';

const SUBMITS = '/submits/:id';

function createUpstream({ upstream, falKey, service, fetch: given }: FalProxyOptions): Upstream {
  if (upstream === 'fal')
    return falUpstream(falKey, given ?? ((input, init) => globalThis.fetch(input, init)));
  if (service) return localUpstream(service);
  throw new ImageTo3DError('internal', 'With upstream "local", the option service is required.');
}

const NO_SUCH_REQUEST = 'This proxy does not forward this kind of request.';

// Default path of the local service's files: next to the proxy's path.
const siblingService = (request: Request, path: string) => new URL(path, publicUrl(request)).href;

/** The routes `/proxy`, `/media` and `/submits/<submit id>`, and the same as handlers. Throws as {@link createFalProxy}. */
export function createProxyRoutes(options: FalProxyOptions): {
  readonly routes: Hono<ServerEnv>;
  readonly proxy: FalProxy;
} {
  const upstream = createUpstream(options);
  const isPaid = upstream.mode === 'fal';
  const { clock = REAL_CLOCK, providers = PROVIDERS } = options;
  const { endpointIds = providers.map(({ id }) => id) } = options;
  const origins = createOriginPolicy(options);
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

  // The path must match exactly: the service would fetch any other address of this machine.
  const isOwnFile = (address: string, host: string) =>
    address.startsWith(`${host}/`) && mediaPathOf(address) === address.slice(host.length);
  const isOwnImage = (publicBaseUrl: string) => (address: string) =>
    isFalMedia(address) || (!isPaid && isOwnFile(address, `${publicBaseUrl}/v3b.fal.media`));

  const submit = async (target: ProxyTarget, request: Request, client: string, publicBaseUrl: string) => {
    const submitId = request.headers.get('x-submit-id');
    if (submitId !== null && !SUBMIT_ID.test(submitId))
      return toResponse(refusal(400, 'x-submit-id must be 8 to 64 letters, digits, - or _.'));
    const provider = findProvider(target.endpointId ?? '', providers);
    if (!provider) return toResponse(refusal(403, NO_SUCH_REQUEST));
    const input = await readJson(request, (body) => checkSubmit(provider, body, isOwnImage(publicBaseUrl)));
    if (input instanceof Response) return input;
    const body = JSON.stringify(input);
    const run = async () =>
      limits.submit(client) ??
      sendSubmit(
        () => forward({ target, request, body, publicBaseUrl }, (answer) => readAnswer(answer, scrub)),
        isPriced ? estimateUsd(provider, input) : 0,
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

  const targetOf = ({ req }: Context<ServerEnv>) =>
    readTarget(req.raw.method, req.header('x-fal-target-url') ?? null, endpointIds);
  const clientOf = ({ env }: Context<ServerEnv>) => env.remoteAddress ?? 'unknown';

  const routes = new Hono<ServerEnv>(PATH_BELOW);
  const guards = [guardOrigin(origins), allowListedOrigins(origins), throwErrors];
  for (const path of ['/proxy', '/media', SUBMITS])
    routes.use(path, ...guards, requireUser(options.authorize));
  for (const path of ['/proxy', SUBMITS])
    routes.use(path, async (c, next) =>
      hasOversizedHeader(c.req.raw.headers) ? toResponse(refusal(431, 'A header is too long.')) : next(),
    );
  routes.all('/proxy', (c) => {
    const target = targetOf(c);
    if (!target) return toResponse(refusal(403, 'This proxy does not forward this kind of request.'));
    const send = target.kind === 'submit' ? submit : pass;
    return send(target, c.req.raw, clientOf(c), c.env.publicBaseUrl);
  });
  routes.all('/media', (c) => {
    const send = isPaid ? (options.fetch ?? globalThis.fetch) : upstream.fetch;
    return passMedia(c.req.raw, send, c.env.publicBaseUrl);
  });
  routes.all(SUBMITS, (c) => {
    const { publicBaseUrl } = c.env;
    const question = readQuestion(c.req.raw, endpointIds, isOwnImage(publicBaseUrl));
    if ('status' in question) return toResponse(question);
    const limited = limits.poll(question.submitId);
    if (limited) return toResponse(limited);
    const limit = () => limits.search(clientOf(c));
    const { signal } = c.req.raw;
    return findSubmit(question, { upstream, clock, ledger, scrub, limit, publicBaseUrl, signal });
  });
  routes.onError((_thrown, c) => {
    const isSubmit = c.req.path === '/proxy' && targetOf(c)?.kind === 'submit';
    return toResponse(refusal(isSubmit ? 520 : 502, 'fal could not be reached.', 'upstream_unreachable'));
  });

  const at =
    (path: string, service: string): FalProxy['fetch'] =>
    async (request, { remoteAddress, publicBaseUrl = siblingService(request, service) } = {}) =>
      routes.fetch(request, { path, remoteAddress, publicBaseUrl });
  const proxy: FalProxy = {
    mode: upstream.mode,
    label: upstream.label,
    endpointIds,
    spend,
    origins,
    fetch: at('/proxy', 'service'),
    media: at('/media', 'service'),
    submits: at('/submits/id', '../service'),
  };
  return { routes, proxy };
}

/**
 * Creates a proxy that adds the key and only forwards what a run needs. The server of
 * {@link createImageTo3DServer} has one built in. Throws `auth` when it is made for fal without a key.
 *
 * @example
 * const proxy = createFalProxy({ upstream: 'fal', falKey: 'id:secret', allowedHosts: ['app.example'] });
 * export const POST = (request: Request) => proxy.fetch(request);
 */
export const createFalProxy = (options: FalProxyOptions): FalProxy => createProxyRoutes(options).proxy;
