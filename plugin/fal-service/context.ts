import type { Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import type { Providers } from '../recipe/providers/index.ts';
import type { CorsPolicy } from './cors.ts';
import type { Ledger } from './ledger.ts';
import type { MediaStore } from './media/media.ts';
import type { RequestHistory } from './queue/history.ts';
import type { RequestQueue } from './queue/queue.ts';
import type { RandomSource } from './random.ts';
import type { VirtualTarget } from './vhost.ts';

/** What the routes of the service share. */
export interface RouteParts {
  readonly providers: Providers;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly queue: RequestQueue;
  readonly media: MediaStore;
  readonly ledger: Ledger;
  readonly history: RequestHistory;
  /** Fires when the service is reset or disposed: open streams and waiting answers end. */
  readonly closing: () => AbortSignal;
}

/** What every request has: its parsed address, its required key and who may read the answer. */
export interface ServiceEnv {
  Bindings: {
    readonly target: VirtualTarget;
    readonly cors: CorsPolicy;
    readonly auth: 'required' | 'open';
  };
}

export type ServiceApp = Hono<ServiceEnv>;
