import type { GeneratedAssetSnapshot } from '../generated-asset.ts';
import { geometryText } from './run-text.ts';

/** A short message; every one is an object of its own, so that the same words can come twice. */
export interface Notice {
  readonly text: string;
  readonly intent: 'success' | 'info' | 'warning' | 'error';
}

/** What a toast says about a run that ended; undefined while it goes on. */
export function noticeOf({ name, run, versions }: GeneratedAssetSnapshot): Notice | undefined {
  switch (run?.phase) {
    case 'done': {
      const version = versions.at(-1);
      return {
        text: version ? `${name}: ${geometryText(version.stats)}` : `${name} is ready`,
        intent: 'success',
      };
    }
    case 'cancelled':
      return { text: `${name}: cancelled`, intent: 'info' };
    case 'unconfirmed':
      return { text: `${name}: not confirmed by the service`, intent: 'warning' };
    case 'failed':
    case 'expired':
      return { text: `${name}: ${run.error?.message ?? 'failed'}`, intent: 'error' };
    default:
      return undefined;
  }
}
