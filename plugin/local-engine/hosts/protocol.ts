import type { ErrorCode, FieldError } from '../../core/errors.ts';
import type { LocalRequest, LocalResult, LocalStage } from '../contract.ts';

/** What a caller asks of a worker. `id` is the caller's; every job gets exactly one `done` or `failed` in return. */
export type WorkerRequest =
  | { readonly kind: 'generate'; readonly id: number; readonly request: LocalRequest }
  | { readonly kind: 'warm-up'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number };

/** What a worker answers. The GLB's buffer is transferred, not copied. */
export type WorkerReply =
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly stage: LocalStage;
      readonly fraction: number;
    }
  | { readonly kind: 'done'; readonly id: number; readonly result: LocalResult | null }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly fields: readonly FieldError[];
    };

/** The caller's end of a worker, whatever kind of thread it runs on. */
export interface WorkerPort {
  post(message: WorkerRequest): void;
  terminate(): void;
  /** Whether the worker keeps its process alive; nothing to do in a browser. */
  setBusy(isBusy: boolean): void;
}

export interface WorkerEvents {
  readonly onReply: (reply: WorkerReply) => void;
  /** The worker could not start, or ended by itself; it answers nothing any more. Default code: `internal`. */
  readonly onCrash: (message: string, code?: ErrorCode) => void;
}

export type StartWorker = (events: WorkerEvents) => WorkerPort;
