import {
  afterwards,
  answer,
  answerError,
  answerHtml,
  answerJson,
  delay,
  drop,
  dropHalfway,
  type FaultEffect,
  hang,
  marked,
  NO_CORS_HEADER,
  NO_REASON_HEADER,
  withAnswer,
  withJson,
} from './fault-effects.ts';
import { byteByByte, commentsOnly, cutStream, drip, gzip, hugeGlb, truncate } from './fault-streams.ts';

/** What a fault strikes: one kind of request, the worker or the webhook. */
export const FAULT_ROUTES = [
  'submit',
  'status',
  'stream',
  'result',
  'cancel',
  'run',
  'initiate',
  'upload',
  'media',
  'list',
  'worker',
  'webhook',
] as const;
export type FaultRoute = (typeof FAULT_ROUTES)[number];

/** Faults of the worker and of webhooks are names only: those parts act on them. */
export type FaultAction = FaultEffect | 'crash' | 'incomplete' | 'twice' | 'bad-signature';

interface FaultFamily {
  /** Where it strikes unless the rule names a route; undefined: every HTTP route. */
  readonly route: FaultRoute | undefined;
  /** The first variant is the default one. */
  readonly variants: Readonly<Record<string, FaultAction>>;
}

const busy = { detail: 'Too many concurrent requests', error_type: 'concurrent_requests_limit' };
const locked = 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.';
const userTimeout = { 'x-fal-request-timeout-type': 'user' };
const text = (body: string, type: string | undefined, status = 200) =>
  answer(() => {
    const bytes = new TextEncoder().encode(body);
    return new Response(bytes, { status, headers: type === undefined ? {} : { 'content-type': type } });
  });
const withType = (type: string) =>
  withAnswer((response, body) => {
    const headers = new Headers(response.headers);
    headers.set('content-type', type);
    return new Response(body, { status: response.status, headers });
  });
const wrongMagic = withAnswer((response, body) => {
  const bytes = body.slice();
  bytes.set([0x7b, 0x22, 0x61, 0x22], 0);
  return new Response(bytes, { status: response.status, headers: response.headers });
});

/** Every fault by its name, with its variants. */
export const FAULTS = {
  'too-many-requests': {
    route: 'submit',
    variants: {
      '429': answerJson(429, busy, { 'x-fal-needs-retry': '1' }),
      '429-retry-after': answerJson(429, busy, { 'x-fal-needs-retry': '1', 'retry-after': '1' }),
    },
  },
  'server-error': {
    route: undefined,
    variants: {
      '500-json': answerError(500, 'internal_error', 'Internal server error'),
      '502-html': answerHtml(502),
      '503': answerError(503, 'runner_scheduling_failure', 'No runner available'),
      '504': answerError(504, 'request_timeout', 'Request timed out'),
      '504-user': answerJson(504, { detail: 'Request timed out' }, userTimeout),
    },
  },
  'submit-lost': { route: 'submit', variants: { drop } },
  'submit-answer-lost': { route: 'submit', variants: { 'drop-after': afterwards(drop) } },
  'gateway-error-after-submit': {
    route: 'submit',
    variants: {
      '502-after': afterwards(answerHtml(502)),
      '504-after': afterwards(answerError(504, 'request_timeout', 'Request timed out')),
    },
  },
  'no-answer': { route: undefined, variants: { hang, 'hang-after': afterwards(hang) } },
  'slow-answer': { route: undefined, variants: { 'slow-headers': delay, drip } },
  'malformed-answer': {
    route: 'status',
    variants: {
      'truncated-json': truncate('half'),
      'wrong-type': withType('text/plain'),
      'html-200': answerHtml(200),
      'empty-200': text('', 'application/json'),
      'no-type': text('{"status":"IN_QUEUE"}', undefined),
      'null-body': text('null', 'application/json', 500),
      '202-result': text('{"status":"IN_PROGRESS"}', 'application/json', 202),
    },
  },
  'wrong-fields': {
    route: 'status',
    variants: {
      'failed-status': withJson((body) => ({ ...body, status: 'FAILED' })),
      'missing-request-id': withJson(({ request_id: _id, ...body }) => body),
      'missing-model': withJson(({ model_glb: _model, ...body }) => body),
      'null-logs': withJson((body) => ({ ...body, logs: null })),
      'back-in-queue': withJson((body) => ({ ...body, status: 'IN_QUEUE', queue_position: 3 })),
    },
  },
  refused: {
    route: 'status',
    variants: {
      '401': answerJson(401, { detail: 'Authentication is required to access this application' }),
      '403-balance': answerJson(403, { detail: locked }),
      '404-flap': answerError(404, 'not_found', 'Request not found'),
    },
  },
  'broken-stream': {
    route: 'stream',
    variants: {
      'cut-clean': cutStream('clean'),
      'cut-reset': cutStream('reset'),
      'comments-only': commentsOnly,
      'split-utf8': byteByByte,
    },
  },
  'upload-failure': {
    route: 'upload',
    variants: {
      '403-expired': answerJson(403, { detail: 'Signature expired' }),
      '503': answerJson(503, { detail: 'Storage unavailable' }),
      '413': answerJson(413, { detail: 'File too large' }),
      '422': answerJson(422, {
        detail: [{ loc: ['body', 'content_type'], msg: 'Unsupported', type: 'value_error' }],
      }),
      '500': answerJson(500, { detail: 'Internal server error' }),
      'drop-half': dropHalfway,
      throttle: delay,
      'no-etag': withAnswer((response, body) => {
        const headers = new Headers(response.headers);
        headers.delete('etag');
        return new Response(body, { status: response.status, headers });
      }),
    },
  },
  'bad-download': {
    route: 'media',
    variants: {
      '404': answerJson(404, { detail: 'File not found' }),
      '403': answerJson(403, { detail: 'Forbidden' }),
      'no-cors': marked(NO_CORS_HEADER),
      slow: drip,
      'truncated-declared-whole': truncate('whole'),
      'truncated-clean': truncate('half'),
      'wrong-magic': wrongMagic,
      html: answerHtml(200),
      'octet-stream': withType('application/octet-stream'),
      gzip,
      'no-range': withAnswer((response, body) => {
        const headers = new Headers(response.headers);
        headers.delete('content-range');
        return new Response(body, { status: 200, headers });
      }),
      'huge-200mb': hugeGlb(200 * 1024 * 1024),
    },
  },
  'worker-failure': { route: 'worker', variants: { crash: 'crash', incomplete: 'incomplete' } },
  'result-expired': {
    route: 'result',
    variants: { expired: answerError(404, 'not_found', 'Request not found') },
  },
  offline: { route: undefined, variants: { offline: drop } },
  'gzip-answers': { route: undefined, variants: { gzip } },
  'no-reason-phrase': { route: undefined, variants: { 'no-reason': marked(NO_REASON_HEADER) } },
  'no-cors': { route: undefined, variants: { 'no-cors': marked(NO_CORS_HEADER) } },
  'bad-webhook': { route: 'webhook', variants: { twice: 'twice', 'bad-signature': 'bad-signature' } },
} as const satisfies Record<string, FaultFamily>;

export type FaultId = keyof typeof FAULTS;

/** A fault's family with its literal types widened. */
export function faultFamily(id: FaultId): FaultFamily {
  return FAULTS[id];
}
