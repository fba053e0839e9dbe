import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach } from 'vitest';
import {
  createScriptedGenerator,
  type ScriptedGenerator,
} from '../../inspector/harness/scripted-generator.ts';
import { imageOf } from './fixtures.ts';

Logger.LogLevels = Logger.WarningLogLevel | Logger.ErrorLogLevel;

const realFetch = globalThis.fetch;
const stages: ScriptedGenerator[] = [];
afterEach(() => {
  globalThis.fetch = realFetch;
  for (const { generator, stop } of stages.splice(0)) {
    stop();
    generator.dispose();
    generator.scene.getEngine().dispose();
  }
});

/** The real generator in a scene that is not drawn; every image reads well and bears the name it is given. */
export function createStage(): ScriptedGenerator {
  const scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  const stage = createScriptedGenerator(scene, async (_image, options) => imageOf(options?.name ?? 'image'));
  stages.push(stage);
  return stage;
}
