import type { FitPath } from '../budget/fit-plan.ts';
import type { FitStage } from './contract.ts';

/** Rough share of a fit's time per stage, measured in Chromium with a master of 550,000 triangles, 20,000 at 1024 px. */
export const STAGE_WEIGHTS: Readonly<Record<FitPath, Readonly<Record<FitStage, number>>>> = {
  textures: {
    read: 0,
    clean: 5,
    simplify: 0,
    unwrap: 0,
    decode: 25,
    bake: 10,
    encode: 50,
    lods: 2,
    collider: 1,
    write: 7,
  },
  'keep-uvs': {
    read: 0,
    clean: 5,
    simplify: 30,
    unwrap: 0,
    decode: 20,
    bake: 10,
    encode: 30,
    lods: 2,
    collider: 1,
    write: 2,
  },
  rebake: {
    read: 0,
    clean: 3,
    simplify: 10,
    unwrap: 15,
    decode: 5,
    bake: 50,
    encode: 13,
    lods: 1,
    collider: 1,
    write: 2,
  },
};
