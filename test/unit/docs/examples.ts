import type { EntryPoint, PublicExport } from './public-api.ts';

/** What an example may use without saying where it comes from. `docs/api.md` says so at its top. */
export const GIVEN = {
  scene: "import('@babylonjs/core/scene.js').Scene",
  image: 'File',
  glb: 'Uint8Array<ArrayBuffer>',
  generator: "import('babylon-image-to-3d').Generator",
  asset: "import('babylon-image-to-3d').GeneratedAsset",
} as const;

export const givenNames = (names: Readonly<Record<string, string>>) =>
  Object.entries(names)
    .map(([name, type]) => `declare const ${name}: ${type};\n`)
    .join('');

/** The example with the exports of its entry point that it uses. What it imports itself stays. */
function withImports(code: string, { name, exports }: EntryPoint): string {
  const own = [...code.matchAll(/import (?:type )?\{([^}]*)\}/g)].flatMap(
    (match) => match[1]!.match(/\w+/g)!,
  );
  const used = exports.filter(
    (each) => new RegExp(`\\b${each.name}\\b`).test(code) && !own.includes(each.name),
  );
  const names = used.map((each) => (each.kind === 'type' ? `type ${each.name}` : each.name));
  return `import { ${names.join(', ')} } from '${name}';\n${code}\nexport {};\n`;
}

/** Every example as a file, once for each entry point that exports it. */
export function exampleFiles(entries: readonly EntryPoint[]): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of entries)
    for (const each of entry.exports)
      for (const { name, examples } of [each, ...each.members])
        for (const [index, code] of examples.entries()) {
          const place = `${entry.file.replaceAll('/', '.').slice(0, -3)}.${each.name}`;
          const member = name === each.name ? '' : `.${name}`;
          files[`${place}${member}.${index}.ts`] = withImports(code, entry);
        }
  return files;
}

/** Exports that nothing with an example of its own uses, directly or through other exports. */
export function unusedByExamples(exports: readonly PublicExport[]): readonly PublicExport[] {
  const reached = new Set(exports.filter(({ examples }) => examples.length > 0));
  for (const each of reached) {
    const words = new Set(each.text.match(/\w+/g));
    for (const other of exports) if (words.has(other.name)) reached.add(other);
  }
  return exports.filter((each) => !reached.has(each));
}
