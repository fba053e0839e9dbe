import type { RunParameters } from './run-parameters.ts';

/** The complete request of one run: equal recipes ask for the same model. */
export interface Recipe {
  /** The provider's endpoint id. */
  readonly provider: string;
  /** SHA-256 of the prepared PNG, lower-case hex. */
  readonly imageHash: string;
  /** The complete parameters, seed included. */
  readonly parameters: RunParameters;
}

/** Canonical text of a recipe: equal exactly when the recipes are equal. */
export type RecipeKey = string & { readonly __brand: 'RecipeKey' };

/** Fields in a fixed order and numbers in their shortest form, so that equal recipes have equal keys. */
export function recipeKey({ provider, imageHash, parameters }: Recipe): RecipeKey {
  const entries = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([provider, imageHash, entries]) as RecipeKey;
}

/** The key without the seed: equal for recipes that differ only in the seed. */
export function recipeFamily({ parameters, ...recipe }: Recipe): RecipeKey {
  const { seed: _seed, ...rest } = parameters;
  return recipeKey({ ...recipe, parameters: rest as RunParameters });
}
