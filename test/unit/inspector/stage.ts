import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { onTestFinished } from 'vitest';
import {
  createScriptedGenerator,
  type ScriptedGenerator,
} from '../../inspector/harness/scripted-generator.ts';
import { imageOf } from './fixtures.ts';

Logger.LogLevels = Logger.WarningLogLevel | Logger.ErrorLogLevel;

/** The real generator in a scene that is not drawn; every image reads well and bears the name it is given. */
export function createStage(): ScriptedGenerator {
  const realFetch = globalThis.fetch;
  const scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  const stage = createScriptedGenerator(scene, async (_image, options) => imageOf(options?.name ?? 'image'));
  // Not `afterEach`: files that share this module would have it in the first of them only.
  onTestFinished(() => {
    globalThis.fetch = realFetch;
    stage.stop();
    stage.generator.dispose();
    scene.getEngine().dispose();
  });
  return stage;
}
