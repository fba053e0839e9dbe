import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainName, plainText } from '../../../plugin/core/plain-text.ts';
import { displayFileName, nameFromFile, nameFromTitle } from '../../../plugin/recipe/image-name.ts';

/** Direction marks, zero-width characters, controls, line ends, halves of pairs. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

describe('plainText', () => {
  it.each([
    ['invoice\u202egnp.exe', 'invoice[U+202E]gnp.exe'],
    ['pay\u200bpal', 'pay[U+200B]pal'],
    ['a\u2066b\u2069c\u061cd', 'a[U+2066]b[U+2069]c[U+061C]d'],
    ['two\r\nlines\tand\u0000\u001b[31m red\u2028end', 'two lines and [31m red end'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['half \ud83d of a pair', 'half \ufffd of a pair'],
    ['tag\u{e0041}\u{e007f}', 'tag[U+E0041][U+E007F]'],
    [`q${'\u0301\u0302\u0303'.repeat(9)}algo`, 'q\u0301\u0302\u0303\u0301algo'],
    // What languages and emoji need stays.
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👩\u200d🚀 שלום', '👩\u200d🚀 שלום'],
    ['x \u200d y', 'x [U+200D] y'],
  ])('%j becomes %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('a text of 100 kB becomes one line of the length asked for', () => {
    expect(plainText('x'.repeat(100_000))).toHaveLength(500);
    expect([...plainText('🚀'.repeat(100_000), 40)]).toHaveLength(40);
    expect(plainText('\u202e'.repeat(100_000), 40)).toMatch(/^(\[U\+202E\])+(\[U?\+?[0-9E]*)?…$/);
  });

  it('whatever comes in, it is one harmless line, and stays the same when it is made plain again', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(anything, fc.integer({ min: 5, max: 100 }), (text, max) => {
        const plain = plainText(text, max);
        expect(plain).not.toMatch(HARMFUL);
        expect([...plain].length).toBeLessThanOrEqual(max);
        expect(plainName(text, max)).not.toMatch(HARMFUL);
        expect([...plainName(text, max)].length).toBeLessThanOrEqual(max);
        expect(plainName(plainName(text, max), max)).toBe(plainName(text, max));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('names of images', () => {
  const hostile = `../../<b>\u202egnp\u200b\n${'x'.repeat(100_000)}.png`;

  it.each([displayFileName, nameFromFile, nameFromTitle])(
    '%o: bounded, without folders and marks',
    (nameOf) => {
      expect([...nameOf(hostile)].length).toBeLessThanOrEqual(80);
      expect(nameOf(hostile)).not.toMatch(HARMFUL);
      expect(nameOf('\u200b\u202e\u00ad.png')).toMatch(/^(The image|image|\.png)$/);
    },
  );

  it('what is left of a disguised name is what it says', () => {
    expect(nameFromFile('chair\u202egnp.exe')).toBe('chair gnp');
    expect(displayFileName('a\u00adb\u{e0041}.png')).toBe('a b .png');
  });
});
