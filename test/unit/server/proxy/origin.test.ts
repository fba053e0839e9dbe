import { describe, expect, it } from 'vitest';
import { createOriginPolicy, refuseOrigin } from '../../../../plugin/server/proxy/origin.ts';

const HOST = 'app.example:8080';
const OWN = `http://${HOST}`;
const AFAR = '192.168.1.30';
const HERE = '127.0.0.1';
const TARGET = { 'x-fal-target-url': 'https://queue.fal.run/fal-ai/trellis-2/requests/x/status' };

interface Case {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly host?: string;
  readonly from?: string | undefined;
  /** Info and files may be opened from the address bar, the proxy may not. */
  readonly open?: boolean;
}

function refuse({ method = 'GET', headers = {}, host = HOST, from = AFAR, open = false }: Case) {
  const policy = createOriginPolicy({
    allowedHosts: ['app.example', '192.168.1.20'],
    allowedOrigins: ['https://friend.example'],
  });
  const request = new Request('http://localhost:3000/api/fal/x', { method, headers: { host, ...headers } });
  return refuseOrigin(request, policy, from, open);
}

// The table of SECURITY.md, a row each and more.
const PASSES: readonly [string, Case][] = [
  ['POST of an own page, plain http', { method: 'POST', headers: { origin: OWN } }],
  ['PUT of an own page, plain http', { method: 'PUT', headers: { origin: OWN } }],
  ['GET of an own page, plain http, by its Referer', { headers: { referer: `${OWN}/game/index.html` } }],
  ['the same with the origin alone', { headers: { referer: `${OWN}/` } }],
  ['GET of the client through the proxy, without Referer', { headers: TARGET }],
  ['GET that looks for a submit, without Referer', { headers: { 'x-submit-id': 'press-0001' } }],
  ['GET of info or a file with nothing, plain http', { open: true }],
  ['HEAD of a file with nothing, plain http', { open: true, method: 'HEAD' }],
  ['GET of an own page at an address of the network', { host: '192.168.1.20:5173', headers: TARGET }],
  ['GET of an own page, https', { headers: { 'sec-fetch-site': 'same-origin' } }],
  [
    'POST of an own page, https',
    { method: 'POST', headers: { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' } },
  ],
  ['info opened by hand, https', { open: true, headers: { 'sec-fetch-site': 'none' } }],
  ['POST of a listed page', { method: 'POST', headers: { origin: 'https://friend.example' } }],
  [
    'the same as a browser marks it',
    { method: 'POST', headers: { origin: 'https://friend.example', 'sec-fetch-site': 'cross-site' } },
  ],
  ['POST of a program on this machine', { method: 'POST', from: HERE, host: 'localhost:3000' }],
  ['POST of a program on this machine at a listed host', { method: 'POST', from: HERE }],
];

const REFUSED: readonly [string, Case, RegExp][] = [
  ['GET of a page elsewhere, plain http', { headers: { referer: 'http://evil.test/' } }, /another site/],
  ['the same for info', { open: true, headers: { referer: 'http://evil.test/' } }, /another site/],
  [
    'the same from a browser on this machine',
    { from: HERE, headers: { referer: 'http://evil.test/' } },
    /another site/,
  ],
  ['the same with the target', { headers: { ...TARGET, referer: 'http://evil.test/' } }, /another site/],
  ['a Referer with another port', { headers: { referer: 'http://app.example:1/' } }, /another site/],
  ['a Referer that only begins so', { headers: { referer: `${OWN}.evil.test/` } }, /another site/],
  ['a Referer with the name as user', { headers: { referer: `http://${HOST}@evil.test/` } }, /another site/],
  ['a Referer that is no address', { headers: { referer: 'app.example:8080' } }, /another site/],
  ['a Referer of another scheme', { headers: { referer: `ftp://${HOST}/` } }, /another site/],
  ['GET with nothing, where nothing is opened by hand', {}, /Referrer-Policy: same-origin/],
  ['POST with nothing', { method: 'POST', headers: TARGET }, /no Origin header/],
  ['POST with a Referer alone', { method: 'POST', headers: { referer: `${OWN}/` } }, /no Origin header/],
  ['PUT with nothing', { method: 'PUT', open: true }, /no Origin header/],
  ['DELETE with nothing', { method: 'DELETE', open: true }, /no Origin header/],
  ['a preflight with nothing', { method: 'OPTIONS', open: true, headers: TARGET }, /no Origin header/],
  // This machine's name, asked from elsewhere: a proxy in front has put its own name into Host.
  ['GET at localhost from elsewhere', { host: 'localhost:3000', headers: TARGET }, /no Origin header/],
  ['info at localhost from elsewhere', { host: 'localhost:3000', open: true }, /no Origin header/],
  ['GET at localhost, address unknown', { host: 'localhost:3000', from: undefined }, /no Origin header/],
  [
    'GET at localhost through a reverse proxy',
    { host: 'localhost:3000', from: HERE, headers: { ...TARGET, 'x-forwarded-for': '1.2.3.4' } },
    /no Origin header/,
  ],
  ['a rebound name', { host: 'evil.test:8080', headers: TARGET }, /evil\.test is not in allowedHosts/],
  [
    'a rebound name with its own Referer',
    { host: 'evil.test', headers: { referer: 'http://evil.test/' } },
    /evil\.test is not in allowedHosts/,
  ],
  [
    'a rebound name that names a good one beside it',
    { host: 'evil.test', headers: { ...TARGET, 'x-forwarded-host': 'app.example' } },
    /evil\.test is not in allowedHosts/,
  ],
  ['a rebound name, opened by hand', { host: 'evil.test', open: true, from: HERE }, /is not in allowedHosts/],
  ['a name below a listed one', { host: 'x.app.example', open: true }, /is not in allowedHosts/],
  ['an address that is not listed', { host: '192.168.1.21', open: true }, /192\.168\.1\.21 is not in/],
  ['Origin of another site', { headers: { origin: 'http://evil.test' } }, /origin http:\/\/evil\.test/],
  [
    'the same with a Referer of ours',
    { headers: { origin: 'http://evil.test', referer: `${OWN}/` } },
    /origin http:\/\/evil\.test/,
  ],
  ['Origin null', { method: 'POST', headers: { origin: 'null' } }, /without an origin/],
  ['Origin with another port', { headers: { origin: 'http://app.example:1' } }, /is not that of this server/],
  ['cross-site', { open: true, headers: { 'sec-fetch-site': 'cross-site' } }, /another site/],
  ['same-site', { headers: { 'sec-fetch-site': 'same-site', referer: `${OWN}/` } }, /another site/],
  ['the proxy opened by hand', { headers: { 'sec-fetch-site': 'none', ...TARGET } }, /another site/],
];

describe('passes', () => {
  it.each(PASSES)('%s', (_name, given) => expect(refuse(given)).toBeUndefined());
});

describe('is refused', () => {
  it.each(REFUSED)('%s', (_name, given, reason) => expect(refuse(given)).toMatch(reason));
});

describe('a refusal says what to set', () => {
  it('for a host', () => {
    expect(refuse({ host: 'Studio.Test:8443' })).toBe(
      "The host studio.test is not in allowedHosts. Add allowedHosts: ['studio.test'] to createImageTo3DServer.",
    );
    const policy = createOriginPolicy({ configuredBy: 'imageTo3DServer in vite.config.ts' });
    const request = new Request('http://192.168.1.20:5173/api/fal/info');
    expect(refuseOrigin(request, policy, AFAR)).toBe(
      "The host 192.168.1.20 is not in allowedHosts. Add allowedHosts: ['192.168.1.20'] to imageTo3DServer in vite.config.ts.",
    );
  });

  it('for an origin', () => {
    expect(refuse({ method: 'POST', headers: { origin: 'https://shop.example' } })).toBe(
      "The origin https://shop.example is not that of this server, app.example:8080. If a proxy in front changes the Host header, let it keep the first one. For a page of another site, add allowedOrigins: ['https://shop.example'] to createImageTo3DServer.",
    );
  });

  it('and the value that it names is one that then passes', () => {
    for (const host of [
      'app.example',
      'APP.example:1',
      '192.168.1.20:5173',
      '[fd00::2]:5173',
      'münchen.example',
    ]) {
      const ask = (allowedHosts: readonly string[]) =>
        refuseOrigin(
          new Request(`http://${host}/api/fal/info`),
          createOriginPolicy({ allowedHosts }),
          AFAR,
          true,
        );
      const named = /allowedHosts: \['([^']*)'\]/.exec(ask([]) ?? '')?.[1] ?? '';
      expect(ask([named]), named).toBeUndefined();
    }
  });

  it('lists may come from an environment variable, with spaces', () => {
    const { allowedHosts } = createOriginPolicy({ allowedHosts: ' App.example, 10.0.0.1 \n'.split(',') });
    expect(allowedHosts).toEqual(['app.example', '10.0.0.1']);
  });
});
