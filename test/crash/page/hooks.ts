import { browserPlatform } from '../../../plugin/generation/browser-platform.ts';
import type { JobRecord } from '../../../plugin/job/job-record.ts';
import type { Library } from '../../../plugin/storage/contract.ts';
import { requestKind } from './request-kind.ts';

/** Told of every point that a run passes; the run waits for the answer, so that the page can be killed there. */
declare global {
  var reach: ((point: string) => Promise<void>) | undefined;
}

export const pass = async (point: string): Promise<void> => {
  await globalThis.reach?.(point);
};

function nameOf({ job, deliveredAtMs }: JobRecord): string {
  if (deliveredAtMs !== undefined) return 'delivered';
  return job.cancelRequested && job.state !== 'cancelled' ? `${job.state}+cancel` : job.state;
}

/** The browser's own library, with a point before and after everything that it writes. */
export async function openWatchedLibrary(options: { readonly now: () => number }): Promise<Library> {
  const library = await browserPlatform.openLibraryAsync!(options);
  const { journal, masters } = library;
  return {
    ...library,
    journal: {
      ...journal,
      isDurable: journal.isDurable,
      async commit(record) {
        await pass(`before-write:${nameOf(record)}`);
        await journal.commit(record);
        await pass(`after-write:${nameOf(record)}`);
      },
    },
    masters: {
      ...masters,
      isDurable: masters.isDurable,
      async put(glb, facts) {
        await pass('before-write:master');
        const kept = await masters.put(glb, facts);
        await pass('after-write:master');
        return kept;
      },
    },
  };
}

/** Puts a point after every answer, before anything is made of it. */
export function watchFetch(): void {
  const realFetch = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = await realFetch(request);
    await pass(`answered:${requestKind(request)}`);
    return answer;
  };
}
