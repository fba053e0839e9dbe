import { type Brush, paintPng } from './samples/paint.ts';
import { paintPotion } from './samples/potion.ts';
import { paintRocket } from './samples/rocket.ts';
import { paintToadstool } from './samples/toadstool.ts';

/** A sample image, drawn by this page. */
export interface Sample {
  /** File name without extension; also names the asset. */
  readonly name: string;
  readonly label: string;
  /** A square PNG of `size` pixels. */
  draw(size: number): Promise<Blob>;
}

const sample = (name: string, label: string, paint: (brush: Brush) => void): Sample => ({
  name,
  label,
  draw: (size) => paintPng(size, paint),
});

export const SAMPLES: readonly Sample[] = [
  sample('toadstool', 'Toadstool', paintToadstool),
  sample('potion', 'Potion', paintPotion),
  // Opaque, with a background that has to be removed.
  sample('rocket', 'Rocket', paintRocket),
];
