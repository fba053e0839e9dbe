import { ImageTo3DError } from '../errors.ts';

/** A fal key, or where to ask for it at each request. */
export type Credentials = string | (() => string | undefined);

const REDACTED = '[redacted]';

const read = (credentials: Credentials) =>
  (typeof credentials === 'string' ? credentials : credentials())?.trim();

/**
 * The key, fit to be sent. Throws `auth` for one that makes no header, such as two lines of a file: `fetch` would throw,
 * too, and quote it.
 */
export function usableKey(credentials: Credentials): () => string | undefined {
  return () => {
    const key = read(credentials);
    if (key !== undefined && !/^[\x21-\x7e]*$/.test(key))
      throw new ImageTo3DError(
        'auth',
        'A fal key has the form id:secret; this one has spaces or line breaks in it.',
      );
    return key;
  };
}

/** The texts of an error and of what caused it. */
function textsOf(thrown: unknown): string[] {
  const texts: string[] = [];
  for (let at = thrown; at instanceof Error && texts.length < 10; at = at.cause) texts.push(at.message);
  return texts;
}

/**
 * A `fetch` whose answers and failures never repeat the key that the service may quote, so that no message, log line,
 * event or journal can. Files pass as they are.
 */
export function keepKey(realFetch: typeof fetch, credentials: Credentials): typeof fetch {
  const secrets = () => {
    const key = read(credentials) ?? '';
    // Shorter than any secret, it would only spoil texts.
    return [key, key.slice(key.indexOf(':') + 1)].filter((text) => text.length >= 4);
  };
  const scrub = (text: string) => secrets().reduce((kept, secret) => kept.replaceAll(secret, REDACTED), text);
  const isTelling = (text: string) => secrets().some((secret) => text.includes(secret));

  return async (input, init) => {
    let answer: Response;
    try {
      answer = await realFetch(input, init);
    } catch (thrown) {
      const texts = textsOf(thrown);
      if (!texts.some(isTelling)) throw thrown;
      throw new TypeError(scrub(texts[0] ?? ''));
    }
    const headers = new Headers();
    for (const [name, value] of answer.headers) headers.append(name, scrub(value));
    const { status, statusText } = answer;
    const isText = /^(?:text\/|application\/(?:[\w.]+\+)?json\b)/i.test(headers.get('content-type') ?? '');
    const body = isText && answer.body ? scrub(await answer.text()) : answer.body;
    return new Response(body, { status, statusText: scrub(statusText), headers });
  };
}
