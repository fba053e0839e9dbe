import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly file: string;
  /** Path inside the repository, or a package's name. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  readonly isDynamic: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  const resolve = (specifier: string) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
  for (const [, type, specifier] of text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gm,
  )) {
    found.push({ file, target: resolve(specifier ?? ''), isTypeOnly: type !== undefined, isDynamic: false });
  }
  for (const [, specifier] of text.matchAll(/^\s*import\s+'([^']+)'/gm)) {
    found.push({ file, target: resolve(specifier ?? ''), isTypeOnly: false, isDynamic: false });
  }
  for (const [, specifier] of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) {
    found.push({ file, target: resolve(specifier ?? ''), isTypeOnly: false, isDynamic: true });
  }
  return found;
}

const plugin = sources('plugin').flatMap(importsOf);
const roomOf = (path: string) => {
  const [top, second, third] = path.split(sep);
  return top === 'plugin' && second !== undefined && third !== undefined ? second : undefined;
};

// In the order in which they may build on each other.
const PURE = ['recipe', 'job', 'glb', 'budget'];
const GROUND = [
  'errors',
  'fal-key',
  'subscribable',
  'abort',
  'bytes-text',
  'clock',
  'once',
  'run-clock',
  'package-name',
  'plain-text',
].map((name) => `plugin/${name}.ts`);
/** Ask for chance or the host's own functions, in one place for all rooms that are not pure. */
const HOST_GROUND = ['hex', 'random-id', 'sha256'].map((name) => `plugin/${name}.ts`);
const ADAPTERS = ['fal', 'image', 'local-engine', 'fit', 'library', 'scene', 'inspector', 'server', 'cli'];
/** The joints, and what each may join. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  // Runs the local engine as its worker.
  server: ['local-engine'],
  // Its entries offer fits to a budget.
  fit: ['fitting.ts'],
  cli: ['server', 'fit', 'fitting.ts', 'generation.ts', 'host-node.ts', 'endpoint.ts', 'generated-asset.ts'],
  // What a fit hands over: types alone.
  scene: ['fit/contract.ts', 'fit/surface.ts'],
  inspector: ['generator.ts', 'generated-asset.ts', 'asset-library.ts', 'library/contract.ts'],
};

const show = ({ file, target }: Import) => `${file} → ${target}`;

describe('the pure rooms', () => {
  const pure = plugin.filter(({ file }) => PURE.includes(roomOf(file) ?? '') || GROUND.includes(file));

  test('import nothing but each other, in order, and zod', () => {
    const wrong = pure.filter(({ file, target }) => {
      if (target === 'zod' || GROUND.includes(target)) return false;
      const from = PURE.indexOf(roomOf(file) ?? '');
      const to = PURE.indexOf(roomOf(target) ?? '');
      return to < 0 || to > from;
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('ask for no clock, chance, network or page', () => {
    const forbidden =
      /\b(Date\.now|new Date\(\)|performance\.|Math\.random|crypto\.|fetch\(|document\.|window\.|setTimeout|navigator\.|process\.)/;
    // A room of the plan may not be built yet.
    const rooms = PURE.map((room) => `plugin/${room}`).filter((folder) => existsSync(join(ROOT, folder)));
    const files = rooms.flatMap(sources);
    expect(files.length).toBeGreaterThan(30);
    const wrong = files.filter((file) =>
      forbidden.test(readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the adapters', () => {
  test.each(ADAPTERS)('%s imports pure rooms and itself, never another adapter', (room) => {
    const allowed = new Set([room, 'worker', ...PURE, ...(MAY_USE[room] ?? [])]);
    const wrong = plugin.filter(({ file, target }) => {
      if (roomOf(file) !== room || !target.startsWith('plugin')) return false;
      if ([...GROUND, ...HOST_GROUND, 'plugin/load-sharp.ts'].includes(target)) return false;
      return !allowed.has(roomOf(target) ?? '') && !allowed.has(relative('plugin', target));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('React lives in inspector/ alone', () => {
    const wrong = plugin.filter(
      ({ file, target }) => /^(react|react-dom|@fluentui)(\/|$)/.test(target) && roomOf(file) !== 'inspector',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('Babylon is known to scene/, inspector/ and the composition with a scene alone', () => {
    const may = (file: string) =>
      ['scene', 'inspector'].includes(roomOf(file) ?? '') ||
      /^plugin\/(generator|generated-asset|index|generator-.*)\.ts$/.test(file);
    expect(
      plugin.filter(({ file, target }) => target.startsWith('@babylonjs/') && !may(file)).map(show),
    ).toEqual([]);
  });

  test('only inspector/ knows the Inspector', () => {
    const wrong = plugin.filter(
      ({ file, target }) => target.startsWith('@babylonjs/inspector') && roomOf(file) !== 'inspector',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('node: modules stay in files for Node', () => {
    const may = (file: string) => ['cli'].includes(roomOf(file) ?? '') || /(^|[/-])node[^/]*\.ts$/.test(file);
    expect(plugin.filter(({ file, target }) => target.startsWith('node:') && !may(file)).map(show)).toEqual(
      [],
    );
  });

  test('server/ is never imported by browser code', () => {
    const wrong = plugin.filter(
      ({ file, target }) => roomOf(target) === 'server' && !['server', 'cli'].includes(roomOf(file) ?? ''),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('what a page over plain http lacks is asked for in one place each', () => {
    const isServers = (file: string) => ['server', 'cli'].includes(roomOf(file) ?? '');
    const wrong = [...sources('plugin'), ...sources('playground')].filter(
      (file) =>
        !isServers(file) &&
        file !== 'plugin/sha256.ts' &&
        /\bcrypto\??\.(randomUUID|subtle)|\brandomUUID\b/.test(
          readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
        ),
    );
    expect(wrong).toEqual([]);
  });

  test('no branch on a provider outside its declaration', () => {
    const files = sources('plugin').filter((file) => !file.startsWith(join('plugin', 'recipe', 'providers')));
    const wrong = files.filter((file) =>
      /provider(\.id)?\s*===|'fal-ai\/trellis-2'/.test(
        readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('playground and tests', () => {
  const ENTRIES = [
    'plugin/index.ts',
    'plugin/inspector/index.ts',
    'plugin/inspector/feed.ts',
    'plugin/fit/index.ts',
    'plugin/fit/node.ts',
    'plugin/local-engine/index.ts',
    'plugin/local-engine/node.ts',
    'plugin/server/index.ts',
    'plugin/server/node.ts',
  ];

  test('the playground imports public entry points only', () => {
    const wrong = sources('playground')
      .flatMap(importsOf)
      .filter(({ target }) => target.startsWith('plugin') && !ENTRIES.includes(target));
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('heavy libraries', () => {
  test.each([
    '@fal-ai/client',
    '@noble/hashes/sha2.js',
    'sharp',
    '@babylonjs/inspector',
    '@gltf-transform/core',
    'ktx2-encoder',
    'quickhull3d',
  ])('%s is loaded on first use', (name) => {
    const wrong = plugin.filter(({ file, target, isTypeOnly, isDynamic }) => {
      // The Inspector's own extension lives inside it.
      if (name === '@babylonjs/inspector' && roomOf(file) === 'inspector') return false;
      return target === name && !isTypeOnly && !isDynamic;
    });
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('time', () => {
  // Real on purpose: what tells other tabs that this one lives, and what waits until the GPU has its shaders.
  const REAL: Readonly<Record<string, RegExp>> = {
    'generation-record.ts': /\bsetInterval\b/g,
    'generator-library.ts': /\bsetInterval\b/g,
    'generator-views.ts': /\b(performance\.now|setTimeout)\b/g,
    'fal/transport.ts': /AbortSignal\.timeout/g,
  };

  test('of runs and of what is written about them comes from the injected clock', () => {
    const files = sources('plugin').filter((file) =>
      /^(fal\/.*|local-engine\/local-transport|library\/(browser-library|indexed-db-files)|(generat|endpoint|run-job)[^/]*)\.ts$/.test(
        relative('plugin', file).replaceAll(sep, '/'),
      ),
    );
    expect(files.length).toBeGreaterThan(30);
    const wrong = files.filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8')
        .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
        // A default for whoever gives none.
        .replaceAll(/\bnow = Date\.now,/g, '')
        .replaceAll(REAL[relative('plugin', file).replaceAll(sep, '/')] ?? /$^/g, '');
      return /\b(Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval|AbortSignal\.timeout)\b/.test(
        text,
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('a promise that is kept', () => {
  // Connections and answers that are made anew by rules of their own.
  const OWN_RULES = ['library/open-database.ts', 'library/web-locks.ts', 'fit/hosts/answer-calls.ts'];

  test('is kept by once(), which forgets failures', () => {
    const wrong = sources('plugin').filter(
      (file) =>
        ![...OWN_RULES, 'once.ts'].includes(relative('plugin', file)) &&
        /\blet \w+: (Promise<|ReturnType<(?!typeof set)).*\| undefined;/.test(
          readFileSync(join(ROOT, file), 'utf8'),
        ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('one way', () => {
  const withWords = (words: RegExp) =>
    sources('plugin').filter((file) =>
      words.test(readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );

  test('to print bytes', () => {
    expect(withWords(/\} (kB|KB|MB|GB|KiB|MiB|GiB)\b/)).toEqual(['plugin/bytes-text.ts']);
  });

  test('to keep what is made off the lists of a scene', () => {
    expect(withWords(/_blockEntityCollection/)).toEqual(['plugin/scene/make-mesh.ts']);
  });
});

describe('files', () => {
  test('hold one idea: none is longer than 400 lines', () => {
    const long = ['plugin', 'playground', 'test']
      .flatMap(sources)
      .filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 400);
    expect(long).toEqual([]);
  });

  test('are named in kebab-case', () => {
    const names = ['plugin', 'playground', 'test']
      .flatMap(sources)
      .map((file) => file.split(sep).at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(name))).toEqual([]);
  });

  test('the lock file names the packages of every platform, which npm ci asks for', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('the lock file names no registry', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
    expect(statSync(join(ROOT, 'LICENSE')).size).toBeGreaterThan(500);
  });
});
