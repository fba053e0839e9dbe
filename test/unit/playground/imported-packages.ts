import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** `import x from 'a'`, `import 'a'`, `export … from 'a'`; not `import type`. */
const STATIC = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;
const WORKER = /new URL\(\s*'([^']+\.js)',\s*import\.meta\.url/g;

/** Package modules that a browser loads for these entry files, through imports, dynamic imports and workers. */
export function importedPackages(entries: readonly string[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const pending = entries.map((entry) => resolve(entry));
  for (let file = pending.pop(); file; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (file.endsWith('.tsx')) packages.add('react/jsx-dev-runtime');
    if (!existsSync(file)) {
      continue;
    }
    const code = readFileSync(file, 'utf8').replace(COMMENTS, '');
    for (const pattern of [STATIC, DYNAMIC, WORKER]) {
      for (const [, specifier = ''] of code.matchAll(pattern)) {
        if (!specifier.startsWith('.')) packages.add(specifier);
        else pending.push(sourceOf(resolve(dirname(file), specifier)));
      }
    }
  }
  return packages;
}

/** Workers are named by their built file. */
function sourceOf(path: string): string {
  const source = path.replace(/\.js$/, '.ts');
  return existsSync(source) ? source : path;
}
