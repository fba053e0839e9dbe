import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../../playground/csp.ts';

const directives = new Map(
  CONTENT_SECURITY_POLICY.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources] as const;
  }),
);

describe('CONTENT_SECURITY_POLICY', () => {
  it('forbids whatever it does not name', () => {
    expect(directives.get('default-src')).toEqual(["'none'"]);
  });

  it('runs no code but the page’s own', () => {
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  });

  it('reaches nobody but the server of the page, and starts no worker but its files', () => {
    expect(directives.get('connect-src')).toEqual(["'self'"]);
    expect(directives.get('worker-src')).toEqual(["'self'"]);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|unsafe-eval(?<!wasm-unsafe-eval)/);
  });

  it('is what the README and SECURITY.md tell those who adopt it', () => {
    for (const file of ['README.md', 'SECURITY.md']) {
      const text = readFileSync(file, 'utf8').replaceAll(/\s+/g, ' ');
      expect(text, file).toContain(CONTENT_SECURITY_POLICY);
    }
  });
});

describe.each(['index.html', 'runtime.html'])('%s', (page) => {
  const html = readFileSync(`playground/${page}`, 'utf8');

  it('names no address but its own files', () => {
    const addresses = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) expect(address).toMatch(/^(\.\/|data:image\/svg\+xml,)/);
  });

  it('has no inline script or style, which the policy would stop or allow too much for', () => {
    expect(html).not.toMatch(/<style|\bstyle=|\bon[a-z]+="|<script(?![^>]*\bsrc=)/);
  });
});
