import { readFalKey } from '../core/fal-key.ts';

/** A fal key, or where to ask for it at each request. */
export type Credentials = string | (() => string | undefined);

const REDACTED = '[redacted]';

const given = (credentials: Credentials) => (typeof credentials === 'string' ? credentials : credentials());

/**
 * The key, fit to be sent. Throws `auth` for one that cannot be a key, such as two lines of a file: `fetch` would throw,
 * too, and quote it.
 */
export function usableKey(credentials: Credentials): () => string | undefined {
  return () => readFalKey(given(credentials));
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
export function redactKey(realFetch: typeof fetch, credentials: Credentials): typeof fetch {
  const secrets = () => {
    const key = given(credentials)?.trim() ?? '';
    // Shorter than any secret, it would only spoil texts.
    return [key, key.slice(key.indexOf(':') + 1)].filter((text) => text.length >= 4);
  };
  const scrub = (text: string) => secrets().reduce((kept, secret) => kept.replaceAll(secret, REDACTED), text);
  const containsKey = (text: string) => secrets().some((secret) => text.includes(secret));

  return async (input, init) => {
    let answer: Response;
    try {
      answer = await realFetch(input, init);
    } catch (thrown) {
      const texts = textsOf(thrown);
      if (!texts.some(containsKey)) throw thrown;
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
