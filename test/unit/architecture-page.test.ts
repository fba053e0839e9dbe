import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { expect, onTestFinished, test } from 'vitest';
import { createGenerator } from '../../plugin/generator/generator.ts';
import { createPaneController } from '../../plugin/inspector/pane/pane-controller.ts';
import { trellis2 } from '../../plugin/recipe/providers/trellis-2.ts';
import { createMemoryDisk, createMemoryLibrary } from '../../plugin/storage/memory/library.ts';
import { importsOf, ROOT } from '../fixtures/import-graph.ts';
import { createScriptedEngine } from '../fixtures/scripted-engine.ts';
import { image } from './fal/press.ts';

const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:plugin|test)\/[^`]*)`/g)].map(([, path = '']) => path);
const clickToScene = PAGE.slice(PAGE.indexOf('## From the click'), PAGE.indexOf('## Where to add'));
/** The files of the path, those that are one stop together. */
const stops = [...clickToScene.matchAll(/^\d+\. ([^:]*):/gm)].map(([, names = '']) => pathsIn(names));

test('every path on the page exists', () => {
  expect(pathsIn(PAGE).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('the page lists every room', () => {
  const listed = [...PAGE.matchAll(/^\| `([a-z-]+)\/`/gm)].map(([, room]) => room);
  const rooms = readdirSync(join(ROOT, 'plugin'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(listed.sort()).toEqual(rooms.map(({ name }) => name).sort());
});

test('the path from the press to the scene has at most 16 files, each known to an earlier one', () => {
  expect(stops.length).toBeLessThanOrEqual(16);
  expect(stops[0]).toEqual(['plugin/inspector/run/run-bar.tsx']);
  expect(stops.at(-1)).toEqual(['plugin/scene/swap/swap.ts']);
  const targets = (file: string) => importsOf(file).map(({ target }) => target);
  const known = new Set<string>();
  const learn = (file: string) => {
    for (const target of targets(file)) {
      known.add(target);
      // What names the parts of something makes them known too.
      if (target.endsWith('-controller.ts')) for (const part of targets(target)) known.add(part);
    }
  };
  // Or the two meet at a contract, which the one uses and the other fulfils.
  const meets = (file: string) =>
    targets(file).some((target) => known.has(target) && /\/(contract|transport)\.ts$/.test(target));
  for (const [at, files] of stops.entries()) {
    if (at > 0) expect(files.filter((file) => !known.has(file) && !meets(file))).toEqual([]);
    files.forEach(learn);
  }
});

/** The files of `plugin/` whose calls are open or awaited right now, as the stack tells. */
function openFiles(): readonly string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 300;
  const { stack = '' } = new Error('Only for its stack.');
  Error.stackTraceLimit = limit;
  return [...stack.matchAll(/\/(plugin\/[\w/.-]+\.tsx?):/g)].map(([, path = '']) => path);
}

test('a press passes the files of the page, and no others', async () => {
  const scene = new Scene(new NullEngine());
  onTestFinished(() => scene.getEngine().dispose());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  const picture = await image();
  const [engine, library] = [createScriptedEngine(), createMemoryLibrary(createMemoryDisk())];
  const seen = new Set<string>();
  const note = () => {
    for (const file of openFiles()) seen.add(file);
  };
  const noted =
    <A extends unknown[], R>(call: (...given: A) => R) =>
    (...given: A): R => {
      note();
      return call(...given);
    };
  const generator = createGenerator({
    scene,
    provider: { ...trellis2, complete: noted(trellis2.complete) },
    platform: {
      prepareImageAsync: async () => picture,
      createLocalEngineAsync: async () => ({ ...engine, generate: noted(engine.generateAsync) }),
      openLibraryAsync: async () => ({
        ...library,
        masters: { ...library.masters, find: noted(library.masters.find), put: noted(library.masters.put) },
      }),
    },
    clock: { now: noted(Date.now), sleep: () => Promise.resolve() },
  });
  scene.addMesh = noted(scene.addMesh.bind(scene));
  const pane = createPaneController({ generator, storage: { read: () => undefined, write() {} } });
  await pane.input.take('https://example.com/chair.png');
  seen.clear();
  pane.runs.run();
  await pane.asset()?.ready;

  const named = pathsIn(clickToScene);
  const isBeside = (file: string) => /^plugin\/(core|storage)\//.test(file);
  expect([...seen].filter((file) => !named.includes(file) && !isBeside(file))).toEqual([]);
  const asked = ['step', 'measure-glb', 'load-container', 'run-bar', 'fal/transport'];
  const walked = stops.flat().filter((file) => !asked.some((name) => file.includes(name)));
  expect(walked.filter((file) => !seen.has(file))).toEqual([]);
});
