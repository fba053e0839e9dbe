import { Material } from '@babylonjs/core/Materials/material.js';
import type { Scene } from '@babylonjs/core/scene.js';

/** Which way round the front of a glTF triangle goes in a scene. */
export const sideOrientation = (scene: Scene): number =>
  scene.useRightHandedSystem ? Material.CounterClockWiseSideOrientation : Material.ClockWiseSideOrientation;
