import { buildPage } from '../../fixtures/built-page.ts';

/** Before the first file: two files that begin at once would both build it. */
export async function setup(): Promise<void> {
  await buildPage('test/inspector/harness');
}
