// The Inspector's properties of a mesh need occlusion queries and leave them to the app.
import '@babylonjs/core/Engines/AbstractEngine/abstractEngine.query.js';
import '@babylonjs/core/Culling/ray.js';
import { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { ShowInspector } from '@babylonjs/inspector';
import type { Generator } from '../../../plugin/index.ts';
import { createImageTo3DServices } from '../../../plugin/inspector/index.ts';
import { paintSample } from './paint-sample.ts';

/** What a test finds in the page of a host. */
export interface HostWindow {
  readonly generator: Generator;
}

/** The real pane with a real generator, as the README shows it: runs are not resumed by the page. */
export function openHost(createGenerator: (scene: Scene) => Generator): void {
  const canvas = document.querySelector<HTMLCanvasElement>('#canvas')!;
  const engine = new Engine(canvas, false);
  engine.setHardwareScalingLevel(4);
  const scene = new Scene(engine);
  new ArcRotateCamera('camera', -1.2, 1.1, 5, new Vector3(0, 0.5, 0), scene);
  setInterval(() => scene.render(), 500);

  const generator = createGenerator(scene);
  Object.assign(window, { generator } satisfies HostWindow);
  ShowInspector(scene, {
    containerElement: document.querySelector<HTMLElement>('#app')!,
    layoutMode: 'inline',
    themeMode: 'light',
    disableTeachingMoments: true,
    serviceDefinitions: createImageTo3DServices({
      generator,
      samples: [{ name: 'Pot', load: () => paintSample(20, true) }],
    }),
  });
}
