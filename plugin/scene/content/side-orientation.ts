import { Material } from '@babylonjs/core/Materials/material.js';
import type { Scene } from '@babylonjs/core/scene.js';

/** Winding order of front faces of a glTF mesh in this scene. */
export const sideOrientation = (scene: Scene): number =>
  scene.useRightHandedSystem ? Material.CounterClockWiseSideOrientation : Material.ClockWiseSideOrientation;
