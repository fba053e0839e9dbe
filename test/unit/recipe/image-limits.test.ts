import { describe, expect, it } from 'vitest';
import { checkImageFileBytes, checkImageSize, IMAGE_LIMITS } from '../../../plugin/recipe/image-limits.ts';
import { displayFileName, nameFromFile, nameFromTitle } from '../../../plugin/recipe/image-name.ts';

describe('limits', () => {
  it('the limits themselves pass, one more does not', () => {
    expect(() => checkImageFileBytes(IMAGE_LIMITS.maxFileBytes)).not.toThrow();
    expect(() => checkImageFileBytes(IMAGE_LIMITS.maxFileBytes + 1)).toThrow();
    expect(() => checkImageSize(8192, 8192)).not.toThrow();
    expect(() => checkImageSize(8192, 8193)).toThrow();
    expect(() => checkImageSize(16384, 1)).not.toThrow();
    expect(() => checkImageSize(16385, 1)).toThrow();
    expect(() => checkImageSize(1, 1)).not.toThrow();
  });

  it('sentences have the actual value and the limit', () => {
    expect(() => checkImageFileBytes(0, 'a.png')).toThrow('a.png is empty: it has 0 bytes.');
    expect(() => checkImageFileBytes(IMAGE_LIMITS.maxFileBytes + 1, 'a.png')).toThrow(
      'a.png has 20.1 MiB; the limit is 20.0 MiB.',
    );
    expect(() => checkImageSize(16385, 2, 'a.png')).toThrow(
      'a.png is 16385 × 2 px; the longest edge allowed is 16384 px.',
    );
    expect(() => checkImageSize(12000, 9000, 'a.png')).toThrow(
      'a.png is 12000 × 9000 px, 108.0 million pixels; the limit is 67.1 million (8192 × 8192).',
    );
  });

  it('no pixels is a damaged image, too many is a large one', () => {
    expect(() => checkImageSize(0, 5, 'a.png')).toThrow(
      expect.objectContaining({ code: 'undecodable-image' }),
    );
    expect(() => checkImageSize(Number.NaN, 5)).toThrow(
      expect.objectContaining({ code: 'undecodable-image' }),
    );
    expect(() => checkImageSize(20000, 20000)).toThrow(expect.objectContaining({ code: 'image-too-large' }));
    expect(() => checkImageFileBytes(3e7)).toThrow(expect.objectContaining({ code: 'image-too-large' }));
  });
});

describe('names', () => {
  it('a file’s name loses folders, extension and control characters', () => {
    const cases: [string | undefined, string][] = [
      ['chair.png', 'chair'],
      ['/tmp/../a b.v2.jpeg', 'a b.v2'],
      ['C:\\pictures\\Stuhl.PNG', 'Stuhl'],
      ['  Stu\u0308hl\n1 .webp', 'Stühl 1'],
      ['a\u202egnp.exe', 'a gnp'],
      ['.png', 'png'],
      ['', 'image'],
      [undefined, 'image'],
      ['\u0000\u0007', 'image'],
      ['👩‍🚀.png', '👩‍🚀'],
      ['../..', 'image'],
    ];
    for (const [file, name] of cases) expect(nameFromFile(file)).toBe(name);
  });

  it('is at most 80 characters and never half of one', () => {
    const name = nameFromFile(`${'🪑'.repeat(200)}.png`);
    expect(name).toBe('🪑'.repeat(80));
    expect([...displayFileName('x'.repeat(5000))]).toHaveLength(80);
  });

  it('a title keeps its full stops but not the extension of an image', () => {
    expect(nameFromTitle('Mr. Chair')).toBe('Mr. Chair');
    expect(nameFromTitle('chair.png')).toBe('chair');
    expect(nameFromTitle(' ')).toBe('image');
  });
});
