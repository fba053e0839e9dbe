/** What `fetch` itself throws when the other side closes the connection without an answer. */
export function connectionDropped(): TypeError {
  const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}
