import { ADDRESS_CASES } from './glb-address-cases.ts';
import { BOMB_CASES } from './glb-bomb-cases.ts';
import { CONTAINER_CASES } from './glb-container-cases.ts';
import { IMAGE_CASES } from './glb-image-cases.ts';
import { STRUCTURE_CASES } from './glb-structure-cases.ts';

/** Every hand-made GLB, by kind, with what has to become of it. */
export const GLB_CORPUS = {
  container: CONTAINER_CASES,
  structure: STRUCTURE_CASES,
  bombs: BOMB_CASES,
  images: IMAGE_CASES,
  addresses: ADDRESS_CASES,
} as const;
