import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Observer } from '@babylonjs/core/Misc/observable.js';
import type { Scene } from '@babylonjs/core/scene.js';

const cleanUps = new WeakMap<AssetContainer, () => void>();

/**
 * Notes which observers a piece of synchronous code adds to the scene's and the engine's long-lived observables. An
 * AssetContainer adds two when it is made and, of itself, never takes the scene's one off again.
 * Call before; call the result after; that returns the way to remove what was added.
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

/** Remembers how to take away the observers of a container; {@link disposeContainer} does it. */
export function ownObservers(container: AssetContainer, remove: () => void): void {
  cleanUps.set(container, remove);
}

/** Adds something to do when a container is disposed. */
export function ownCleanUp(container: AssetContainer, cleanUp: () => void): void {
  const before = cleanUps.get(container);
  cleanUps.set(container, () => {
    cleanUp();
    before?.();
  });
}

/** Disposes everything in a container, in the scene or not, and the observers that it left in the scene. Idempotent. */
export function disposeContainer(container: AssetContainer): void {
  container.dispose();
  cleanUps.get(container)?.();
  cleanUps.delete(container);
}
