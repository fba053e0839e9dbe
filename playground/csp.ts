import type { Plugin } from 'vite';

/**
 * Content security policy for a page with this package: only its own files. Two exceptions: the mesh simplifier and the
 * meshopt decoder are WebAssembly, and the Inspector injects its styles at run time.
 */
export const CONTENT_SECURITY_POLICY = policy();

/** With a fal key, a browser also uploads the image to fal's storage, and may download the result from there. */
export const FAL_MEDIA_HOSTS = ['https://v3.fal.media', 'https://v3b.fal.media'] as const;

function policy(hosts: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...hosts].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * Puts the policy into the built pages, and sends it with every file of a preview: a worker obeys the headers of its own
 * script, not the page. Pages may upload to fal, which the preview forbids where there is no key. The dev server is
 * not changed: its live reload needs more.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: (_config, { command, isPreview }) => command === 'build' || isPreview === true,
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy(FAL_MEDIA_HOSTS) },
        injectTo: 'head-prepend',
      },
    ],
    configurePreviewServer({ middlewares }) {
      const header = process.env.FAL_KEY ? policy(FAL_MEDIA_HOSTS) : CONTENT_SECURITY_POLICY;
      middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', header);
        next();
      });
    },
  };
}
