import type { Outcome } from './outcome.ts';

export interface LogEntry {
  readonly message: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly source: 'USER';
  /** ISO 8601. */
  readonly timestamp: string;
}

/** What a submit asks for. */
export interface Submission {
  /** The whole endpoint id, sub-path included. */
  readonly endpointId: string;
  /** `owner/alias`: the key for finding the request. */
  readonly app: string;
  readonly input: unknown;
  readonly priority: 'normal' | 'low';
  /** Processing must begin within this time. */
  readonly startTimeoutMs: number | undefined;
  /** Lifetime of the output file. */
  readonly outputExpiresInSeconds: number | undefined;
  readonly submitId: string | undefined;
  /** Prefix of media addresses in the answer; see {@link VirtualTarget.serviceBase}. */
  readonly serviceBase: string | undefined;
}

/** One request on its way through the queue. Only the queue writes to it. */
export interface QueueRequest extends Omit<Submission, 'input'> {
  /** Undefined once the request is finished, so that an image inside it is not stored. */
  input: unknown;
  readonly id: string;
  readonly submittedAtMs: number;
  state: 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED';
  /** How often its worker was lost. */
  lostWorkers: number;
  readonly logs: LogEntry[];
  startedAtMs: number | undefined;
  completedAtMs: number | undefined;
  /** When it is deleted. */
  expiresAtMs: number;
  outcome: Outcome | undefined;
  readonly abort: AbortController;
  /** Called after every change of state and every log line. */
  readonly listeners: Set<() => void>;
}
