import type { ImageTo3DProvider } from '../provider.ts';
import { trellis2 } from './trellis-2.ts';
import type { Trellis2Parameters } from './trellis-2-parameters.ts';

export const DEFAULT_PROVIDER = trellis2;
/** Parameters of the provider that is used when none is named. */
export type DefaultParameters = Trellis2Parameters;

/** A list of providers; the first is the default. */
export type Providers = readonly [ImageTo3DProvider, ...ImageTo3DProvider[]];

/**
 * Every endpoint that this package can run; the default comes first.
 *
 * @example
 * for (const { id, label } of PROVIDERS) console.log(id, label);
 */
export const PROVIDERS: Providers = [DEFAULT_PROVIDER];

export const findProvider = (id: string, providers: Providers = PROVIDERS): ImageTo3DProvider | undefined =>
  providers.find((provider) => provider.id === id);

/** The model's name for a person; the endpoint's id where it is not one of `providers`. */
export const providerLabel = (id: string, providers?: Providers): string =>
  findProvider(id, providers)?.label ?? id;
