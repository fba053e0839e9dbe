import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { GLB_CORPUS } from '../../security/corpus/glb-corpus.ts';
import type { GlbCase } from '../../security/corpus/quad-with.ts';

function refusalOf({ bytes, decoders }: GlbCase): ImageTo3DError | undefined {
  const file = bytes();
  const before = Buffer.from(file).toString('base64');
  try {
    checkGlb(file, decoders ? { decoders } : {});
    return undefined;
  } catch (error) {
    if (!(error instanceof ImageTo3DError)) throw error;
    return error;
  } finally {
    // What is checked must be what is loaded.
    expect(Buffer.from(file).toString('base64') === before).toBe(true);
  }
}

describe.each(Object.entries(GLB_CORPUS))('hostile GLB: %s', (_, cases) => {
  it.each(cases.map((one) => [one.what, one.refusal ?? 'accepted', one] as const))(
    '%s: %s',
    (_what, _verdict, one) => {
      const error = refusalOf(one);
      if (one.refusal === undefined) {
        expect(error).toBeUndefined();
        return;
      }
      expect(error?.code).toBe('invalid-glb');
      expect(error?.message).toContain(one.refusal);
      // One plain sentence: no control or direction marks, no line breaks, bounded.
      expect(error?.message).toMatch(/^[^\p{C}]{1,300}\.$/u);
    },
  );
});

it('the corpus holds more than 60 files of all kinds, and none pollutes a prototype', () => {
  const all = Object.values(GLB_CORPUS).flat();
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

it('the bomb of 50 million vertices is a file of less than 300 bytes', () => {
  expect(GLB_CORPUS.bombs[0]!.bytes().length).toBeLessThan(300);
});
