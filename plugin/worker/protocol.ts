import type { ImageTo3DError } from '../core/errors.ts';
import type { SentError } from './sent-error.ts';

/** The first message of a page's worker: its script was loaded and runs. */
export const WORKER_READY = 'ready';

export type CallMessage =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly kind: 'abort'; readonly id: number };

/** Every call gets exactly one `done` or `failed`, also after an abort. */
export type CallReply =
  | { readonly kind: 'progress'; readonly id: number; readonly stage: string; readonly fraction: number }
  | { readonly kind: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };

/** What a function in a worker gets in addition to its request. */
export interface Call<Stage extends string = never> {
  /** Fires when the caller no longer waits. */
  readonly signal: AbortSignal;
  onProgress(stage: Stage, fraction: number): void;
  /** These buffers and bitmaps are moved to the caller with the answer, without a copy. */
  handOver(...items: Transferable[]): void;
}

/** The functions that a worker offers, by name. The page imports only their type. */
export type WorkerFunctions<F> = {
  readonly [K in keyof F]: (request: never, call: Call) => Promise<unknown>;
};

/** The caller's end of a worker, on any kind of thread. */
export interface WorkerPort {
  post(message: CallMessage, transfer: readonly Transferable[]): void;
  terminate(): void;
  /** Whether the worker keeps its process alive. */
  setBusy?(isBusy: boolean): void;
}

export interface WorkerEvents {
  readonly onReply: (reply: CallReply) => void;
  /** The worker no longer answers. `unsupported-platform`: it never started. `internal`: it failed later. */
  readonly onCrash: (error: ImageTo3DError) => void;
}

export type StartWorker = (events: WorkerEvents) => WorkerPort;
