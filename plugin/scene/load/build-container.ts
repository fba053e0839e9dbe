import { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Quaternion } from '@babylonjs/core/Maths/math.vector.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import type { FitResult } from '../../fit/contract.ts';
import { disposeContainer, ownObservers, watchObservers } from '../content/dispose-container.ts';
import { rememberImport } from '../content/imported-state.ts';
import { createMesh, hasWideIndices, offLists } from '../content/make-mesh.ts';
import { geometryMeshes, nameContent } from '../content/name-content.ts';
import { hasPlaceholderLook } from '../content/placeholder-look.ts';
import { sideOrientation } from '../content/side-orientation.ts';
import { addLods } from '../lods.ts';
import { prepareContentNode } from '../place/content-node.ts';
import { copyEdits } from '../swap/copy-edits.ts';
import { compileContainer } from './compile-container.ts';
import type { LoadContainerOptions } from './load-container.ts';
import { createSurfaceMaterial } from './surface-material.ts';

/** Lets the page handle other tasks, so that no frame is delayed for long. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Builds a container from a fit's arrays and decoded images without parsing its file. Structure, names, transforms and
 * material are those that {@link loadContainer} gives for that file; not in the scene, shaders compiled, LODs attached.
 * One image is uploaded per task. The images are always closed. Throws `import-failed`, `aborted` and then leaves nothing
 * behind.
 */
export async function buildContainer(
  scene: Scene,
  result: Pick<FitResult, 'lods' | 'glb'> & { readonly shown: NonNullable<FitResult['shown']> },
  options: LoadContainerOptions,
): Promise<AssetContainer> {
  const { name, signal, replaces } = options;
  const { mesh: data, material: values, maps } = result.shown;
  const finish = watchObservers(scene);
  const container = new AssetContainer(scene);
  ownObservers(container, finish());
  try {
    throwIfAborted(signal);
    const root = offLists(scene, () => new Mesh('__root__', scene));
    root._parentContainer = container;
    container.meshes.push(root);
    if (!scene.useRightHandedSystem) {
      root.rotationQuaternion = new Quaternion(0, 1, 0, 0);
      root.scaling.set(1, 1, -1);
    }
    // With the same index width as the replaced content, its compiled shader can be reused.
    const isWide = replaces !== undefined && geometryMeshes(replaces).some(hasWideIndices);
    const mesh = createMesh(container, values.name, data, { isWide });
    mesh.sideOrientation = sideOrientation(scene);
    mesh.parent = root;
    mesh.rotationQuaternion = Quaternion.Identity();
    await nextTask();
    mesh.material = await createSurfaceMaterial(container, { values, maps, glb: result.glb, name, signal });
    nameContent(container, name);
    rememberImport(container);
    prepareContentNode(container);
    addLods(container, result.lods);
    if (replaces && !hasPlaceholderLook(replaces)) copyEdits(replaces, container);
    await compileContainer(container, signal);
    throwIfAborted(signal);
    if (scene.isDisposed)
      throw new ImageTo3DError('aborted', 'The scene was disposed while the fit was shown.');
    return container;
  } catch (thrown) {
    disposeContainer(container);
    const { code, message } = asImageTo3DError(thrown, 'import-failed');
    const text = code === 'import-failed' ? `The fit of "${name}" could not be shown: ${message}` : message;
    throw new ImageTo3DError(code, text, { cause: thrown });
  } finally {
    closeImages(result);
  }
}

/** Closes the decoded images of a result that is not shown. */
export function closeImages({ shown }: Pick<FitResult, 'shown'>): void {
  for (const image of Object.values(shown?.maps ?? {})) image.close();
}
