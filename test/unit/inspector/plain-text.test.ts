import { expect, it } from 'vitest';
import { plainName, plainText } from '../../../plugin/inspector/plain-text.ts';

it('shows marks that hide or turn a text as spaces, and leaves the rest', () => {
  expect(plainText('a\u202egnp.exe\u0000\n\u200b!')).toBe('a gnp.exe !');
  expect(plainText('Stühle 椅子 🪑 <b>&amp;</b>')).toBe('Stühle 椅子 🪑 <b>&amp;</b>');
});

it('cuts what is too long with an ellipsis, between characters', () => {
  expect(plainText('x'.repeat(100_000))).toBe(`${'x'.repeat(299)}…`);
  expect(plainText('🪑🪑🪑🪑', 3)).toBe('🪑🪑…');
  expect(plainText('abc', 3)).toBe('abc');
  expect([...plainName('y'.repeat(500))]).toHaveLength(80);
  expect(plainName('\u202e\u0007')).toBe('Unnamed');
});
