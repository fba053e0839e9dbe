import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { untilAborted } from '../../core/abort.ts';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { rememberImport } from '../content/imported-state.ts';
import { nameContent } from '../content/name-content.ts';
import { hasPlaceholderLook } from '../content/placeholder-look.ts';
import { prepareContentNode } from '../place/content-node.ts';
import { deferBounds } from '../place/defer-bounds.ts';
import { copyEdits } from '../swap/copy-edits.ts';
import { compileContainer } from './compile-container.ts';
import { createGltfLoader } from './gltf-loader.ts';
import { trackCreated } from './track-created.ts';
import { unpackMeshopt } from './unpack-meshopt.ts';

export interface LoadContainerOptions {
  /** Name of the asset; its nodes, meshes and materials are named after it. */
  readonly name: string;
  readonly signal?: AbortSignal;
  /** The content that this one will replace: edits are copied now, so that shaders are compiled for them. */
  readonly replaces?: AssetContainer;
}

/**
 * Loads a checked GLB into a container that is not in the scene: named, textures decoded, shaders compiled. Nothing in
 * the file can cause a request. Throws `import-failed` and then leaves nothing behind. Throws `aborted` immediately;
 * unfinished parts are disposed once they are created.
 */
export async function loadContainer(
  scene: Scene,
  glb: Uint8Array,
  options: LoadContainerOptions,
): Promise<AssetContainer> {
  const { name, signal, replaces } = options;
  throwIfAborted(signal);
  const file = await unpackMeshopt(glb).catch((thrown: unknown) => {
    const { message } = asImageTo3DError(thrown);
    throw new ImageTo3DError('import-failed', `Babylon could not load "${name}": ${message}`, {
      cause: thrown,
    });
  });
  throwIfAborted(signal);
  const loader = await createGltfLoader().catch((thrown: unknown) => {
    throw new ImageTo3DError('import-failed', 'The glTF loader could not be downloaded.', { cause: thrown });
  });
  const created = trackCreated(scene, loader);
  const parsed = parse(loader, scene, file);
  const owned = parsed.then((container) => created.handOver(container));
  try {
    await untilAborted(owned, signal);
    const container = await parsed;
    nameContent(container, name);
    rememberImport(container);
    prepareContentNode(container);
    // A placeholder look is not an edit; the swap copies the edits made on a placeholder.
    if (replaces && !hasPlaceholderLook(replaces)) copyEdits(replaces, container);
    await compileContainer(container, signal);
    if (scene.isDisposed)
      throw new ImageTo3DError('aborted', 'The scene was disposed while the asset loaded.');
    return container;
  } catch (thrown) {
    // An aborted loader would still create textures that are never disposed, so it always runs to its end.
    const cleared = owned
      .catch(() => {})
      .then(nextTask)
      .then(created.dispose);
    const { code, message } = asImageTo3DError(thrown, 'import-failed');
    if (code !== 'aborted') await cleared;
    const text =
      code === 'import-failed' ? `Babylon could not load "${name}": ${plainText(message)}` : message;
    throw new ImageTo3DError(code, text, { cause: thrown });
  }
}

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

async function parse(loader: GLTFFileLoader, scene: Scene, glb: Uint8Array): Promise<AssetContainer> {
  // Without a file name the loader gives the images unique URLs. With equal URLs, Babylon's texture cache would return
  // the image of another version.
  const data = await new Promise<unknown>((resolve, reject) => {
    const fail = (_request?: unknown, cause?: unknown) =>
      reject(cause ?? new Error('the file is unreadable'));
    loader.loadFile(scene, glb, '', resolve, undefined, true, fail);
  });
  const file = data as Parameters<GLTFFileLoader['loadAssetContainerAsync']>[1];
  const measure = deferBounds(loader);
  const complete = loader.whenCompleteAsync();
  const [container] = await Promise.all([loader.loadAssetContainerAsync(scene, file, ''), complete]);
  measure();
  return container;
}
