// No browser test talks to anything but this machine.
const isHere = (address: string | URL) => {
  const { protocol, hostname } = new URL(address, location.href);
  return ['data:', 'blob:'].includes(protocol) || hostname === location.hostname;
};

const refuse = (address: string | URL) => {
  if (!isHere(address)) throw new Error(`A test asked for ${address}: tests must stay on this machine.`);
};

const pageFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  refuse(input instanceof Request ? input.url : input);
  return pageFetch(input, init);
};

const { open } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (
  this: XMLHttpRequest,
  method: string,
  url: string | URL,
  isAsync?: boolean,
) {
  refuse(url);
  open.call(this, method, url, isAsync ?? true, null, null);
};

export {};
