import type { LocalProfile, LocalStage } from './contract.ts';

/** Rough share of a run's time per stage, measured in Node with an image of 976 × 976 px with alpha. */
export const STAGE_WEIGHTS: Readonly<Record<LocalProfile, Readonly<Record<LocalStage, number>>>> = {
  placeholder: {
    decode: 0,
    mask: 9,
    'texture-front': 42,
    grid: 8,
    inflate: 4,
    mesh: 5,
    decimate: 7,
    assemble: 1,
    'texture-back': 18,
    encode: 5,
    glb: 1,
  },
  full: {
    decode: 0,
    mask: 1,
    'texture-front': 14,
    grid: 10,
    inflate: 24,
    mesh: 7,
    decimate: 33,
    assemble: 2,
    'texture-back': 6,
    encode: 2,
    glb: 1,
  },
};
