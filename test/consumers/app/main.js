// A stranger's page: what the README says, and nothing for the sake of a bundler.
import '@babylonjs/core/Engines/AbstractEngine/abstractEngine.query.js';
import { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { createGenerator } from 'babylon-image-to-3d';

export function start(canvas) {
  const engine = new Engine(canvas, true);
  const scene = new Scene(engine);
  new ArcRotateCamera('camera', -1.2, 1.2, 3, Vector3.Zero(), scene).attachControl(canvas, true);
  new HemisphericLight('light', new Vector3(0, 1, 0), scene);
  const generator = createGenerator({ scene });
  engine.runRenderLoop(() => scene.render());

  const openInspector = async () => {
    const [{ ShowInspector }, { createImageTo3DServices }] = await Promise.all([
      import('@babylonjs/inspector'),
      import('babylon-image-to-3d/inspector'),
    ]);
    ShowInspector(scene, {
      disableTeachingMoments: true,
      serviceDefinitions: [...createImageTo3DServices({ generator })],
    });
  };
  Object.assign(globalThis, { consumer: { scene, generator, openInspector, createGenerator } });
}
