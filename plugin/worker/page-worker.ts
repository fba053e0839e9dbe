import { type ErrorCode, ImageTo3DError } from '../core/errors.ts';
import {
  type CallReply,
  type StartWorker,
  WORKER_READY,
  type WorkerEvents,
  type WorkerPort,
} from './protocol.ts';

/** The script of a worker: one file that imports nothing. */
export interface WorkerScript {
  /** For messages, as `fit-worker.js`. */
  readonly fileName: string;
  /** Where the package keeps it, as `dist/fit`. */
  readonly folder: string;
  /**
   * In a page it must contain the literal `new Worker(new URL('./name.js', import.meta.url), { type: 'module' })`:
   * bundlers look for it.
   */
  start(): Worker;
  /** The same script as text; undefined where the package runs from its sources. */
  loadText(): Promise<string | undefined>;
}

/**
 * Starts a worker in a page. If its file cannot be loaded, because a bundler left it out or because it is on another
 * origin than the page, the worker starts from the script's text. Messages are queued until it is ready: the caller must
 * not change them until then.
 */
export function startPageWorker(
  { fileName, folder, start, loadText }: WorkerScript,
  { onReply, onCrash }: WorkerEvents,
): WorkerPort {
  const waiting: Parameters<WorkerPort['post']>[] = [];
  let worker: Worker | undefined;
  let address: string | undefined;
  let isReady = false;
  let isEnded = false;

  const release = () => {
    if (address !== undefined) URL.revokeObjectURL(address);
    address = undefined;
  };
  /** Later messages of the worker are ignored. */
  const drop = () => {
    if (worker) Object.assign(worker, { onmessage: null, onmessageerror: null, onerror: null });
    worker?.terminate();
    worker = undefined;
    release();
  };
  const end = () => {
    isEnded = true;
    waiting.length = 0;
    drop();
  };
  const crash = (message: string, code: ErrorCode) => {
    if (isEnded) return;
    end();
    onCrash(new ImageTo3DError(code, message));
  };
  const sendWaiting = () => {
    try {
      for (const [message, transfer] of waiting.splice(0)) worker?.postMessage(message, [...transfer]);
    } catch (thrown) {
      crash(`A message to ${fileName} could not be sent: ${thrown}.`, 'internal');
    }
  };

  const listen = (make: () => Worker, onNotStarted: (reason: string) => void) => {
    try {
      worker = make();
    } catch (thrown) {
      release();
      onNotStarted(thrown instanceof Error ? thrown.message : String(thrown));
      return;
    }
    worker.onmessage = ({ data }: MessageEvent<CallReply | typeof WORKER_READY>) => {
      if (data !== WORKER_READY) return isReady ? onReply(data) : undefined;
      isReady = true;
      sendWaiting();
    };
    worker.onmessageerror = () => crash(`A message of ${fileName} could not be read.`, 'internal');
    worker.onerror = (event) => {
      event.preventDefault();
      if (isReady) return crash(`${fileName} failed: ${event.message || 'no reason given'}.`, 'internal');
      drop();
      onNotStarted(event.message || 'the file could not be loaded');
    };
  };

  const tryText = async (reason: string) => {
    const text = await (async () => loadText())().catch(() => undefined);
    if (isEnded) return;
    const refuse = (why: string) =>
      crash(
        `The worker ${fileName} could not be started (${why}). Copy node_modules/babylon-image-to-3d/${folder}/${fileName} ` +
          "next to the page's own scripts, or allow “worker-src blob:”. See docs/bundlers.md.",
        'unsupported-platform',
      );
    if (text === undefined) return refuse(reason);
    listen(() => {
      // Revoked at the worker's end: it may start others from its own address.
      address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
      return new Worker(address, { type: 'module' });
    }, refuse);
  };
  listen(start, (reason) => void tryText(reason));

  return {
    post(message, transfer) {
      if (isEnded) return;
      if (isReady) worker?.postMessage(message, [...transfer]);
      else waiting.push([message, transfer]);
    },
    terminate: end,
  };
}

/** Starts another worker of the script that this worker runs; it ends with this one. */
export const startSameWorker: StartWorker = (events) =>
  startPageWorker(
    {
      fileName: 'this worker',
      folder: '',
      start: () => new Worker(location.href, { type: 'module' }),
      loadText: async () => undefined,
    },
    events,
  );
