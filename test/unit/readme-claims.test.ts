import { readFileSync } from 'node:fs';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as fitInPage from '../../plugin/fit/index.ts';
import * as fitInNode from '../../plugin/fit/node.ts';
import { createGenerator } from '../../plugin/generator/generator.ts';
import { measureGlb } from '../../plugin/glb/measure-glb.ts';
import { makeMaster } from '../fixtures/masters/index.ts';
import { createScriptedEngine } from '../fixtures/scripted-engine.ts';
import { image } from './fal/press.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const IMAGE = await image();

/** The TypeScript block of the README in which `text` stands, without its imports and its marks of types. */
function snippetWith(text: string): { readonly names: readonly string[]; readonly code: string } {
  const block = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const found = block.find((code) => code.includes(text)) ?? '';
  const names = [...found.matchAll(/import \{([^}]*)\}/g)].flatMap((match) =>
    (match[1] ?? '').split(',').map((name) => name.trim()),
  );
  return { names, code: found.replaceAll(/^import .*$/gm, '').replaceAll(')!', ')') };
}

describe('fits without a scene', () => {
  test('the snippet fits a master to its preset, by measured values', async () => {
    const { names, code } = snippetWith('babylon-image-to-3d/fit/node');
    expect(names).toEqual(expect.arrayContaining(['createFitEngine', 'fitWithinAsync']));
    const glb = await makeMaster({ shape: 'creature', triangles: 20_000, seams: 'heavy' });
    // Sources run here: their worker exists in the built package alone.
    const library = { ...fitInNode, createFitEngine: () => fitInNode.createFitEngine({ inProcess: true }) };
    const AsyncFunction = (async () => {}).constructor as new (
      ...words: string[]
    ) => (...values: unknown[]) => Promise<Awaited<ReturnType<typeof fitInNode.fitWithinAsync>>>;
    const run = new AsyncFunction(...names, 'glb', `${code}\nreturn fitted;`);
    const fitted = await run(...names.map((name) => Reflect.get(library, name)), glb);
    const { triangles, maxTextureSizePx, fileBytes, drawCalls } = measureGlb(fitted.glb);
    expect(fitted.budget).toMatchObject({ isMet: true });
    const limits = { ...fitInNode.findBudgetPreset('planner')?.budget };
    const measured = {
      maxTriangles: triangles,
      maxTextureSizePx,
      maxFileBytes: fileBytes,
      maxDrawCalls: drawCalls,
    };
    expect(Object.keys(limits).sort()).toEqual(Object.keys(measured).sort());
    for (const [limit, value] of Object.entries(measured))
      expect(value, limit).toBeLessThanOrEqual(Reflect.get(limits, limit));
  });

  test('a page and Node are offered the same', () => {
    expect(Object.keys(fitInPage).sort()).toEqual(Object.keys(fitInNode).sort());
  });
});

describe('generate', () => {
  const start = () => {
    const scene = new Scene(new NullEngine());
    new FreeCamera('camera', new Vector3(0, 1, -5), scene);
    onTestFinished(() => scene.getEngine().dispose());
    const engine = createScriptedEngine();
    const platform = { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine };
    return { scene, engine, generator: createGenerator({ scene, platform }) };
  };
  const options = { parameters: { decimationTarget: 5000, seed: 1 }, placeholder: false };

  test('by default an asset stands at the parent’s origin, or at the next free place along +x', async () => {
    const { scene, generator } = start();
    const parent = new TransformNode('shelf', scene);
    parent.position.set(0, 2, 3);
    const places = [{}, {}, { parent }, { parent, size: 2 }].map(
      (where) => generator.generate(IMAGE, { ...options, ...where }).root,
    );
    const [first, second, onShelf, beside] = places.map(({ position }) => position.asArray());
    expect([first, onShelf]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    for (const place of [second, beside]) {
      expect(place?.[0]).toBeGreaterThan(0);
      expect(place?.slice(1)).toEqual([0, 0]);
    }
    await Promise.all(generator.getSnapshot().assets.map(({ ready }) => ready));
  });

  test('a run that fails rejects ready; after dispose, generate throws aborted', async () => {
    const { engine, generator } = start();
    engine.onRequest = () => Promise.reject(new Error('Out of paint.'));
    const asset = generator.generate(IMAGE, options);
    await expect(asset.ready).rejects.toThrow('Out of paint.');
    const refused = generator.generate(IMAGE, { ...options, parameters: { decimationTarget: -1 } });
    await expect(refused.ready).rejects.toMatchObject({ code: 'validation' });
    generator.dispose();
    expect(() => generator.generate(IMAGE, options)).toThrow(expect.objectContaining({ code: 'aborted' }));
  });
});
