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
  if (!URL.canParse(origin)) return url;
  const { pathname, search } = url;
  // Not as a relative address: a path that begins with `//` would name another host.
  return Object.assign(new URL(origin), { pathname, search });
}

/** Whether there is a `Host` header that names no host: the name in `request.url` must not be used instead. */
export function hasBrokenHost({ headers }: Request): boolean {
  const named = headers.get('host');
  return named !== null && !(HOST.test(named) && URL.canParse(`http://${named}`));
}
