// No test talks to anything but this machine, and no test can spend money.
delete process.env.FAL_KEY;
delete process.env.FAL_KEY_ID;
delete process.env.FAL_KEY_SECRET;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const realFetch = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const isLocal = ['data:', 'blob:'].includes(url.protocol) || LOOPBACK.has(url.hostname);
  if (!isLocal) throw new Error(`A test asked for ${url.origin}: tests must stay on this machine.`);
  return realFetch(input, init);
};

export {};
