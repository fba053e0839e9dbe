import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { validateBytes } from 'gltf-validator';
import { describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../../plugin/budget/fit-plan.ts';
import { fitDocument } from '../../../../plugin/fit/document/fit-document.ts';
import { loadGltfIo } from '../../../../plugin/fit/document/read-document.ts';
import { drawnTriangles } from '../../../../plugin/fit/document/simplify-document.ts';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { nodeMatrices, outline } from './outline.ts';
import { compareRenders, renderSides, sceneBounds } from './render.ts';

const FOLDER = new URL(
  '../../../../node_modules/@webxr-input-profiles/assets/dist/profiles/',
  import.meta.url,
);
const read = (name: string) => new Uint8Array(readFileSync(fileURLToPath(new URL(`${name}.glb`, FOLDER))));

// Six to nine parts; several materials (magicleap, pico-4u, htc-vive-focus, oculus-go); two primitives in one mesh;
// vertex colours; two UV sets; transmission, specular; JPEG and PNG; a mesh of 292 triangles; hard edges throughout.
const FITTED = [
  'htc-vive/none',
  'magicleap-two/none',
  'oculus-touch/left',
  'oculus-touch-v3/right',
  'htc-vive-focus/none',
  'htc-vive-focus-plus/none',
  'htc-vive-cosmos/right',
  'pico-4u/left',
  'pico-4/left',
  'google-daydream/none',
  'microsoft-mixed-reality/left',
  'oculus-go/none',
  'yvr-touch-v2/right',
  'generic-trigger-squeeze/left',
];

type Gltf = Parameters<typeof outline>[0];

function expectSameOutline(fitted: Gltf, source: Gltf): void {
  expect(outline(fitted)).toEqual(outline(source));
  const [is, was] = [nodeMatrices(fitted), nodeMatrices(source)];
  expect(Math.max(...is.map((value, i) => Math.abs(value - was[i]!)))).toBeLessThan(2e-6);
}

describe('controllers that manufacturers made', () => {
  test.each(FITTED)('%s at 40 % of its triangles and 512 px', async (name) => {
    const master = read(name);
    const { io } = await loadGltfIo();
    const source = await io.readBinary(master);
    const before = drawnTriangles(source);
    const target = Math.round(before * 0.4);
    const plan = { ...DEFAULT_FIT_PLAN, triangles: target, textureSize: 512, repairs: [] };
    const { glb, remarks } = await fitDocument(master, plan, { codec: nodeCodec });
    const fitted = await io.readBinary(glb);

    const reached = drawnTriangles(fitted);
    expect(reached).toBeGreaterThan(0.9 * target);
    if (reached > target) expect(remarks.join()).toContain(reached.toLocaleString('en-US'));
    const sizes = fitted
      .getRoot()
      .listTextures()
      .map((texture) => Math.max(...texture.getSize()!));
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(512);
    expect(glb.length).toBeLessThan(master.length / 2);

    expectSameOutline(fitted, source);
    const bounds = sceneBounds(source);
    const diagonal = Math.hypot(...bounds.max.map((value, i) => value - bounds.min[i]!));
    const moved = sceneBounds(fitted);
    for (const side of ['min', 'max'] as const)
      for (let i = 0; i < 3; i++)
        expect(Math.abs(moved[side][i]! - bounds[side][i]!) / diagonal).toBeLessThan(0.005);

    const [was, is] = [(await validateBytes(master)).issues, (await validateBytes(glb)).issues];
    expect(is.numErrors).toBeLessThanOrEqual(was.numErrors);
    expect(is.numWarnings).toBeLessThanOrEqual(was.numWarnings);

    const difference = compareRenders(await renderSides(source, bounds), await renderSides(fitted, bounds));
    expect(difference.silhouetteShare).toBeLessThan(0.05);
    expect(difference.meanColor).toBeLessThan(5);
  });

  test.each(['generic-hand/left', 'generic-hand/right'])(
    '%s is skinned: with textures alone all its triangles stay, on the same joints',
    async (name) => {
      const master = read(name);
      const plan = { ...DEFAULT_FIT_PLAN, triangles: 1000, repairs: [], path: 'textures' as const };
      const { io } = await loadGltfIo();
      const { glb, remarks } = await fitDocument(master, plan, { codec: nodeCodec });
      const [source, fitted] = [await io.readBinary(master), await io.readBinary(glb)];
      expectSameOutline(fitted, source);
      expect(remarks).toEqual([]);
      const corners = (document: Gltf) =>
        document
          .getRoot()
          .listMeshes()
          .flatMap((mesh) => mesh.listPrimitives())
          .map((primitive) => {
            const kept = ['POSITION', 'JOINTS_0', 'WEIGHTS_0'].map(
              (semantic) => primitive.getAttribute(semantic)!,
            );
            return Array.from(primitive.getIndices()!.getArray()!, (index: number) =>
              kept.map((accessor) => accessor.getElement(index, []).join()).join(' '),
            ).toSorted();
          });
      expect(corners(fitted)).toEqual(corners(source));
    },
  );
});
