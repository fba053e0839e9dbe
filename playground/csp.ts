import type { Plugin } from 'vite';

/** What the built page may do. Nothing is fetched from elsewhere but images by address and, with fal, uploads. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  // The local engine's mesh simplifier is WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  // The Inspector's styles are injected at run time.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  // Images are pasted by address, and fal names its upload hosts only when it is asked.
  "connect-src 'self' data: blob: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy into the built pages. The dev server is left alone: its live reload needs more. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
