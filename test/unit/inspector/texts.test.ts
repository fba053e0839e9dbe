import { describe, expect, it } from 'vitest';
import { fileSizeText } from '../../../plugin/core/bytes-text.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { phaseText } from '../../../plugin/generation/phase-text.ts';
import { noticeOf } from '../../../plugin/inspector/extension/notice.ts';
import { alphaText, imageFactsText, imageWarnings } from '../../../plugin/inspector/image/image-text.ts';
import { momentText } from '../../../plugin/inspector/library/library-text.ts';
import {
  assetStateText,
  doneText,
  durationText,
  memoryLine,
  requestText,
  shortCountText,
} from '../../../plugin/inspector/run/run-text.ts';
import { glbFileName } from '../../../plugin/inspector/shared/download.ts';
import { versionDetails } from '../../../plugin/inspector/versions/version-details.ts';
import { TRELLIS_2_PARAMETERS } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { readCode, sources } from '../../fixtures/import-graph.ts';
import { assetOf, imageOf, PARAMETERS, runOf, versionOf } from './fixtures.ts';

describe('run texts', () => {
  it.each([
    [runOf({ phase: 'queued' }), 'Waiting in the queue'],
    [runOf({ phase: 'queued', queuePosition: 3 }), 'Waiting: 3 ahead in the queue'],
    [runOf({ phase: 'queued', queuePosition: 0 }), 'Waiting: next in the queue'],
    [runOf({ phase: 'running', cancelRequested: true }), 'Cancel requested · Generating'],
    [runOf({ phase: 'cancelled', cancelRequested: true }), 'Cancelled'],
  ])('says a phase in words', (run, expected) => {
    expect(phaseText(run)).toBe(expected);
  });

  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [64_000, '1 min 04 s'],
    [-5, '0 s'],
  ])('says %d ms as %s', (ms, expected) => {
    expect(durationText(ms)).toBe(expected);
  });

  it('says counts and sizes with their units', () => {
    expect([5000, 20000, 500000, 2000000, 999].map(shortCountText)).toEqual([
      '5k',
      '20k',
      '500k',
      '2M',
      '999',
    ]);
    expect([400, 34_400, 1_234_567].map(fileSizeText)).toEqual(['1 KB', '34 KB', '1.2 MB']);
    expect(memoryLine(versionOf(1).stats)).toBe('2048 px · GPU 42.7 MiB · file 1.2 MB');
    expect(memoryLine({ ...versionOf(1).stats, maxTextureSizePx: 0 })).toContain('no texture');
    expect(requestText(versionOf(1))).toBe('grid 1024 · Target 20k · 2048 px · seed 7');
  });

  it('sums up with the shown version, not the newest', () => {
    const other = versionOf(2, { stats: { ...versionOf(2).stats, triangles: 5 } });
    const asset = assetOf({
      versions: [versionOf(1), other],
      shownVersionId: 'v1',
      run: runOf({ phase: 'done', endedAtMs: 42_000 }),
    });
    expect(doneText(asset)).toBe('Done in 41 s · 19,998 triangles · 12,345 vertices');
  });

  it('tells how an asset stands', () => {
    expect(assetStateText(assetOf())).toBe('No version yet');
    expect(assetStateText(assetOf({ run: runOf({ phase: 'failed' }) }))).toBe('Failed');
    expect(assetStateText(assetOf({ versions: [versionOf(1), versionOf(2)] }))).toBe('2 versions');
    expect(assetStateText(assetOf({ versions: [versionOf(1)], run: runOf() }))).toBe('Generating');
  });
});

describe('notices', () => {
  it('are silent about a run under way', () => {
    expect(noticeOf(assetOf({ run: runOf() }))).toBeUndefined();
    expect(noticeOf(assetOf())).toBeUndefined();
  });

  it('name the asset and the reason', () => {
    const error = new ImageTo3DError('busy', 'The queue is full.');
    expect(noticeOf(assetOf({ run: runOf({ phase: 'failed', error }) }))).toEqual({
      text: 'Pot: The queue is full.',
      intent: 'error',
    });
    expect(noticeOf(assetOf({ versions: [versionOf(1)], run: runOf({ phase: 'done' }) }))).toEqual({
      text: 'Pot: 19,998 triangles · 12,345 vertices',
      intent: 'success',
    });
  });
});

describe('image texts', () => {
  it('tell the file as it came in', () => {
    expect(imageFactsText(imageOf('Pot'))).toBe('64 × 48 px · PNG · 34 KB');
  });

  it('take the rendered size of an SVG that has none', () => {
    const { source, ...image } = imageOf('Pot');
    const svg = { ...image, source: { ...source, format: 'svg' as const, widthPx: 0, heightPx: 0 } };
    expect(imageFactsText(svg)).toBe('64 × 48 px · SVG · 34 KB');
  });

  it('tell about the background and every warning', () => {
    expect(alphaText({ ...imageOf('x'), hasAlpha: true })).toMatch(/no removal needed/);
    expect(alphaText({ ...imageOf('x'), hasAlpha: false })).toMatch(/will be removed/);
    expect(imageWarnings({ ...imageOf('x'), warnings: ['small', 'translucent'] })).toHaveLength(2);
  });
});

describe('the details of a version', () => {
  it('say what was requested, who made it, and what the service billed; each line once', () => {
    const version = versionOf(3, { isLocal: true, billableUnits: 1, requestId: 'abc-1', notes: ['Thin.'] });
    const details = versionDetails(version);
    expect(new Set(details).size).toBe(details.length);
    expect(details).toContain('grid 1024 · Target 20k · 2048 px · seed 7');
    expect(details).toContain('Request abc-1');
    expect(details).toContain('Billed units: 1');
    expect(details).toContain('Thin.');
    const made = details.find((line) => line.startsWith('Local approximation · '));
    expect(made).toContain(momentText(version.endedAtMs));
    expect(made).toMatch(/ · took \d+ s$/);
  });

  it('name only the other parameters that were changed', () => {
    const parameters = { ...PARAMETERS, shapeSlatRescaleT: 4, remesh: false };
    const [usual, changed] = [versionOf(1), versionOf(1, { parameters })].map((version) =>
      versionDetails(version),
    );
    expect(changed?.filter((line) => !usual?.includes(line))).toEqual(['Shape: Rescale t 4', 'Remesh false']);
  });
});

describe('the words of the pane', () => {
  it('are in sentences no longer than twice the width of the pane', () => {
    const literals = sources('plugin/inspector').flatMap((file) =>
      [...readCode(file).matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`|>\s*([A-Z][^<>{}=]+)</g)].map(
        ([, quoted, template, text]) => (quoted ?? template ?? text ?? '').replace(/\$\{[^}]*\}/g, '…'),
      ),
    );
    const helps = TRELLIS_2_PARAMETERS.map(({ help }) => help);
    const sentences = [...literals, ...helps].flatMap((text) => text.split(/(?<=[.?!;])\s+/));
    expect(sentences.filter((sentence) => sentence.length > 100 && /^[A-Z]/.test(sentence))).toEqual([]);
    expect(sentences).toContain('Typing a seed locks it.');
  });
});

describe('glbFileName', () => {
  it.each([
    ['Wooden chair', 'Wooden-chair-v2.glb'],
    ['../../etc/passwd', 'etc-passwd-v2.glb'],
    ['Кружка', 'Кружка-v2.glb'],
    ['???', 'asset-v2.glb'],
  ])('makes %s safe', (name, expected) => {
    expect(glbFileName(name, 2)).toBe(expected);
  });
});
