import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERROR_KINDS, type ErrorCode, ImageTo3DError } from '../../../plugin/core/errors.ts';
import { prepareImage } from '../../../plugin/image/node.ts';
import { makePng } from '../../fixtures/make-image.ts';
import { REFUSED_IMAGES } from '../../security/corpus/image-cases.ts';

const PLUGIN = fileURLToPath(new URL('../../../plugin', import.meta.url));

/** Words that stand together in both: three of any kind, or two long ones. */
function repeated(message: string, advice: string): string[] {
  const words = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];
  const groups = (text: string) => {
    const list = words(text);
    const threes = list.slice(2).map((_, i) => list.slice(i, i + 3).join(' '));
    const twos = list
      .slice(1)
      .map((word, i) => [list[i] ?? '', word])
      .filter((pair) => pair.every((word) => word.length >= 5))
      .map((pair) => pair.join(' '));
    return [...threes, ...twos];
  };
  const said = new Set(groups(message));
  return groups(advice).filter((group) => said.has(group));
}

test('what counts as said twice', () => {
  expect(
    repeated('a.png is fully transparent.', 'Show something: this one is fully transparent.'),
  ).not.toEqual([]);
  expect(repeated('a.png is fully transparent.', 'Use an image with a visible subject.')).toEqual([]);
});

const BLANK = ['blank.png', () => makePng(8, 8, () => [0, 0, 0, 0])] as const;
const REFUSED = REFUSED_IMAGES.map(([name, bytes]) => [name, bytes] as const);

test.each([BLANK, ...REFUSED])('%s: the advice after the message says nothing twice', async (name, bytes) => {
  const error = await prepareImage(new File([bytes()], name)).catch((thrown: unknown) => thrown);
  if (!(error instanceof ImageTo3DError)) throw new Error(`${name} was not refused.`);
  expect(repeated(error.message, error.advice), `${error.message} ${error.advice}`).toEqual([]);
});

/** Every sentence that stands in the sources as the message of an error. */
const sentences = readdirSync(PLUGIN, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .flatMap((path) => {
    const text = readFileSync(join(PLUGIN, path), 'utf8');
    const found = text.matchAll(/'([a-z-]+)',\s*(['`])((?:(?!\2)[\s\S])*)\2/g);
    return [...found]
      .filter((match) => (match[1] ?? '') in ERROR_KINDS)
      .map((match) => [path, match[1] as ErrorCode, match[3] ?? ''] as const);
  });

test('no error of this package says its advice twice', () => {
  expect(sentences.length).toBeGreaterThan(120);
  const twice = sentences.flatMap(([path, code, message]) => {
    const { advice } = ERROR_KINDS[code];
    return repeated(message, advice).length > 0 ? [`${path}: ${message} ${advice}`] : [];
  });
  expect(twice).toEqual([]);
});
