import type { GeneratedAsset } from '../asset/contract.ts';
import type { Generator } from '../generator/contract.ts';
import { cliService } from './extension/cli-service.ts';
import { generateService } from './extension/generate-service.ts';
import type { InspectorServiceDefinition } from './extension/inspector-service.ts';
import type { ImageSample } from './image/image-reader.ts';

export type { InspectorServiceDefinition } from './extension/inspector-service.ts';
export type { ImageSample } from './image/image-reader.ts';

/** Options of {@link createImageTo3DServices}. */
export interface ImageTo3DServicesOptions {
  /** Generates into the scene that the Inspector shows. */
  readonly generator: Generator;
  /** Sample images, shown beside the drop zone. */
  readonly samples?: readonly ImageSample[];
  /**
   * What `generator.resumeAsync()` returned: the pane says that these runs continue. The extension does not call it,
   * because the generator is yours; runs that still wait are offered in the pane.
   */
  readonly resumed?: readonly GeneratedAsset[] | Promise<readonly GeneratedAsset[]>;
  /**
   * An image dropped on the scene's canvas generates at that point of the ground, and a GLB is imported there. Default true;
   * with false, a drop on the canvas is left to your page.
   */
  readonly allowViewportDrop?: boolean;
  /**
   * Adds start, status, fit and cancel commands to the Inspector's command bridge, default false. The bridge listens
   * on this machine without authentication: any program that reaches it can spend money, up to `cliRunLimit` runs.
   */
  readonly allowCliGenerate?: boolean;
  /** Runs that the command bridge may start in one session, default 10. */
  readonly cliRunLimit?: number;
}

/**
 * Creates the "Generate from image" extension of the Inspector: a side pane, a toolbar button, commands in the Scene
 * Explorer and a section in Properties.
 *
 * @example
 * import { ShowInspector } from '@babylonjs/inspector';
 *
 * ShowInspector(scene, { serviceDefinitions: [...createImageTo3DServices({ generator })] });
 *
 * @returns what `ShowInspector` takes as `serviceDefinitions`
 */
export function createImageTo3DServices(
  options: ImageTo3DServicesOptions,
): readonly InspectorServiceDefinition[] {
  const { generator, samples = [], resumed = [], allowViewportDrop = true } = options;
  const { allowCliGenerate = false, cliRunLimit = 10 } = options;
  const services: InspectorServiceDefinition[] = [
    generateService(generator, samples, resumed, allowViewportDrop),
  ];
  if (allowCliGenerate) services.push(cliService(generator, cliRunLimit));
  return services;
}
