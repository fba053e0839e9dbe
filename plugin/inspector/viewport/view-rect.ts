import type { Scene } from '@babylonjs/core/scene.js';
import { useEffect, useState } from 'react';

/** A box in CSS pixels, from the top left of the element that it is measured in. */
export interface ViewRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const isSame = (a: ViewRect, b: ViewRect | undefined) =>
  a.left === b?.left && a.top === b.top && a.width === b.width && a.height === b.height;

/** The part of the canvas that the active camera draws. */
function measureView(scene: Scene, canvas: HTMLCanvasElement, within: HTMLElement): ViewRect {
  const box = canvas.getBoundingClientRect();
  const origin = within.getBoundingClientRect();
  const { x = 0, y = 0, width = 1, height = 1 } = scene.activeCamera?.viewport ?? {};
  return {
    left: box.left - origin.left + x * box.width,
    // A viewport counts from below.
    top: box.top - origin.top + (1 - y - height) * box.height,
    width: width * box.width,
    height: height * box.height,
  };
}

/** Follows the camera's view while `within` is mounted; undefined without a canvas. */
export function useViewRect(scene: Scene, within: HTMLElement | null): ViewRect | undefined {
  const [rect, setRect] = useState<ViewRect>();
  useEffect(() => {
    const canvas = scene.getEngine().getRenderingCanvas();
    if (!canvas || !within) return undefined;
    const measure = () => {
      const next = measureView(scene, canvas, within);
      setRect((before) => (isSame(next, before) ? before : next));
    };
    measure();
    const sizes = new ResizeObserver(measure);
    for (const element of [canvas, within.parentElement]) if (element) sizes.observe(element);
    // The camera and its viewport may change at any frame.
    const frames = scene.onAfterRenderObservable.add(measure);
    return () => {
      sizes.disconnect();
      frames.remove();
    };
  }, [scene, within]);
  return rect;
}
