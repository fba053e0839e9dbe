import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Observer } from '@babylonjs/core/Misc/observable.js';
import type { Scene } from '@babylonjs/core/scene.js';

const cleanUps = new WeakMap<AssetContainer, () => void>();

/**
 * Finds the observers that synchronous code adds to observables of the scene and engine: a new AssetContainer adds two
 * and never removes the one on the scene. Call it before that code and the result after it, which returns a function
 * that removes them.
 */
export function watchObservers(scene: Scene): () => () => void {
  const lists = () => [
    ...scene.onDisposeObservable.observers,
    ...scene.getEngine().onContextRestoredObservable.observers,
  ];
  const before = new Set<Observer<never>>(lists() as unknown as Observer<never>[]);
  return () => {
    const added = lists().filter((observer) => !before.has(observer as unknown as Observer<never>));
    return () => {
      for (const observer of added) observer.remove();
    };
  };
}

/** Registers the removal of a container's observers for {@link disposeContainer}. */
export function ownObservers(container: AssetContainer, remove: () => void): void {
  cleanUps.set(container, remove);
}

/** Registers clean-up for when a container is disposed. */
export function ownCleanUp(container: AssetContainer, cleanUp: () => void): void {
  const before = cleanUps.get(container);
  cleanUps.set(container, () => {
    cleanUp();
    before?.();
  });
}

/** Disposes a container, in the scene or not, and removes its observers. Idempotent. */
export function disposeContainer(container: AssetContainer): void {
  container.dispose();
  cleanUps.get(container)?.();
  cleanUps.delete(container);
}
