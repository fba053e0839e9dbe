import { withSignals } from '../abort.ts';
import { ImageTo3DError } from '../errors.ts';
import { errorFromAnswer, toImageTo3DError } from './to-error.ts';

/** Larger files are refused while they arrive. */
const MAX_DOWNLOAD_BYTES = 256 * 1024 * 1024;
/** A download that stands still for this long has failed. */
const STALL_MS = 30_000;

const GLB_MAGIC = 0x46546c67;

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

async function readBody(
  body: ReadableStream<Uint8Array>,
  onBytes: (loaded: number) => void,
  resetStall: () => void,
) {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    resetStall();
    chunks.push(part.value);
    loaded += part.value.byteLength;
    if (loaded > MAX_DOWNLOAD_BYTES) {
      await reader.cancel();
      throw new ImageTo3DError('invalid-glb', `The GLB is larger than ${MAX_DOWNLOAD_BYTES / 2 ** 20} MiB.`);
    }
    onBytes(loaded);
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** `content-length` where it tells the number of bytes that we shall see: not of a compressed body. */
function statedLength({ headers }: Response): number | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return length > 0 && !headers.has('content-encoding') ? length : undefined;
}

/**
 * Fetches a GLB with progress, a size limit and a stall limit, and checks that it is whole. Throws `expired` (gone),
 * `network` (broken, incomplete, stalled), `protocol` (not a GLB), `invalid-glb` (too large), `aborted`.
 */
export async function downloadGlb(
  url: string,
  options: {
    readonly fetch: typeof fetch;
    readonly signal: AbortSignal;
    readonly onProgress: (loadedBytes: number, totalBytes?: number) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const stall = new AbortController();
  const onStall = () => stall.abort(new DOMException('stalled', 'TimeoutError'));
  let timer = setTimeout(onStall, STALL_MS);
  const resetStall = () => {
    clearTimeout(timer);
    timer = setTimeout(onStall, STALL_MS);
  };
  try {
    return await withSignals([options.signal, stall.signal], async (signal) => {
      const response = await options.fetch(url, { signal, credentials: 'omit' });
      if (!response.ok) throw errorFromAnswer({ status: response.status, body: undefined });
      if (!response.body) throw new ImageTo3DError('network', 'The file came without content.');
      const total = statedLength(response);
      const bytes = await readBody(response.body, (loaded) => options.onProgress(loaded, total), resetStall);
      checkContainer(bytes);
      return bytes;
    });
  } catch (thrown) {
    if (options.signal.aborted) throw new ImageTo3DError('aborted', 'Stopped.', { cause: thrown });
    throw toImageTo3DError(thrown);
  } finally {
    clearTimeout(timer);
  }
}
