import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { geometryMeshes } from '../../../plugin/scene/content/name-content.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { addLods, lodCoverage } from '../../../plugin/scene/lods.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { editGlbJson } from '../../fixtures/make-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';

let scene: Scene;
let camera: FreeCamera;

beforeEach(() => {
  scene = new Scene(
    new NullEngine({
      renderWidth: 1600,
      renderHeight: 900,
      textureSize: 512,
      deterministicLockstep: false,
      lockstepMaxSteps: 1,
    }),
  );
  camera = new FreeCamera('camera', new Vector3(0, 0.5, -3), scene);
  camera.setTarget(new Vector3(0, 0.5, 0));
});
afterEach(() => scene.getEngine().dispose());

async function showBox(errors: readonly number[]) {
  const placement = createPlacementNode(scene, { name: 'box' });
  const container = await loadContainer(scene, await boxGlb(gridBox(1200)), { name: 'box' });
  addLods(
    container,
    errors.map((error, index) => ({ error, mesh: gridBox(600 / 2 ** index) })),
  );
  swapContainer({ placement, next: container, size: 1 });
  return { container, placement, mesh: geometryMeshes(container)[0] as Mesh };
}

const levelAt = (mesh: Mesh, distance: number) => {
  camera.position.z = -distance;
  camera.computeWorldMatrix();
  mesh.computeWorldMatrix(true);
  const level = mesh.getLOD(camera) as Mesh;
  return level === mesh ? 0 : Number(level.name.at(-1));
};

describe('a level of detail', () => {
  test.each([1, 3])(
    'is taken where its error is one pixel: e·H / (2·tan(fov/2)) away, at scale %d',
    async (scale) => {
      const errors = [0.002, 0.01];
      const { mesh, placement } = await showBox(errors);
      placement.scaling.setAll(scale);
      placement.computeWorldMatrix(true);
      for (const [index, error] of errors.entries()) {
        const expected = (error * scale * 900) / (2 * Math.tan(camera.fov / 2));
        expect(levelAt(mesh, expected * 0.98)).toBe(index);
        expect(levelAt(mesh, expected * 1.02)).toBe(index + 1);
      }
    },
  );

  test('moves with the size of the canvas', async () => {
    const { mesh } = await showBox([0.01]);
    const before = mesh.getLODLevels()[0]?.distanceOrScreenCoverage ?? 0;
    const engine = scene.getEngine() as NullEngine;
    (engine as unknown as { _options: { renderHeight: number } })._options.renderHeight = 1800;
    engine.onResizeObservable.notifyObservers(engine);
    // Twice as high: an error counts twice as much, and the aspect halves.
    expect((mesh.getLODLevels()[0]?.distanceOrScreenCoverage ?? 0) / before).toBeCloseTo(1 / 2, 6);
  });

  test('is never finer than the one before it, whatever the estimates say', async () => {
    const { mesh } = await showBox([0.01, 0.002, 0]);
    const coverages = mesh.getLODLevels().map(({ distanceOrScreenCoverage }) => distanceOrScreenCoverage);
    expect(coverages).toEqual(coverages.toSorted((a, b) => a - b));
    expect(new Set(coverages).size).toBe(3);
    expect(mesh.getLODLevels().map(({ mesh: lod }) => lod?.name)).toEqual([
      'box LOD 3',
      'box LOD 2',
      'box LOD 1',
    ]);
  });

  test('stands where LOD 0 stands, also when the file’s node holds a quantisation', async () => {
    const glb = await boxGlb(gridBox(1200));
    const moved = editGlbJson(glb, (json) =>
      Object.assign(json.nodes[0]!, { scale: [0.5, 0.5, 0.5], translation: [3, 0, 0] }),
    );
    const container = await loadContainer(scene, moved, { name: 'box' });
    const mesh = gridBox(48);
    const positions = mesh.positions.map((value, index) => value * 0.5 + (index % 3 === 0 ? 3 : 0));
    addLods(container, [{ error: 0.01, mesh: { ...mesh, positions } }]);
    const [first] = geometryMeshes(container) as [Mesh];
    const lod = first.getLODLevels()[0]?.mesh as Mesh;
    const extent = (each: Mesh) => each.getBoundingInfo().boundingBox;
    lod.refreshBoundingInfo({});
    expect(Array.from(lod.getVerticesData('position') ?? []).every((value) => Math.abs(value) < 0.5001)).toBe(
      true,
    );
    expect(extent(first).maximum.x).toBeCloseTo(0.5, 5);
    disposeContainer(container);
  });

  test('follows what a user changes on LOD 0, and is gone with the container', async () => {
    const before = await sceneCounts(scene);
    const resizes = scene.getEngine().onResizeObservable.observers.length;
    const { mesh, container, placement } = await showBox([0.01]);
    const gold = new PBRMaterial('gold', scene);
    mesh.material = gold;
    mesh.receiveShadows = true;
    mesh.layerMask = 0x10;
    expect(levelAt(mesh, 100)).toBe(1);
    expect(mesh.getLODLevels()[0]?.mesh).toMatchObject({ receiveShadows: true, layerMask: 0x10 });
    expect(mesh.getLODLevels()[0]?.mesh?.material === gold).toBe(true);
    gold.dispose();
    disposeContainer(container);
    placement.dispose();
    const after = await sceneCounts(scene);
    expect({ ...after, contextObservers: 0, disposeObservers: 0, textures: 0 }).toEqual({
      ...before,
      contextObservers: 0,
      disposeObservers: 0,
      textures: 0,
    });
    await expect.poll(() => scene.getEngine().onResizeObservable.observers.length).toBe(resizes);
  });
});

test('the coverage of a sphere that fills the height at an error of one pixel of it', () => {
  // R/e = 500, τ/H = 1/1000, aspect 1: a circle of half the screen's height.
  expect(lodCoverage({ error: 0.002, radius: 1, tolerancePx: 1, widthPx: 1000, heightPx: 1000 })).toBeCloseTo(
    Math.PI / 4,
    9,
  );
});
