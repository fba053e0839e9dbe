/** A JSON response. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** fal's flat error: `{detail, error_type}` with the type repeated in a header. */
export function requestError(status: number, errorType: string, detail: string): Response {
  return json(status, { detail, error_type: errorType }, { 'x-fal-error-type': errorType });
}

/** Whether `fetch` threw this because the other side closed the connection. */
export function isConnectionDropped(thrown: unknown): boolean {
  if (!(thrown instanceof TypeError)) return false;
  const { cause } = thrown;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
}

/** Reads a body; undefined when it is longer than `maxBytes`, whatever `content-length` says. */
export async function readBody(
  source: { readonly body: ReadableStream<Uint8Array> | null; readonly headers: Headers },
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const declared = Number(source.headers.get('content-length') ?? 0);
  if (declared > maxBytes) {
    await source.body?.cancel().catch(() => undefined);
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = source.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > maxBytes) {
      await reader?.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Parsed JSON; undefined when the bytes are not JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** A plain JSON object. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Host names of this machine: `localhost`, `*.localhost`, 127.0.0.0/8 and ::1. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name) ||
    name === '[::1]' ||
    name === '::1' ||
    name === '::ffff:127.0.0.1'
  );
}
