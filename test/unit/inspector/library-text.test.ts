import { expect, it } from 'vitest';
import { fileSizeText } from '../../../plugin/core/bytes-text.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { phaseText } from '../../../plugin/generation/phase-text.ts';
import type { OpenRun } from '../../../plugin/generator/library-contract.ts';
import { noticeOf, resumedText } from '../../../plugin/inspector/extension/notice.ts';
import { openRunText, unreadableText, usageText } from '../../../plugin/inspector/library/library-text.ts';
import { assuranceText, doneText, libraryText } from '../../../plugin/inspector/run/run-text.ts';
import { libraryFileName } from '../../../plugin/inspector/shared/download.ts';
import { assetOf, runOf, versionOf } from './fixtures.ts';
import { createStage } from './stage.ts';

const openRun = (state: OpenRun['state'], change: Partial<OpenRun> = {}): OpenRun => ({
  id: 'run-1',
  assetName: 'Pot',
  startedAtMs: 0,
  state,
  ...change,
});

it('counts what is kept, and its bytes beside what the browser allows', async () => {
  const { library, generator } = createStage();
  await library.keep('Cup');
  const { usage } = generator.library.getSnapshot();
  const kept = fileSizeText(usage?.bytes ?? 0);
  expect(usageText(generator.library.getSnapshot())).toBe(`1 model · ${kept} · this browser allows 2.1 GB`);
  expect(usageText({ masters: [] })).toBe('0 models');
});

it('says of every open run who may act, and that nothing was sent again', () => {
  expect(openRunText(openRun('elsewhere'))).toBe('Another tab is working on it.');
  expect(openRunText(openRun('elsewhere', { phase: 'reconciling' }))).toBe(
    'Another tab is working on it: Asking the service whether it accepted this run.',
  );
  expect(openRunText(openRun('elsewhere', { phase: 'downloading', fraction: 0.254 }))).toBe(
    'Another tab is working on it: Downloading the model 25 %.',
  );
  for (const checkedAtMs of [undefined, 1000])
    expect(openRunText(openRun('unconfirmed'), checkedAtMs)).toMatch(
      /known whether the service accepted it\. It was not sent again\.$/,
    );
  expect([1, 2].map(unreadableText)).toEqual([
    '1 record of an earlier run cannot be read. It was not changed.',
    '2 records of earlier runs cannot be read. They were not changed.',
  ]);
  expect([['Pot'], ['a', 'b', 'c', 'd']].map(resumedText)).toEqual([
    'Resumed 1 interrupted run: Pot',
    'Resumed 4 interrupted runs: a, b, c and others',
  ]);
});

it('says what a result from the library has cost', () => {
  const version = versionOf(1, { isFromLibrary: true });
  const done = { run: runOf({ phase: 'done', endedAtMs: 42_000 }), shownVersionId: 'v1' } as const;
  expect(doneText(assetOf({ ...done, versions: [version] }))).toBe(
    'From the library, not paid again · 19,998 triangles · 12,345 vertices',
  );
  expect(noticeOf(assetOf({ ...done, versions: [{ ...version, isLocal: true }] }))?.text).toBe(
    'Pot: from the library, not run again',
  );
  expect([libraryText(version), libraryText(versionOf(1))]).toEqual([
    'From the library, not paid again',
    undefined,
  ]);
});

it('names the run that another tab has, and the one that was asked after', () => {
  const error = new ImageTo3DError('superseded', 'Taken.');
  expect(noticeOf(assetOf({ run: runOf({ phase: 'failed', error }) }))).toEqual({
    text: 'Pot: another tab is working on it',
    intent: 'warning',
  });
  const run = runOf({ phase: 'reconciling' });
  expect(phaseText(run)).toBe('Asking the service whether it accepted this run…');
  expect(assuranceText(run, true)).toBe(
    'The answer to the request was lost. It is not sent again automatically.',
  );
});

it.each([
  [runOf({ isRecorded: false }), true, true],
  [runOf({ isRecorded: false }), false, false],
  [runOf({ isRecorded: true }), true, false],
  [runOf(), true, false],
  [runOf({ phase: 'uploading', isRecorded: false }), true, false],
  [runOf({ phase: 'done', isRecorded: false }), true, false],
])('remarks on a paid run without a record while it is under way (%#)', (run, isPaid, expected) => {
  expect(assuranceText(run, isPaid)?.startsWith('Not recorded') ?? false).toBe(expected);
});

it('names an exported file after the picture and the bytes', () => {
  expect(libraryFileName('../a b<c>', 'abcdef0123456789')).toBe('a-b-c-abcdef01.glb');
});
