import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, read } from '../../fixtures/import-graph.ts';
import { apiPage } from './api-page.ts';
import { exampleFiles, GIVEN, givenNames, unusedByExamples } from './examples.ts';
import { createCompiler } from './public-api.ts';

const compiler = createCompiler();
afterAll(() => compiler.close());
const entries = compiler.readPublicApi();
const exports = [
  ...new Map(entries.flatMap((entry) => entry.exports.map((each) => [`${each.file}: ${each.name}`, each]))),
];
const names = (found: typeof exports) => found.map(([name]) => name);

describe('every export of every entry point', () => {
  test('has a docstring, and each member of an interface or class has one', () => {
    expect(exports.length).toBeGreaterThan(140);
    const missing = exports.flatMap(([name, { doc, members }]) => [
      ...(doc === '' ? [name] : []),
      ...members.filter((member) => member.doc === '').map((member) => `${name}.${member.name}`),
    ]);
    expect(missing).toEqual([]);
  });

  test('has an example, if it is a value or has methods', () => {
    const missing = exports.filter(
      ([, { kind, members, examples }]) =>
        (kind !== 'type' || members.some(({ isCallable }) => isCallable)) && examples.length === 0,
    );
    expect(names(missing)).toEqual([]);
  });

  test('is used by something with an example, if it is a type without one', () => {
    const unused = unusedByExamples(exports.map(([, each]) => each));
    expect(unused.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('of a scene: methods that return a promise end in Async', () => {
    const wrong = exports
      .filter(([name]) => /^plugin\/(asset|generator)\//.test(name))
      .flatMap(([name, { members }]) =>
        members
          .filter((member) => /\): Promise</.test(member.signature) && !member.name.endsWith('Async'))
          .map((member) => `${name}.${member.name}`),
      );
    expect(wrong).toEqual([]);
  });
});

test('examples of docstrings and of the README compile against the entry points; one with a mistake does not', () => {
  const examples = exampleFiles(entries);
  expect(Object.keys(examples).length).toBeGreaterThan(60);
  const blocks = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(blocks.length).toBeGreaterThan(4);
  // What an earlier block of the README has made, later ones use.
  const made = {
    chair: GIVEN.asset,
    createGenerator: "typeof import('babylon-image-to-3d').createGenerator",
  };
  const declaredFor = (code: string) =>
    givenNames(
      Object.fromEntries(
        Object.entries(made).filter(
          ([name]) => !code.includes(`const ${name}`) && !code.includes(`{ ${name} }`),
        ),
      ),
    );
  const readme = Object.fromEntries(
    blocks.map((code, at) => [`readme-${at}.ts`, `${declaredFor(code)}${code}\nexport {};\n`]),
  );
  const wrong = { 'wrong.ts': 'generator.generat(image);\n' };
  expect(compiler.check({ 'given.d.ts': givenNames(GIVEN), ...examples, ...readme, ...wrong })).toEqual([
    expect.stringContaining("wrong.ts: Property 'generat' does not exist on type 'Generator<"),
  ]);
});

test('docs/api.md is up to date (npm run docs:api)', async () => {
  await expect(apiPage(entries)).toMatchFileSnapshot(join(ROOT, 'docs/api.md'));
});
