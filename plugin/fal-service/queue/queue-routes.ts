import type { Context } from 'hono';
import { json, parseJson, readBody, requestError } from '../../core/http.ts';
import { readExpiry } from '../../core/object-lifecycle.ts';
import type { Providers } from '../../recipe/providers/index.ts';
import type { RouteParts, ServiceApp, ServiceEnv } from '../context.ts';
import type { Outcome } from './outcome.ts';
import type { CancelResult } from './queue.ts';
import type { QueueRequest, Submission } from './request.ts';
import { statusStream } from './sse.ts';
import { requestUrls, statusBody } from './status.ts';

/** Data URIs are allowed as images, so a submit may be long. */
const MAX_SUBMIT_BYTES = 48 * 1024 * 1024;

const CANCEL_ANSWERS: Readonly<Record<CancelResult, readonly [number, string]>> = {
  removed: [200, 'OK'],
  requested: [202, 'CANCELLATION_REQUESTED'],
  'already-completed': [400, 'ALREADY_COMPLETED'],
  'not-found': [404, 'NOT_FOUND'],
};

const notFound = () => requestError(404, 'not_found', 'Request not found');

const withLogs = (c: Context<ServiceEnv>) => ['1', 'true'].includes(c.req.query('logs') ?? '');

function outcomeResponse({ status, body, headers, billableUnits }: Outcome, requestId: string): Response {
  return json(status, body, {
    ...headers,
    'x-fal-request-id': requestId,
    'x-fal-billable-units': String(billableUnits),
  });
}

/** Reads a submit to either host, or returns the refusal. The input is checked later, when processing starts. */
async function readSubmission(
  c: Context<ServiceEnv>,
  hostPrefix: string,
  providers: Providers,
): Promise<Submission | Response> {
  const path = c.env.target.path.slice(hostPrefix.length + 2);
  const app = path.split('/').slice(0, 2).join('/');
  if (!providers.some(({ id }) => `${id}/`.startsWith(`${app}/`)))
    return requestError(404, 'not_found', `Application '${app.split('/')[1] ?? ''}' not found`);
  const bytes = await readBody(c.req.raw, MAX_SUBMIT_BYTES);
  if (bytes === undefined) return requestError(413, 'bad_request', 'Request body is too large');
  const input = bytes.byteLength === 0 ? {} : parseJson(bytes);
  if (input === undefined) {
    const detail = [{ loc: ['body', 0], msg: 'JSON decode error', type: 'json_invalid', input: {} }];
    return json(422, { detail });
  }
  const startTimeout = Number(c.req.header('x-fal-request-timeout') ?? Number.NaN);
  return {
    endpointId: path,
    app,
    input,
    priority: c.req.header('x-fal-queue-priority') === 'low' ? 'low' : 'normal',
    startTimeoutMs: startTimeout > 0 ? startTimeout * 1000 : undefined,
    outputExpiresInSeconds: readExpiry(c.req.raw.headers),
    submitId: c.req.header('x-submit-id'),
    serviceBase: c.env.target.serviceBase,
  };
}

/** Routes of `queue.fal.run` and the blocking `fal.run`. */
export function addQueueRoutes(
  app: ServiceApp,
  { providers, clock, queue, ledger, history, closing }: RouteParts,
): void {
  const accept = (submission: Submission): QueueRequest => {
    const request = queue.submit(submission);
    const { id: requestId, endpointId, submitId, submittedAtMs: acceptedAtMs } = request;
    ledger.accept({ requestId, endpointId, submitId, acceptedAtMs });
    history.add(request);
    return request;
  };
  const find = (c: Context<ServiceEnv>) =>
    queue.get(`${c.req.param('owner')}/${c.req.param('alias')}`, c.req.param('id') ?? '');

  const result = (c: Context<ServiceEnv>) => {
    const request = find(c);
    if (!request) return notFound();
    if (!request.outcome) {
      const headers = { 'x-fal-request-id': request.id };
      return json(400, { detail: 'Request is still in progress' }, headers);
    }
    return outcomeResponse(request.outcome, request.id);
  };

  const submit = async (c: Context<ServiceEnv>) => {
    const limit = Number(c.req.query('fal_max_queue_length') ?? Number.NaN);
    if (queue.waiting >= limit) return requestError(429, 'queue_full', 'The queue is full');
    const submission = await readSubmission(c, 'queue.fal.run', providers);
    if (submission instanceof Response) return submission;
    const request = accept(submission);
    const body = {
      status: request.state,
      request_id: request.id,
      queue_position: queue.position(request),
      ...requestUrls(request, c.env.target.queueBase),
    };
    return json(200, body, { 'x-fal-request-id': request.id });
  };

  const base = '/queue.fal.run/:owner/:alias/requests/:id';
  app.get(`${base}/status`, (c) => {
    const request = find(c);
    if (!request) return notFound();
    const body = statusBody(request, queue, c.env.target.queueBase, withLogs(c));
    const headers = { 'x-fal-request-id': request.id };
    return json(request.state === 'COMPLETED' ? 200 : 202, body, headers);
  });
  app.get(`${base}/status/stream`, (c) => {
    const request = find(c);
    if (!request) return notFound();
    const status = () => statusBody(request, queue, c.env.target.queueBase, withLogs(c));
    const stream = statusStream(request, status, clock, closing());
    stream.headers.set('x-fal-request-id', request.id);
    return stream;
  });
  app.get(base, result);
  app.get(`${base}/response`, result);
  app.put(`${base}/cancel`, (c) => {
    const id = c.req.param('id');
    const [status, word] =
      CANCEL_ANSWERS[queue.cancel(`${c.req.param('owner')}/${c.req.param('alias')}`, id)];
    return json(status, { status: word }, { 'x-fal-request-id': id });
  });
  app.post('/queue.fal.run/:owner/:alias', submit);
  app.post('/queue.fal.run/:owner/:alias/*', submit);

  app.post('/fal.run/*', async (c) => {
    const submission = await readSubmission(c, 'fal.run', providers);
    if (submission instanceof Response) return submission;
    const request = accept(submission);
    const { app: appId, id } = request;
    const { signal } = c.req.raw;
    const cancel = () => void queue.cancel(appId, id);
    signal.addEventListener('abort', cancel, { once: true });
    await new Promise<void>((resolve) => {
      const check = () => {
        if (request.outcome === undefined && !closing().aborted) return;
        request.listeners.delete(check);
        resolve();
      };
      request.listeners.add(check);
      check();
    });
    signal.removeEventListener('abort', cancel);
    if (!request.outcome) return requestError(503, 'runner_disconnected', 'The service was reset');
    return outcomeResponse(request.outcome, id);
  });
}
