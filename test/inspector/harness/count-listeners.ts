import { Observable } from '@babylonjs/core/Misc/observable.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { Subscribable } from '../../../plugin/core/subscribable.ts';

/** Counts who listens to it from now on, by changing it. */
export function countListeners(source: Subscribable<unknown>): () => number {
  const { subscribe } = source;
  let count = 0;
  source.subscribe = (listener) => {
    const stop = subscribe(listener);
    let isOn = true;
    count += 1;
    return () => {
      if (isOn) count -= 1;
      isOn = false;
      stop();
    };
  };
  return () => count;
}

/** Observers of everything that a scene tells of, by its name. */
export function countObservers(scene: Scene): Record<string, number> {
  const counts = Object.entries(scene).map(([name, member]) => [
    name,
    member instanceof Observable ? member.observers.length : 0,
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}
