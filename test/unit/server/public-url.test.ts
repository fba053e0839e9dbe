import { expect, it } from 'vitest';
import { publicUrl } from '../../../plugin/server/public-url.ts';

const INNER = 'http://localhost:3000/api/fal/info?x=1';
const at = (headers: Record<string, string>) => publicUrl(new Request(INNER, { headers })).href;

it.each<[string, Record<string, string>, string]>([
  ['no header at all', {}, INNER],
  ['the name of the page', { host: 'app.example' }, 'http://app.example/api/fal/info?x=1'],
  ['a port', { host: 'app.example:8080' }, 'http://app.example:8080/api/fal/info?x=1'],
  ['IPv6', { host: '[fd00::2]:5173' }, 'http://[fd00::2]:5173/api/fal/info?x=1'],
  [
    'TLS in front',
    { host: 'app.example', 'x-forwarded-proto': 'https' },
    'https://app.example/api/fal/info?x=1',
  ],
  [
    'two proxies in front',
    { host: 'app.example', 'x-forwarded-proto': 'https, http' },
    'https://app.example/api/fal/info?x=1',
  ],
  ['another scheme', { 'x-forwarded-proto': 'javascript' }, INNER],
  ['a name that only a proxy tells', { 'x-forwarded-host': 'evil.test' }, INNER],
  ['a user in the name', { host: 'app.example@evil.test' }, INNER],
  ['a path in the name', { host: 'evil.test/x' }, INNER],
  ['a port that is none', { host: 'app.example:99999' }, INNER],
])('reads %s', (_name, headers, expected) => expect(at(headers)).toBe(expected));

it.each(['//', '//evil.test/api/fal/info', '///x?y=//z'])('the path %s names no other host', (path) => {
  const request = new Request(`http://localhost:3000${path}`, { headers: { host: 'app.example' } });
  expect(publicUrl(request).href).toBe(`http://app.example${path}`);
});
