import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Logger } from '@babylonjs/core/Misc/logger.js';
import { Scene } from '@babylonjs/core/scene.js';
import { createFakeGenerator, type ScriptedGenerator } from '../../inspector/harness/fake-generator.ts';
import { imageOf } from './fixtures.ts';

Logger.LogLevels = Logger.WarningLogLevel | Logger.ErrorLogLevel;

/** The harness's generator over an engine without pictures; every image reads well and bears the name it is given. */
export function createStage(): ScriptedGenerator {
  const generator = createFakeGenerator(new Scene(new NullEngine()));
  return Object.assign(generator, {
    prepareAsync: async (_image: unknown, options?: { name?: string }) => imageOf(options?.name ?? 'image'),
  });
}
