import { readFalKey } from '../core/fal-key.ts';

/** A fal key, or a function that returns it for each request. */
export type Credentials = string | (() => string | undefined);

const REDACTED = '[redacted]';

const given = (credentials: Credentials) => (typeof credentials === 'string' ? credentials : credentials());

/**
 * The key, checked. Throws `auth` when it cannot be a key, such as two lines of a file: `fetch` would throw too, with
 * the key in its message.
 */
export function usableKey(credentials: Credentials): () => string | undefined {
  return () => readFalKey(given(credentials));
}

/** The messages of an error and its causes. */
function textsOf(thrown: unknown): string[] {
  const texts: string[] = [];
  for (let at = thrown; at instanceof Error && texts.length < 10; at = at.cause) texts.push(at.message);
  return texts;
}

/**
 * A `fetch` that removes the key from answers and errors, in case the service repeats it, so that it never reaches a
 * message, log, event or journal. Files are passed unchanged.
 */
export function redactKey(realFetch: typeof fetch, credentials: Credentials): typeof fetch {
  const secrets = () => {
    const key = given(credentials)?.trim() ?? '';
    // Shorter texts are no secret, and replacing them would damage messages.
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
