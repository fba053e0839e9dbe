const HOST = /^[\w.-]+(?::\d+)?$|^\[[\d.:a-f]+\](?::\d+)?$/i;

/**
 * The address that the caller used. Frameworks put their own name into `request.url` (Next.js: `localhost`), so
 * the host is that of the `Host` header, which no page can choose. The scheme is that of the TLS terminator in front.
 */
export function publicUrl(request: Request): URL {
  const url = new URL(request.url);
  const scheme = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  const protocol = scheme === 'https' || scheme === 'http' ? `${scheme}:` : url.protocol;
  const named = request.headers.get('host');
  const host = named !== null && HOST.test(named) ? named : url.host;
  const origin = `${protocol}//${host}`;
  return URL.canParse(origin) ? new URL(`${url.pathname}${url.search}`, origin) : url;
}

/** Whether there is a `Host` header that names no host: the name in `request.url` must not be used instead. */
export function hasBrokenHost({ headers }: Request): boolean {
  const named = headers.get('host');
  return named !== null && !(HOST.test(named) && URL.canParse(`http://${named}`));
}
