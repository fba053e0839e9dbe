import type { ImageTo3DProvider } from '../provider.ts';
import { trellis2 } from './trellis-2.ts';

/** Every endpoint this package can run, by fal's id. */
export const PROVIDERS: Readonly<Record<string, ImageTo3DProvider>> = { [trellis2.id]: trellis2 };
