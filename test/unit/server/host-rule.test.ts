import { describe, expect, it } from 'vitest';
import { createOriginPolicy, refuseOrigin } from '../../../plugin/server/proxy/origin.ts';
import { createServerUnderTest } from './express-bench.ts';

const INFO = 'http://localhost:3000/api/fal/info';

describe('behind a framework that puts localhost into the address', () => {
  it.each(['a!b.evil.test', 'evil.com, localhost', 'app.example:99999', 'x@localhost', ''])(
    'the Host %o is refused',
    async (host) => {
      const server = createServerUnderTest({ allowedHosts: ['app.example'] });
      const request = new Request(INFO, { headers: { host } });
      const answer = await server.fetch(request, { remoteAddress: '127.0.0.1' });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('The Host header is not a name');
    },
  );
});

it.each<[string, string, boolean]>([
  ['app.example:443', 'https://app.example', true],
  ['app.example:80', 'http://app.example', true],
  ['app.example', 'https://app.example', true],
  ['app.example:443', 'https://app.example:8443', false],
  ['app.example:443', 'https://evil.test', false],
  ['app.example:443', 'http://app.example', false],
])('at %s the page of %s is its own: %s', (host, origin, isOwn) => {
  const policy = createOriginPolicy({ allowedHosts: ['app.example'] });
  const by = (headers: Record<string, string>) =>
    refuseOrigin(new Request(INFO, { headers: { host, ...headers } }), policy, '10.0.0.9') === undefined;
  expect(by({ origin })).toBe(isOwn);
  expect(by({ referer: `${origin}/game/` })).toBe(isOwn);
});

it('HEAD of info is answered as its GET, without a body', async () => {
  const server = createServerUnderTest();
  const answer = await server.fetch(new Request(INFO, { method: 'HEAD' }), { remoteAddress: '127.0.0.1' });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});
