import type { FitPlan } from '../../budget/fit-plan.ts';
import type { LintFinding, MasterFacts } from '../../budget/master-facts.ts';
import type { ErrorCode, FieldError } from '../../core/errors.ts';
import type { FitPreview, FitResult, FitStage } from '../contract.ts';

/** What a session can be asked, and what it answers. */
export interface FitCalls {
  'warm-up': { readonly request: Record<never, never>; readonly answer: null };
  open: { readonly request: { readonly master: Uint8Array }; readonly answer: MasterFacts };
  preview: { readonly request: { readonly triangles: number }; readonly answer: FitPreview };
  lint: { readonly request: Record<never, never>; readonly answer: readonly LintFinding[] };
  fit: {
    readonly request: { readonly plan: FitPlan; readonly extras?: Readonly<Record<string, unknown>> };
    readonly answer: FitResult;
  };
}

export type FitCallKind = keyof FitCalls;

export type FitMessage =
  | {
      [K in FitCallKind]: { readonly kind: K; readonly id: number; readonly request: FitCalls[K]['request'] };
    }[FitCallKind]
  | { readonly kind: 'abort'; readonly id: number };

/** Every call gets exactly one `done` or `failed`. */
export type FitReply =
  | { readonly kind: 'progress'; readonly id: number; readonly stage: FitStage; readonly fraction: number }
  | { readonly kind: 'done'; readonly id: number; readonly answer: FitCalls[FitCallKind]['answer'] }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly fields: readonly FieldError[];
    };

/** The caller's end of a worker, whatever kind of thread it runs on. */
export interface FitPort {
  post(message: FitMessage, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
}

export interface FitPortEvents {
  readonly onReply: (reply: FitReply) => void;
  /** The worker could not start, or ended by itself; it answers nothing any more. Default code: `internal`. */
  readonly onCrash: (message: string, code?: ErrorCode) => void;
}

export type StartFitWorker = (events: FitPortEvents) => FitPort;
