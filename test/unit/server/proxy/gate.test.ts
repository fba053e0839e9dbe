import { describe, expect, it } from 'vitest';
import {
  type Ask,
  CANARY,
  createProxyBench,
  ID,
  IMAGE_URL,
  INITIATE,
  INPUT,
  ORIGIN,
  REQUEST,
  SUBMIT,
} from './proxy-bench.ts';

const QUEUE = 'https://queue.fal.run';

const ALLOWED: readonly [string, Ask, string?][] = [
  ['submit', {}],
  ['submit without Sec-Fetch-Site', { without: ['sec-fetch-site'] }],
  ['submit without Origin', { without: ['origin'] }],
  [
    'submit of a program on this machine',
    { without: ['origin', 'sec-fetch-site'], remoteAddress: '127.0.0.1' },
  ],
  ['the same over IPv6', { without: ['origin', 'sec-fetch-site'], remoteAddress: '::1' }],
  ['the same mapped', { without: ['origin', 'sec-fetch-site'], remoteAddress: '::ffff:127.0.0.1' }],
  ['submit with a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
  [
    'submit at localhost',
    { at: 'http://localhost:5173/api/fal/proxy', headers: { origin: 'http://localhost:5173' } },
  ],
  ['submit at [::1]', { at: 'http://[::1]:5173/api/fal/proxy', headers: { origin: 'http://[::1]:5173' } }],
  [
    'submit with every parameter in range',
    { body: { ...INPUT, remesh: false, remesh_band: 0.5, texture_size: 4096 } },
  ],
  ['image on v3', { body: { image_url: 'https://v3.fal.media/files/x/cat.png' } }],
  ['image on fal.media', { body: { image_url: 'https://fal.media/files/x/cat.png' } }],
  ['status', { method: 'GET', target: `${REQUEST}/status` }],
  ['status without logs', { method: 'GET', target: `${REQUEST}/status?logs=0` }],
  ['status with logs', { method: 'GET', target: `${REQUEST}/status?logs=1` }],
  ['status stream', { method: 'GET', target: `${REQUEST}/status/stream?logs=1` }],
  ['result', { method: 'GET', target: REQUEST }],
  ['result at /response', { method: 'GET', target: `${REQUEST}/response` }],
  ['cancel', { method: 'PUT', target: `${REQUEST}/cancel` }],
  ['start of an upload', { target: INITIATE }],
  [
    'start of a multipart upload',
    {
      target: INITIATE.replace('initiate?', 'initiate-multipart?'),
      body: { content_type: 'image/jpeg', file_name: 'cat photo (1).jpg' },
    },
  ],
];

const TARGETS = [
  '',
  'not a url',
  'null',
  '/fal-ai/trellis-2',
  '//queue.fal.run/fal-ai/trellis-2',
  'http://queue.fal.run/fal-ai/trellis-2',
  'ftp://queue.fal.run/fal-ai/trellis-2',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'HTTPS://queue.fal.run/fal-ai/trellis-2',
  'https://evil@queue.fal.run/fal-ai/trellis-2',
  'https://a:b@queue.fal.run/fal-ai/trellis-2',
  'https://queue.fal.run@evil.test/fal-ai/trellis-2',
  'https://queue.fal.run:443/fal-ai/trellis-2',
  'https://queue.fal.run:8443/fal-ai/trellis-2',
  'https://QUEUE.fal.run/fal-ai/trellis-2',
  'https://queue.fal.run./fal-ai/trellis-2',
  'https://queue.fal.run.evil.test/fal-ai/trellis-2',
  'https://evil-queue.fal.run/fal-ai/trellis-2',
  'https://xqueue.fal.run/fal-ai/trellis-2',
  'https://queuefal.run/fal-ai/trellis-2',
  'https://queue.fal.run%2eevil.test/fal-ai/trellis-2',
  'https://queue。fal。run/fal-ai/trellis-2',
  'https://queue.f\u0430l.run/fal-ai/trellis-2',
  'https://xn--queue-fal.run/fal-ai/trellis-2',
  'https://127.0.0.1/fal-ai/trellis-2',
  'https://[::1]/fal-ai/trellis-2',
  'https://169.254.169.254/latest/meta-data',
  'https://queue.falrun.com/fal-ai/trellis-2',
  'https://fal.run/fal-ai/trellis-2',
  'https://fal.run/fal-ai/veo3?prompt=x',
  `${SUBMIT}/`,
  `${SUBMIT}#x`,
  `${SUBMIT}?`,
  `${SUBMIT}?fal_webhook=https%3A%2F%2Fevil.test`,
  `${SUBMIT}?fal_max_queue_length=1`,
  `${SUBMIT}/retexture`,
  `${SUBMIT}/..`,
  `${SUBMIT}/../veo3`,
  `${SUBMIT}/%2e%2e/veo3`,
  `${SUBMIT}%2f..%2fveo3`,
  `${QUEUE}//fal-ai/trellis-2`,
  `${QUEUE}/fal-ai//trellis-2`,
  `${QUEUE}\\fal-ai\\trellis-2`,
  `${QUEUE}/fal-ai/trellis-2\\..\\veo3`,
  `${QUEUE}/./fal-ai/trellis-2`,
  `${QUEUE}/fal-ai/veo3`,
  `${QUEUE}/fal-ai/trellis`,
  `${QUEUE}/fal-ai/trellis-22`,
  `${QUEUE}/FAL-AI/trellis-2`,
  `${QUEUE}/fal-ai/trellis-2%20`,
  `${QUEUE}/fal-ai/trellis-2 x`,
  `${QUEUE}/fal-ai/trellis-2%00`,
  `${QUEUE}/fal-ai/trellis-2, ${SUBMIT}`,
  `${QUEUE}/__proto__/constructor`,
  `${QUEUE}/toString/x`,
  `${SUBMIT}${'a'.repeat(1000)}`,
  'https://rest.fal.ai/tokens/',
  'https://rest.fal.ai/storage/upload/initiate',
  'https://rest.fal.ai/storage/upload/initiate?storage_type=gcs',
  `${INITIATE}&x=1`,
  'https://rest.fal.ai/storage/upload/complete-multipart?storage_type=fal-cdn-v3',
  'https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3',
  'https://rest.alpha.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3',
  'https://api.fal.ai/v1/account/billing?expand=credits',
  'https://v3.fal.media/files/b/x/y.glb',
];

const READS = [
  `${REQUEST}/status?logs=2`,
  `${REQUEST}/status?logs=1&logs=0`,
  `${REQUEST}/status?logs=true`,
  `${REQUEST}/status?fal_jwt_token=x`,
  `${REQUEST}?logs=1`,
  `${REQUEST}/response?logs=1`,
  `${REQUEST}/payload`,
  `${REQUEST}/status/`,
  `${REQUEST}/`,
  `${SUBMIT}/requests/`,
  `${SUBMIT}/requests/${ID.toUpperCase()}`,
  `${SUBMIT}/requests/${ID}0`,
  `${SUBMIT}/requests/..%2f..%2fveo3`,
  `${SUBMIT}/requests/../../veo3`,
  `${QUEUE}/fal-ai/veo3/requests/${ID}`,
  `${QUEUE}/fal-ai/veo3/requests/${ID}/status`,
  'https://fal.run/fal-ai/veo3?prompt=x',
];

const WRONG_METHOD: readonly [string, string][] = [
  ...['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'].map((method): [string, string] => [method, SUBMIT]),
  ...['POST', 'PUT', 'DELETE', 'HEAD'].map((method): [string, string] => [method, REQUEST]),
  ...['POST', 'PUT'].map((method): [string, string] => [method, `${REQUEST}/status`]),
  ...['POST', 'PUT'].map((method): [string, string] => [method, `${REQUEST}/status/stream`]),
  ...['GET', 'POST', 'DELETE'].map((method): [string, string] => [method, `${REQUEST}/cancel`]),
  ...['GET', 'PUT'].map((method): [string, string] => [method, INITIATE]),
];

const body = (image_url: string): Ask => ({ body: { ...INPUT, image_url } });
const stream = (bytes: number) => new Blob([JSON.stringify({ ...INPUT, pad: ' '.repeat(bytes) })]).stream();

const REFUSED: readonly [string, Ask, number][] = [
  ...TARGETS.map((target): [string, Ask, number] => [
    `POST ${target.slice(0, 90)}`,
    { target: encodeTarget(target) },
    403,
  ]),
  ...READS.map((target): [string, Ask, number] => [`GET ${target}`, { method: 'GET', target }, 403]),
  ...WRONG_METHOD.map(([method, target]): [string, Ask, number] => [
    `${method} ${target}`,
    { method, target },
    403,
  ]),
  ['no target at all', { without: ['x-fal-target-url'] }, 403],
  ['origin of another site', { headers: { origin: 'https://evil.test' } }, 403],
  ['origin null', { headers: { origin: 'null' } }, 403],
  ['origin with another port', { headers: { origin: 'http://127.0.0.1:1' } }, 403],
  ['origin that is a suffix', { headers: { origin: 'http://127.0.0.1:5173.evil.test' } }, 403],
  ['origin with a path', { headers: { origin: `${ORIGIN}/` } }, 403],
  ['origin of another scheme', { headers: { origin: 'chrome-extension://127.0.0.1:5173' } }, 403],
  ['Sec-Fetch-Site cross-site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['Sec-Fetch-Site same-site', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
  ['Sec-Fetch-Site none', { headers: { 'sec-fetch-site': 'none' } }, 403],
  ['neither Origin nor Sec-Fetch-Site, unknown peer', { without: ['origin', 'sec-fetch-site'] }, 403],
  [
    'neither, from another machine',
    { without: ['origin', 'sec-fetch-site'], remoteAddress: '10.0.0.7' },
    403,
  ],
  [
    'neither, relayed by a reverse proxy on this machine',
    {
      without: ['origin', 'sec-fetch-site'],
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': '1.2.3.4' },
    },
    403,
  ],
  [
    'a rebound host name',
    { at: 'http://evil.test:5173/api/fal/proxy', headers: { origin: 'http://evil.test:5173' } },
    403,
  ],
  [
    'a host that only looks local',
    { at: 'http://127.0.0.1.evil.test/p', headers: { origin: 'http://127.0.0.1.evil.test' } },
    403,
  ],
  ['preflight from elsewhere', { method: 'OPTIONS', headers: { origin: 'https://evil.test' } }, 403],
  ['a body of 70 kB', { body: JSON.stringify({ ...INPUT, pad: ' '.repeat(70_000) }) }, 413],
  ['a body of 300 kB in chunks', { body: stream(300_000) }, 413],
  ['a text body', { headers: { 'content-type': 'text/plain' } }, 415],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
  ['a JSON-like type', { headers: { 'content-type': 'application/jsonx' } }, 415],
  ['no content type', { without: ['content-type'] }, 415],
  ['broken JSON', { body: '{"image_url":' }, 400],
  ['an empty body', { body: '' }, 400],
  ['a list', { body: [] }, 422],
  ['null', { body: 'null' }, 422],
  ['an unknown input', { body: { ...INPUT, webhook_url: 'https://evil.test' } }, 422],
  ['__proto__ as input', { body: `{"image_url":"${IMAGE_URL}","__proto__":{}}` }, 422],
  ['a value out of range', { body: { ...INPUT, resolution: 2048 } }, 422],
  ['no image', { body: { seed: 1 } }, 422],
  ['an image elsewhere', body('https://evil.test/cat.png'), 422],
  ['an image over http', body('http://v3b.fal.media/files/b/x/cat.png'), 422],
  ['an image inside the cloud', body('http://169.254.169.254/latest/meta-data'), 422],
  ['a data URI', body('data:image/png;base64,AAAA'), 422],
  ['a suffix host', body('https://fal.media.evil.test/x.png'), 422],
  ['a prefix host', body('https://evilfal.media/x.png'), 422],
  ['userinfo in the image', body('https://fal.media@evil.test/x.png'), 422],
  ['credentials in the image', body('https://a:b@fal.media/x.png'), 422],
  ['a port in the image', body('https://fal.media:8443/x.png'), 422],
  ['dots in the image', body('https://fal.media/a/../x.png'), 422],
  ['an upper-case host', body('https://FAL.media/x.png'), 422],
  ['an endless image address', body(`https://fal.media/${'a'.repeat(3000)}`), 422],
  ['an upload of HTML', { target: INITIATE, body: { content_type: 'text/html', file_name: 'x.html' } }, 422],
  [
    'an upload of SVG',
    { target: INITIATE, body: { content_type: 'image/svg+xml', file_name: 'x.svg' } },
    422,
  ],
  [
    'a path as file name',
    { target: INITIATE, body: { content_type: 'image/png', file_name: '../x.png' } },
    422,
  ],
  ['an upload without name', { target: INITIATE, body: { content_type: 'image/png' } }, 422],
  ['a target of 10 kB', { target: `${SUBMIT}${'a'.repeat(10_000)}` }, 431],
  ['a header of 10 kB', { headers: { 'x-fal-runner-hint': 'a'.repeat(10_000) } }, 431],
  ['a strange submit id', { headers: { 'x-submit-id': 'a b' } }, 400],
  ['a submit id of 1000 characters', { headers: { 'x-submit-id': 'a'.repeat(1000) } }, 400],
];

// A header holds Latin-1 only; other characters arrive as their UTF-8 bytes.
function encodeTarget(target: string): string {
  return String.fromCharCode(...new TextEncoder().encode(target.replaceAll('\0', '')));
}

describe('what passes', () => {
  it.each(ALLOWED)('%s', async (_name, ask) => {
    const bench = createProxyBench();
    const response = await bench.ask(ask);
    expect(response.status).toBe(200);
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]?.url).toBe(ask.target ?? SUBMIT);
    expect(bench.sent[0]?.headers.authorization).toBe(`Key ${CANARY}`);
    expect(await response.text()).not.toContain('canary');
  });
});

describe('what is refused, and never reaches fal', () => {
  it.each(REFUSED)('%s', async (_name, ask, status) => {
    const bench = createProxyBench();
    const response = await bench.ask(ask);
    expect(bench.sent).toEqual([]);
    expect(response.status).toBe(status);
    const text = `${await response.text()}${JSON.stringify([...response.headers])}`;
    expect(text).not.toContain('canary');
  });
});

it('covers at least 120 requests', () => {
  expect(ALLOWED.length + REFUSED.length).toBeGreaterThanOrEqual(120);
});
