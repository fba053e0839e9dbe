import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Material } from '@babylonjs/core/Materials/material.js';
import { ownCleanUp } from './dispose-container.ts';

export interface PlaceholderLook {
  /** Average visibility, 0…1. */
  readonly visibility?: number;
  /** Whether the visibility pulses; off for reduced motion. */
  readonly pulse?: boolean;
}

const BLENDED: Readonly<Record<number, number>> = {
  [Material.MATERIAL_OPAQUE]: Material.MATERIAL_ALPHABLEND,
  [Material.MATERIAL_ALPHATEST]: Material.MATERIAL_ALPHATESTANDBLEND,
};
const PULSE_AMPLITUDE = 0.12;
const PULSE_PERIOD_MS = 1600;

const looks = new WeakMap<AssetContainer, { look: PlaceholderLook; end: () => void }>();

/**
 * Makes a container's content translucent, so that it is not mistaken for the result, and lets it pulse. Ended by
 * {@link clearPlaceholderLook}, by a swap that replaces the container and by its disposal.
 */
export function applyPlaceholderLook(container: AssetContainer, look: PlaceholderLook = {}): void {
  clearPlaceholderLook(container);
  const { visibility = 0.55, pulse = true } = look;
  const { scene } = container;
  const restore: (() => void)[] = [];
  const meshes = container.meshes.filter((mesh) => mesh.getTotalVertices() > 0);
  for (const mesh of meshes) {
    const own = mesh.visibility;
    mesh.visibility = own * visibility;
    restore.push(() => {
      mesh.visibility = own;
    });
  }
  for (const material of container.materials) {
    // The glTF loader sets opaque or mask explicitly, which overrides a mesh's visibility.
    const mode = material.transparencyMode;
    material.transparencyMode = (mode !== null && BLENDED[mode]) || mode;
    restore.push(() => {
      material.transparencyMode = mode;
    });
    // Without a depth pre-pass, back sides and inner shells would show through.
    const own = material.needDepthPrePass;
    material.needDepthPrePass = true;
    restore.push(() => {
      material.needDepthPrePass = own;
    });
  }
  if (pulse) {
    let elapsedMs = 0;
    const observer = scene.onBeforeRenderObservable.add(() => {
      elapsedMs += scene.getEngine().getDeltaTime();
      const wave = Math.sin((2 * Math.PI * elapsedMs) / PULSE_PERIOD_MS);
      for (const mesh of meshes) mesh.visibility = visibility + PULSE_AMPLITUDE * wave;
    });
    restore.push(() => observer.remove());
    // A failed run disposes its placeholder without clearing the look.
    ownCleanUp(container, () => observer.remove());
  }
  const end = () => {
    for (const step of restore.reverse()) step();
  };
  looks.set(container, { look, end });
}

export function hasPlaceholderLook(container: AssetContainer): boolean {
  return looks.has(container);
}

/** Restores the content's own look. Returns the removed placeholder look, if any. */
export function clearPlaceholderLook(container: AssetContainer): PlaceholderLook | undefined {
  const entry = looks.get(container);
  entry?.end();
  looks.delete(container);
  return entry?.look;
}
