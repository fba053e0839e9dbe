import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import type { ImageTo3DError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { geometryText, libraryText, nameText } from '../run/run-text.ts';

/** A short message. Each is a new object, so that the same text can be shown twice. */
export interface Notice {
  readonly text: string;
  readonly intent: 'success' | 'info' | 'warning' | 'error';
}

/** The toast for a run that ended; undefined while it runs. */
export function noticeOf({ name, run, versions }: GeneratedAssetSnapshot): Notice | undefined {
  const who = nameText(name);
  switch (run?.phase) {
    case 'done': {
      const version = versions.at(-1);
      const text = version
        ? `${who}: ${libraryText(version)?.toLowerCase() ?? geometryText(version.stats)}`
        : `${who} is ready`;
      return { text, intent: 'success' };
    }
    case 'cancelled':
      return { text: `${who}: cancelled`, intent: 'info' };
    case 'unconfirmed':
      return { text: `${who}: not confirmed by the service`, intent: 'warning' };
    case 'failed':
    case 'expired': {
      const isElsewhere = run.error?.code === 'superseded';
      return {
        text: `${who}: ${isElsewhere ? 'another tab is working on it' : plainText(run.error?.message ?? 'failed')}`,
        intent: isElsewhere ? 'warning' : 'error',
      };
    }
    default:
      return undefined;
  }
}

/** The toast for a fit that failed while another asset is current. */
export const fitFailedNotice = (name: string, error: ImageTo3DError): Notice => ({
  text: `${nameText(name)}: the fit failed. ${plainText(error.message)}`,
  intent: 'error',
});

/** The toast for interrupted runs that were resumed; undefined when there are none. */
export function resumedNotice(names: readonly string[]): Notice | undefined {
  return names.length === 0 ? undefined : { text: resumedText(names), intent: 'info' };
}

/** "Resumed 2 interrupted runs: Pot, Cup". */
export function resumedText(names: readonly string[]): string {
  const runs = names.length === 1 ? '1 interrupted run' : `${names.length} interrupted runs`;
  const shown = names.slice(0, 3).map(nameText).join(', ');
  return `Resumed ${runs}: ${shown}${names.length > 3 ? ' and others' : ''}`;
}
