import { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js';
import { CreatePlane } from '@babylonjs/core/Meshes/Builders/planeBuilder.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { PreparedImage } from '../../recipe/image.ts';
import { disposeContainer, ownObservers, watchObservers } from '../content/dispose-container.ts';
import { rememberImport } from '../content/imported-state.ts';
import { offLists } from '../content/make-mesh.ts';
import { applyPlaceholderLook } from '../content/placeholder-look.ts';
import { showUnlit } from '../content/unlit-image.ts';
import { placeContainer } from '../place/content-node.ts';

/** What is drawn on a card. */
export type CardImage = Pick<PreparedImage, 'png' | 'widthPx' | 'heightPx'>;

export interface ImageCardOptions {
  readonly name: string;
  /** Longest side in metres. */
  readonly size: number;
}

/**
 * Shows the image as a translucent upright billboard on the ground, with the image's aspect ratio and the asset's future
 * size, until there is geometry. Created synchronously, not in the scene; the image appears once it is decoded, or never
 * when it cannot be decoded.
 */
export function createImageCard(
  scene: Scene,
  image: CardImage,
  { name, size }: ImageCardOptions,
): AssetContainer {
  const finish = watchObservers(scene);
  const container = new AssetContainer(scene);
  ownObservers(container, finish());

  // What a container owns is not in the scene's lists until the container is added.
  const longestPx = Math.max(image.widthPx, image.heightPx);
  const shape = { width: image.widthPx / longestPx, height: image.heightPx / longestPx };
  const make = () => {
    const card = CreatePlane(name, shape, scene);
    container.meshes.push(card);
    if (card.geometry) container.geometries.push(card.geometry);
    const material = new StandardMaterial(name, scene);
    container.materials.push(material);
    const texture = new Texture(`data:${name}-${card.uniqueId}`, scene, {
      buffer: image.png,
      mimeType: 'image/png',
      onError: () => card.setEnabled(false),
    });
    container.textures.push(texture);
    return { card, material, texture };
  };
  try {
    finishCard(container, offLists(scene, make), { name, size });
  } catch (thrown) {
    disposeContainer(container);
    throw thrown;
  }
  return container;
}

function finishCard(
  container: AssetContainer,
  {
    card,
    material,
    texture,
  }: { readonly card: Mesh; readonly material: StandardMaterial; readonly texture: Texture },
  { name, size }: ImageCardOptions,
): void {
  texture.name = `${name} (image)`;
  showUnlit(material, texture);
  card.material = material;
  for (const owned of [card, material, texture, ...container.geometries]) owned._parentContainer = container;

  rememberImport(container);
  placeContainer(container, { size });
  // Set last: the world matrix of a billboard, and so its bounds, depend on the camera.
  card.billboardMode = TransformNode.BILLBOARDMODE_Y;
  applyPlaceholderLook(container, { pulse: false });
}
