import { withSignals } from '../core/abort.ts';
import { memoryText } from '../core/bytes-text.ts';
import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { ImageTo3DError, stopped } from '../core/errors.ts';
import { canResume, isRestOf, joinFile, type PartialFile, restHeaders, startFile } from './partial-file.ts';
import { errorFromResponse, toImageTo3DError } from './to-error.ts';

/** Larger files are refused while downloading. */
const MAX_DOWNLOAD_BYTES = 256 * 1024 * 1024;
/** A download without progress for this long has failed. */
const STALL_MS = 30_000;
/** Number of partial files kept for the next try. */
const MAX_PARTS = 2;

const GLB_MAGIC = 0x46546c67;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (loadedBytes: number, totalBytes?: number) => void;
  /** Another URL from which to request the same file. */
  readonly via?: string;
}

export interface Downloader {
  /**
   * Downloads a GLB with progress, size limit and stall timeout, and checks that it is complete. When the connection
   * breaks, the received part is kept: the next call for the same URL requests only the rest (`Range`) if the server
   * supports it and the file is unchanged. Throws `expired` (gone), `network` (broken, incomplete, stalled), `protocol`
   * (not a GLB), `invalid-glb` (too large), `aborted`.
   */
  get(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>>;
}

const tooLarge = () =>
  new ImageTo3DError('invalid-glb', `The GLB is larger than ${memoryText(MAX_DOWNLOAD_BYTES)}.`);

function checkContainer(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || view.getUint32(0, true) !== GLB_MAGIC) {
    throw new ImageTo3DError('protocol', 'The file from the service is not a GLB.');
  }
  const stated = view.getUint32(8, true);
  if (stated !== bytes.byteLength) {
    throw new ImageTo3DError(
      'network',
      `The GLB arrived incomplete: ${bytes.byteLength} of ${stated} bytes.`,
    );
  }
}

async function readInto(
  file: PartialFile,
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): Promise<void> {
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    file.chunks.push(part.value);
    file.loadedBytes += part.value.byteLength;
    if (file.loadedBytes > MAX_DOWNLOAD_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    onBytes();
  }
}

// Temporary failures of the connection. Other errors (gone, forbidden, not a GLB) are about the file itself.
const TRANSIENT: ReadonlySet<ImageTo3DError['code']> = new Set(['network', 'busy', 'service']);

/** Whether this partial file may be completed by a later request. */
function isResumable({ chunks, loadedBytes }: PartialFile): boolean {
  const first = chunks[0];
  if (!first || first.byteLength < 12) return loadedBytes > 0;
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  return view.getUint32(0, true) === GLB_MAGIC && loadedBytes < view.getUint32(8, true);
}

/** One request for a file or for its missing rest. `part` receives the bytes even when the request fails. */
async function load(
  send: typeof fetch,
  now: () => number,
  from: string,
  held: { part: PartialFile | undefined },
  signal: AbortSignal,
  onBytes: (file: PartialFile) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const init: RequestInit = { signal, credentials: 'omit' };
  const ask = async (part: PartialFile | undefined): Promise<{ response: Response; file: PartialFile }> => {
    const response = await send(from, part ? { ...init, headers: restHeaders(from, part) } : init);
    if (part && isRestOf(part, response)) return { response, file: part };
    if (part && (response.status === 206 || response.status === 416)) {
      await response.body?.cancel();
      held.part = undefined;
      return ask(undefined);
    }
    if (!response.ok) throw await errorFromResponse(response, now);
    if (response.status === 206)
      throw new ImageTo3DError('protocol', 'The service sent a part of the file that was not requested.');
    return { response, file: startFile(response) };
  };
  const { response, file } = await ask(held.part);
  held.part = canResume(response) ? file : undefined;
  if (!response.body) throw new ImageTo3DError('network', 'The file is empty.');
  if ((file.totalBytes ?? 0) > MAX_DOWNLOAD_BYTES) {
    await response.body.cancel();
    throw tooLarge();
  }
  await readInto(file, response.body, () => onBytes(file));
  const bytes = joinFile(file);
  checkContainer(bytes);
  return bytes;
}

export interface DownloaderOptions {
  readonly deadlineClock?: Clock;
  readonly now?: () => number;
}

/** A signal that aborts when `beat` was not called for `ms`. */
function watchStall(ms: number, clock: Clock) {
  const stall = new AbortController();
  let waiting = new AbortController();
  const beat = () => {
    waiting.abort();
    waiting = new AbortController();
    clock.sleep(ms, waiting.signal).then(
      () => stall.abort(new DOMException('stalled', 'TimeoutError')),
      () => {},
    );
  };
  beat();
  return { signal: stall.signal, beat, end: () => waiting.abort() };
}

/** Downloads that resume where they stopped. */
export function createDownloader(
  send: typeof fetch,
  { deadlineClock = REAL_CLOCK, now = REAL_CLOCK.now }: DownloaderOptions = {},
): Downloader {
  const parts = new Map<string, PartialFile>();
  const keep = (url: string, file: PartialFile) => {
    parts.set(url, file);
    for (const old of [...parts.keys()].slice(0, -MAX_PARTS)) parts.delete(old);
  };
  return {
    async get(url, { signal, onProgress, via = url }) {
      const held = { part: parts.get(url) };
      parts.delete(url);
      const stall = watchStall(STALL_MS, deadlineClock);
      const onBytes = ({ loadedBytes, totalBytes }: PartialFile) => {
        stall.beat();
        onProgress(loadedBytes, totalBytes);
      };
      try {
        return await withSignals([signal, stall.signal], (either) =>
          load(send, now, via, held, either, onBytes),
        );
      } catch (thrown) {
        if (signal.aborted) throw stopped(thrown);
        const error = toImageTo3DError(thrown);
        if (held.part && TRANSIENT.has(error.code) && isResumable(held.part)) keep(url, held.part);
        throw error;
      } finally {
        stall.end();
      }
    },
  };
}

/** A single download. See {@link Downloader.get}. */
export function downloadGlb(
  url: string,
  { fetch: send, ...options }: DownloadOptions & { readonly fetch: typeof fetch },
): Promise<Uint8Array<ArrayBuffer>> {
  return createDownloader(send).get(url, options);
}
