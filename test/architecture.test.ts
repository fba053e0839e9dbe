import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '../plugin/recipe/providers/index.ts';
import {
  findCycle,
  type Import,
  importsOf,
  insidePlugin,
  longestChain,
  ROOT,
  read,
  readCode,
  roomOf,
  sources,
  toGraph,
} from './fixtures/import-graph.ts';

const files = sources('plugin');
const plugin = files.flatMap(importsOf);
const inside = plugin.filter(({ target }) => target.startsWith(`plugin${sep}`));
const show = ({ file, target }: Import) => `${file} → ${target}`;

/** The entries at the top of `plugin/`: they join what a game, or Node, imports. */
const TOP = ['plugin/index.ts', 'plugin/node.ts'];
const PURE = ['recipe', 'job', 'glb', 'budget'];

/**
 * Every room, and what it may import: whole rooms, or single files of them. A room comes after all that it may import, so
 * that no arrow points upwards.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  recipe: ['core'],
  job: ['core', 'recipe'],
  glb: ['core', 'recipe'],
  budget: ['core', 'glb'],
  worker: ['core'],
  image: ['core', 'recipe', 'worker'],
  storage: ['core', ...PURE],
  'local-engine': ['core', ...PURE, 'worker'],
  fal: ['core', ...PURE],
  fit: ['core', ...PURE, 'worker'],
  // What a fit hands over: types alone.
  scene: ['core', ...PURE, 'fit/contract.ts', 'fit/mesh/surface.ts'],
  // Runs the local engine as its worker.
  'fal-service': ['core', 'recipe', 'local-engine'],
  server: ['core', 'recipe', 'job', 'fal-service/index.ts', 'local-engine/contract.ts'],
  generation: ['core', ...PURE, 'image', 'storage', 'local-engine', 'fal', 'fit'],
  asset: ['core', ...PURE, 'fit', 'scene', 'generation'],
  generator: ['core', ...PURE, 'scene', 'storage', 'generation', 'asset'],
  cli: ['core', ...PURE, 'fit', 'server/node.ts', 'generation'],
  // Talks to the generator and to what that hands out.
  inspector: [
    'core',
    ...PURE,
    'storage/contract.ts',
    'generation/endpoint-info.ts',
    'generation/phase-text.ts',
    'generation/run-snapshot.ts',
    'asset/contract.ts',
    'generator/contract.ts',
    'generator/library-contract.ts',
  ],
};
const ROOMS = Object.keys(MAY_IMPORT);

describe('the rooms', () => {
  test('hold every file but the two entries', () => {
    const loose = files.filter((file) => !ROOMS.includes(roomOf(file) ?? ''));
    expect(loose).toEqual(TOP);
  });

  test('are listed so that none may import one below itself', () => {
    const wrong = ROOMS.flatMap((room, at) =>
      (MAY_IMPORT[room] ?? [])
        .filter((target) => ROOMS.indexOf(target.split('/')[0] ?? '') >= at)
        .map((target) => `${room} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(ROOMS)('%s imports what the table allows', (room) => {
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    const wrong = inside.filter(
      ({ file, target }) =>
        roomOf(file) === room &&
        !allowed.includes(roomOf(target) ?? '') &&
        !allowed.includes(insidePlugin(target)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('no file imports itself by a detour, types included', () => {
    expect(findCycle(toGraph(inside.map(({ file, target }) => [file, target])))).toBeUndefined();
  });

  test('stand at most twelve high', () => {
    const edges = inside.map(({ file, target }) => [roomOf(file) ?? file, roomOf(target) ?? target] as const);
    expect(longestChain(toGraph(edges)).length).toBeLessThanOrEqual(12);
  });

  test('a folder holds at most 16 files', () => {
    const folders = (folder: string): string[] => [
      folder,
      ...readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => folders(join(folder, name))),
    ];
    const full = folders('plugin').filter(
      (folder) =>
        readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isFile()).length >
        16,
    );
    expect(full).toEqual([]);
  });
});

describe('the pure rooms', () => {
  const pure = files.filter((file) => PURE.includes(roomOf(file) ?? ''));

  test('import no package but zod', () => {
    const wrong = plugin.filter(
      ({ file, target }) => pure.includes(file) && !target.startsWith(`plugin${sep}`) && target !== 'zod',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('ask for no clock, chance, network or page', () => {
    const forbidden =
      /\b(Date\.now|new Date\(\)|performance\.|Math\.random|crypto\.|fetch\(|document\.|window\.|setTimeout|navigator\.|process\.)/;
    expect(pure.length).toBeGreaterThan(30);
    expect(pure.filter((file) => forbidden.test(readCode(file)))).toEqual([]);
  });
});

describe('the hosts of the code', () => {
  const outside = (name: RegExp, rooms: readonly string[]) =>
    plugin.filter(({ file, target }) => name.test(target) && !rooms.includes(roomOf(file) ?? '')).map(show);

  test('React lives in inspector/ alone', () => {
    expect(outside(/^(react|react-dom|@fluentui)(\/|$)/, ['inspector'])).toEqual([]);
  });

  test('Babylon is known to scene/, asset/, generator/ and inspector/ alone', () => {
    expect(outside(/^@babylonjs\//, ['scene', 'asset', 'generator', 'inspector'])).toEqual([]);
  });

  test('only inspector/ knows the Inspector', () => {
    expect(outside(/^@babylonjs\/inspector/, ['inspector'])).toEqual([]);
  });

  test('node: modules stay in files for Node', () => {
    const isForNode = (file: string) => roomOf(file) === 'cli' || /(^|[/-])node[^/]*\.ts$/.test(file);
    const wrong = plugin.filter(({ file, target }) => target.startsWith('node:') && !isForNode(file));
    expect(wrong.map(show)).toEqual([]);
  });

  test('what a page over plain http lacks is asked for in one place each', () => {
    const wrong = [...files, ...sources('playground')].filter(
      (file) =>
        !['server', 'fal-service', 'cli'].includes(roomOf(file) ?? '') &&
        file !== 'plugin/core/sha256.ts' &&
        /\bcrypto\??\.(randomUUID|subtle)|\brandomUUID\b/.test(readCode(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('no provider, nor a parameter of one, is named outside its declaration, in code or texts', () => {
    // Every provider has a seed, and a fit has its own texture size.
    const shared = new Set(['seed', 'textureSize']);
    const parameters = PROVIDERS.flatMap((provider) => provider.parameters)
      .flatMap(({ name, wireName }) => [name, wireName, wireName.replaceAll('_', '-')])
      .filter((name) => !shared.has(name) && name !== 'texture-size');
    const names = PROVIDERS.flatMap(({ id, label }) => [id, label, label.split('-')[0] ?? label]);
    expect(parameters.length).toBeGreaterThan(30);
    const words = new RegExp(`${names.join('|')}|(?<![\\w-])(${parameters.join('|')})(?![\\w-])`, 'i');
    const outside = files.filter((file) => !file.startsWith(join('plugin', 'recipe', 'providers')));
    expect(outside.flatMap((file) => words.exec(read(file))?.[0].concat(` in ${file}`) ?? [])).toEqual([]);
  });

  test('no branch on a particular provider', () => {
    expect(files.filter((file) => /provider(\.id)?\s*[!=]==\s*['"`]/i.test(readCode(file)))).toEqual([]);
  });
});

describe('what is published', () => {
  test('holds no planned fault and no control of a test', () => {
    const words = /__emu|FaultRule|createFaults|ManualClock|x-emu-/;
    expect(files.filter((file) => words.test(read(file)))).toEqual([]);
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
    'generation/execute-run.ts': /\bsetInterval\b/g,
    'generator/library.ts': /\bsetInterval\b/g,
    'asset/overlay.ts': /\b(performance\.now|setTimeout)\b/g,
    'fal/transport.ts': /AbortSignal\.timeout/g,
  };

  test('of runs and of what is written about them comes from the injected clock', () => {
    const timed = files.filter((file) =>
      /^(fal|fal-service|generation|asset|generator)\/|^local-engine\/local-transport|^storage\/(browser-library|indexed-db\/files)/.test(
        insidePlugin(file),
      ),
    );
    expect(timed.length).toBeGreaterThan(30);
    const wrong = timed.filter((file) => {
      const text = readCode(file)
        // A default for whoever gives none.
        .replaceAll(/\bnow = Date\.now,/g, '')
        .replaceAll(REAL[insidePlugin(file)] ?? /$^/g, '');
      return /\b(Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval|AbortSignal\.timeout)\b/.test(
        text,
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('a promise that is kept', () => {
  // Connections and answers that are made anew by rules of their own.
  const OWN_RULES = ['storage/indexed-db/open-database.ts', 'storage/web-locks.ts'];

  test('is kept by once(), which forgets failures', () => {
    const wrong = files.filter(
      (file) =>
        ![...OWN_RULES, 'core/once.ts'].includes(insidePlugin(file)) &&
        /\blet \w+: (Promise<|ReturnType<(?!typeof set)).*\| undefined;/.test(read(file)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('one way', () => {
  const withWords = (words: RegExp) => files.filter((file) => words.test(readCode(file)));

  test('to print bytes', () => {
    expect(withWords(/\} (kB|KB|MB|GB|KiB|MiB|GiB)\b/)).toEqual(['plugin/core/bytes-text.ts']);
  });

  test('to keep what is made off the lists of a scene', () => {
    expect(withWords(/_blockEntityCollection/)).toEqual(['plugin/scene/content/make-mesh.ts']);
  });
});

describe('files', () => {
  test('hold one idea: none is longer than 400 lines', () => {
    const long = ['plugin', 'playground', 'test']
      .flatMap(sources)
      .filter((file) => read(file).split('\n').length > 400);
    expect(long).toEqual([]);
  });

  test('are named in kebab-case', () => {
    const names = ['plugin', 'playground', 'test']
      .flatMap(sources)
      .map((file) => file.split(sep).at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(name))).toEqual([]);
  });

  test('the lock file names the packages of every platform, which npm ci asks for', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
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
    expect(read('package-lock.json')).not.toMatch(/"resolved"/);
    expect(statSync(join(ROOT, 'LICENSE')).size).toBeGreaterThan(500);
  });
});
