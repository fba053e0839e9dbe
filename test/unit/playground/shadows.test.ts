import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import type { ShadowGenerator } from '@babylonjs/core/Lights/Shadows/shadowGenerator.js';
import '@babylonjs/core/Materials/standardMaterial.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { Scene } from '@babylonjs/core/scene.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { followShadowCasters } from '../../../playground/shadows.ts';

/** Babylon tells of new meshes a moment later. */
const announced = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('followShadowCasters', () => {
  let scene: Scene;
  let casters: AbstractMesh[];
  let refreshes: number;
  let follow: (casts?: (mesh: AbstractMesh) => boolean) => { dispose(): void };

  beforeEach(() => {
    scene = new Scene(new NullEngine());
    new FreeCamera('camera', Vector3.Zero(), scene);
    casters = [];
    refreshes = 0;
    const shadows = {
      getShadowMap: () => ({ refreshRate: 1, resetRefreshCounter: () => refreshes++ }),
      addShadowCaster: (mesh: AbstractMesh) => casters.push(mesh),
      removeShadowCaster: (mesh: AbstractMesh) => casters.splice(casters.indexOf(mesh), 1),
    } as unknown as ShadowGenerator;
    follow = (casts = () => true) => followShadowCasters(scene, shadows, casts);
    return () => scene.getEngine().dispose();
  });

  it('takes in what is there and what comes later', async () => {
    const first = CreateBox('first', {}, scene);
    follow();
    const second = CreateBox('second', {}, scene);
    await announced();
    scene.render();
    expect(casters).toEqual([first, second]);
    expect([first.receiveShadows, second.receiveShadows]).toEqual([true, true]);
  });

  it('leaves out what the predicate refuses and what has no vertices', () => {
    const floor = CreateBox('floor', {}, scene);
    new Mesh('empty', scene);
    follow((mesh) => mesh !== floor);
    scene.render();
    expect(casters).toEqual([]);
    expect(floor.receiveShadows).toBe(false);
  });

  it('lets go of a mesh that leaves the scene, and takes it in again when it returns', async () => {
    const box = CreateBox('box', {}, scene);
    follow();
    scene.render();
    scene.removeMesh(box);
    expect(casters).toEqual([]);
    scene.addMesh(box);
    await announced();
    scene.render();
    expect(casters).toEqual([box]);
  });

  it('draws the map again only when a caster came, moved, was hidden or went', () => {
    const box = CreateBox('box', {}, scene);
    follow();
    const refreshedBy = (change: () => void) => {
      change();
      const before = refreshes;
      scene.render();
      return refreshes - before;
    };
    scene.render();
    scene.render();
    expect(refreshedBy(() => {})).toBe(0);
    expect(refreshedBy(() => box.position.set(1, 0, 0))).toBe(1);
    expect(refreshedBy(() => {})).toBe(0);
    expect(refreshedBy(() => box.setEnabled(false))).toBe(1);
    expect(refreshedBy(() => box.dispose())).toBe(1);
    expect(refreshedBy(() => {})).toBe(0);
  });

  it('stops when disposed', async () => {
    const follower = follow();
    follower.dispose();
    CreateBox('late', {}, scene);
    await announced();
    scene.render();
    expect(casters).toEqual([]);
  });
});
