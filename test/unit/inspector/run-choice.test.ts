import { describe, expect, it } from 'vitest';
import type { RunPhase } from '../../../plugin/generation/run-snapshot.ts';
import { isLive } from '../../../plugin/generation/run-snapshot.ts';
import { chooseRun } from '../../../plugin/inspector/run/run-choice.ts';
import { assetOf, imageOf, runOf, versionOf } from './fixtures.ts';

const IMAGE = { image: imageOf('Pot') };

describe('chooseRun', () => {
  it('wants an image first', () => {
    expect(chooseRun({}, undefined, undefined)).toEqual({
      primary: 'generate',
      label: 'Generate',
      canGenerateNew: false,
      blockedBy: 'Choose an image first.',
    });
  });

  it('wants the image of a model that came without', () => {
    const { image, ...adopted } = assetOf({ versions: [versionOf(1)] });
    expect(chooseRun({}, adopted, undefined).blockedBy).toBe('Drop its image to run it again.');
  });

  it('generates from a new image', () => {
    expect(chooseRun(IMAGE, undefined, undefined)).toEqual({
      primary: 'generate',
      label: 'Generate',
      canGenerateNew: true,
    });
  });

  it('waits for an image that is being read', () => {
    expect(chooseRun({ ...IMAGE, readingName: 'Cup' }, undefined, undefined).blockedBy).toBe(
      'The image is being read.',
    );
  });

  it('runs a finished asset again, or makes a new one from its image', () => {
    const done = assetOf({ versions: [versionOf(1)], run: runOf({ phase: 'done' }) });
    expect(chooseRun({}, done, undefined)).toEqual({
      primary: 'run-again',
      label: 'Run again',
      canGenerateNew: true,
    });
  });

  it('blocks the asset that runs, and no other', () => {
    const live = chooseRun(IMAGE, assetOf({ run: runOf({ phase: 'queued' }) }), undefined);
    expect(live.blockedBy).toBe('This asset is being generated.');
    expect(live.canGenerateNew).toBe(true);
  });

  it('says the sentence of a refusal', () => {
    expect(chooseRun(IMAGE, undefined, 'Remesh band 0 gives an empty mesh.').blockedBy).toBe(
      'Remesh band 0 gives an empty mesh.',
    );
    expect(chooseRun(IMAGE, assetOf(), 'Refused.').canGenerateNew).toBe(false);
  });

  it('never runs an unconfirmed request again at one press', () => {
    const choice = chooseRun(IMAGE, assetOf({ run: runOf({ phase: 'unconfirmed' }) }), undefined);
    expect(choice.blockedBy).toBe('The last run may have been charged: confirm first.');
  });

  it('starts anew when the asset has left the scene', () => {
    expect(chooseRun(IMAGE, assetOf({ isDisposed: true }), undefined).primary).toBe('generate');
  });
});

describe('isLive', () => {
  const phases: [RunPhase, boolean][] = [
    ['preparing', true],
    ['uploading', true],
    ['submitting', true],
    ['queued', true],
    ['running', true],
    ['downloading', true],
    ['importing', true],
    ['done', false],
    ['failed', false],
    ['cancelled', false],
    ['unconfirmed', false],
    ['expired', false],
  ];
  it.each(phases)('%s: %j', (phase, expected) => {
    expect(isLive(runOf({ phase }))).toBe(expected);
  });
});
