import { expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { type AnyJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat } from '../../fixtures/make-image.ts';

/** What a file is, how it is made, and a part of the sentence with which it is refused. */
export type HostileCase = readonly [what: string, bytes: () => Uint8Array, says: string];

function refusal(bytes: Uint8Array): string {
  try {
    checkGlb(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ImageTo3DError);
    expect((error as ImageTo3DError).code).toBe('invalid-glb');
    expect(() => measureGlb(bytes)).toThrow((error as ImageTo3DError).message);
    return (error as ImageTo3DError).message;
  }
  throw new Error('was accepted');
}

/** The quad with a change to its JSON, and bytes put behind its data. */
export function changed(change: (json: AnyJson) => void, more?: Uint8Array): Uint8Array {
  const { json, bin } = quadGlb();
  const all = more ? concat(bin, more) : bin;
  json.buffers[0].byteLength = all.length;
  change(json);
  return packGlb({ json, bin: all });
}

export function withImage(image: Uint8Array, mimeType = 'image/png'): Uint8Array {
  const start = quadGlb().bin.length;
  return changed((json) => {
    json.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: image.length });
    json.images = [{ bufferView: 4, mimeType }];
  }, image);
}

export function withData(at: number, data: readonly number[]): Uint8Array {
  const { json, bin } = quadGlb();
  bin.set(data, at);
  return packGlb({ json, bin });
}

/** One test a case: refused as `invalid-glb` by the check and by measuring, in one short sentence. */
export function expectRefused(cases: readonly HostileCase[]): void {
  for (const [what, bytes, says] of cases)
    it(`${what}: ${says}`, () => {
      const message = refusal(bytes());
      expect(message).toContain(says);
      expect(message.length).toBeLessThan(300);
      expect(message).toMatch(/^[^\n]+\.$/);
    });
}
