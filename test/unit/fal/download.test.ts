import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { downloadGlb } from '../../../plugin/fal/download.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/m.glb`;
}

function glb(length: number, stated = length): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, stated, true);
  return bytes;
}

const options = () => ({
  fetch: globalThis.fetch,
  signal: new AbortController().signal,
  onProgress: () => {},
});

test('gives the bytes as sent, and says how far it is', async () => {
  const sent = glb(300_000);
  const seen: [number, number | undefined][] = [];
  const url = await serve((_request, response) =>
    response.writeHead(200, { 'content-length': sent.length }).end(sent),
  );
  const got = await downloadGlb(url, {
    ...options(),
    onProgress: (loaded, total) => seen.push([loaded, total]),
  });
  expect(got).toEqual(sent);
  expect(seen.at(-1)).toEqual([300_000, 300_000]);
});

test.each([
  ['gone', 404, new Uint8Array(), 'expired'],
  ['forbidden', 403, new Uint8Array(), 'refused'],
  ['a web page', 200, new TextEncoder().encode('<!doctype html><title>Sign in</title>'), 'protocol'],
  ['empty', 200, new Uint8Array(), 'protocol'],
  ['cut cleanly', 200, glb(1000, 5000), 'network'],
  ['too long', 200, glb(5000, 1000), 'network'],
])('%s → %s %s', async (_name, status, body, code) => {
  const url = await serve((_request, response) => response.writeHead(status).end(body));
  await expect(downloadGlb(url, options())).rejects.toMatchObject({ name: 'ImageTo3DError', code });
});

test('a connection that breaks in the middle is a network error', async () => {
  let breakOff = () => {};
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 100_000 });
    response.write(glb(50_000, 100_000));
    breakOff = () => response.destroy();
  });
  await expect(downloadGlb(url, { ...options(), onProgress: () => breakOff() })).rejects.toMatchObject({
    code: 'network',
  });
});

test('stops when told to', async () => {
  const stop = new AbortController();
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 100_000 });
    response.write(glb(50_000, 100_000));
  });
  const download = downloadGlb(url, { ...options(), signal: stop.signal, onProgress: () => stop.abort() });
  await expect(download).rejects.toMatchObject({ code: 'aborted' });
});
