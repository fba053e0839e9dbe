// The Inspector's properties of a mesh need occlusion queries and leave them to the app.
import '@babylonjs/core/Engines/AbstractEngine/abstractEngine.query.js';
import '@babylonjs/core/Culling/ray.js';
import { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { CreateGround } from '@babylonjs/core/Meshes/Builders/groundBuilder.js';
import { Scene } from '@babylonjs/core/scene.js';
import {
  type ISelectionService,
  SelectionServiceIdentity,
  type ServiceDefinition,
  ShowInspector,
} from '@babylonjs/inspector';
import { version as reactVersion } from 'react';
import { browserPlatform } from '../../../plugin/generation/browser-platform.ts';
import { createImageTo3DFeed } from '../../../plugin/inspector/feed.ts';
import { createImageTo3DServices } from '../../../plugin/inspector/index.ts';
import { countListeners, countObservers } from './count-listeners.ts';
import { paintSample } from './paint-sample.ts';
import { createScriptedGenerator } from './scripted-generator.ts';
import { strictly, undoneEffects } from './strict.ts';

const canvas = document.querySelector<HTMLCanvasElement>('#canvas')!;
const engine = new Engine(canvas, false);
// Few pixels at a slow beat: the software renderer would otherwise starve the page.
engine.setHardwareScalingLevel(4);
new ResizeObserver(() => engine.resize()).observe(canvas);

/** A scene with a generator and the Inspector on it, as the page's address asks for them. */
function openHarness() {
  const query = new URLSearchParams(location.search);
  const scene = new Scene(engine);
  new ArcRotateCamera('camera', -1.2, 1.1, 5, new Vector3(0, 0.5, 0), scene);
  new HemisphericLight('light', new Vector3(0.3, 1, 0.2), scene);
  CreateGround('ground', { width: 6, height: 6 }, scene);
  const beat = setInterval(() => scene.render(), 500);

  const scripted = createScriptedGenerator(scene, browserPlatform.prepareImageAsync, query.has('local'));
  const { generator, library } = scripted;
  const counts = [countListeners(generator), countListeners(generator.library)];
  const resumed = query.has('waiting')
    ? library.leaveOpen('waiting').then(() => generator.resumeAsync())
    : [];
  const samples = [
    { name: 'Pot', load: () => paintSample(20, true) },
    { name: 'Cup', load: () => paintSample(210, false) },
    { name: 'Tiny', load: () => paintSample(120, true, 64) },
  ];

  let selection: ISelectionService | undefined;
  const probe: ServiceDefinition<[], [ISelectionService]> = {
    friendlyName: 'Selection probe',
    consumes: [SelectionServiceIdentity],
    factory(service) {
      selection = service;
    },
  };
  const services = createImageTo3DServices({
    generator,
    samples,
    resumed,
    allowCliGenerate: true,
    allowViewportDrop: !query.has('nodrop'),
  });
  const inspector = ShowInspector(scene, {
    containerElement: document.querySelector<HTMLElement>('#app')!,
    layoutMode: 'inline',
    themeMode: query.get('theme') === 'dark' ? 'dark' : 'light',
    disableTeachingMoments: true,
    ...(query.has('feed')
      ? { serviceDefinitions: [probe], extensionFeeds: [createImageTo3DFeed(() => ({ generator, samples }))] }
      : {
          serviceDefinitions: [...(query.has('strict') ? strictly(services) : services), probe],
        }),
  });

  return Object.assign(scripted, {
    selectedName: () => (selection?.selectedEntity as { name?: string } | null)?.name,
    /** An asset by its placement node: a mesh in it may have the same name. */
    select(name: string) {
      if (selection)
        selection.selectedEntity = scene.getTransformNodeByName(name) ?? scene.getNodeByName(name);
    },
    reactVersion,
    /** Subscriptions to the generator and its library, and observers of the scene. */
    listeners: () => ({
      subscriptions: counts.reduce((sum, count) => sum + count(), 0),
      observers: countObservers(scene),
    }),
    undoneEffects: () => undoneEffects.count,
    closeInspector: () => inspector.dispose(),
    /** All of it anew under another query, with empty storage: far sooner than a load of the page. */
    async reopen(query: string) {
      await inspector.dispose();
      clearInterval(beat);
      generator.dispose();
      scene.dispose();
      localStorage.clear();
      undoneEffects.count = 0;
      history.replaceState(null, '', `?${query}`);
      window.harness = openHarness();
    },
  });
}

export type Harness = ReturnType<typeof openHarness>;
declare global {
  interface Window {
    harness: Harness;
  }
}
window.harness = openHarness();
