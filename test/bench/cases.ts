import sharp from 'sharp';
import type { LocalProfile, LocalStage } from '../../plugin/local-engine/contract.ts';
import { LOCAL_DEFAULTS, type LocalParameters } from '../../plugin/recipe/local-parameters.ts';
import { composite } from '../fixtures/backdrops.ts';
import { decodeRaster, emojiFile } from '../fixtures/emoji-images.ts';

export type BenchImage = 'alpha' | 'opaque';

export interface BenchCase {
  readonly name: string;
  readonly image: BenchImage;
  readonly profile: LocalProfile;
  readonly parameters: LocalParameters;
  /** Runs of it, the first of which are slower while the code is compiled. */
  readonly runs: number;
}

/** One timed run: wall-clock milliseconds as the caller sees them, and the report's stages. */
export interface Timing {
  readonly totalMs: number;
  readonly stagesMs: Readonly<Record<LocalStage, number>>;
  readonly vertices: number;
  readonly glbBytes: number;
}

export interface Measured {
  readonly environment: string;
  readonly name: string;
  readonly timings: readonly Timing[];
}

const SIZE_PX = 976;

/** The images, encoded: a cut-out as PNG, the same on a textured backdrop as JPEG. */
export async function benchImages(): Promise<Record<BenchImage, Uint8Array<ArrayBuffer>>> {
  const file = await emojiFile('mushroom');
  const alpha = await sharp(file).resize(SIZE_PX, SIZE_PX).png().toBuffer();
  const { image } = composite(await decodeRaster(alpha, 820), 'wood');
  const { widthPx: width, heightPx: height, data } = image;
  const opaque = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 92 })
    .toBuffer();
  return { alpha: new Uint8Array(alpha), opaque: new Uint8Array(opaque) };
}

export function benchCases(isQuick: boolean): readonly BenchCase[] {
  const sized = (maxVertices: number, textureSize: 1024 | 2048) => ({
    ...LOCAL_DEFAULTS,
    seed: 1,
    maxVertices,
    textureSize,
  });
  const placeholder = {
    profile: 'placeholder',
    parameters: sized(5000, 1024),
    runs: isQuick ? 3 : 9,
  } as const;
  return [
    { name: 'placeholder 5k/1024, alpha', image: 'alpha', ...placeholder },
    { name: 'placeholder 5k/1024, opaque', image: 'opaque', ...placeholder },
    {
      name: 'full 50k/2048',
      image: 'alpha',
      profile: 'full',
      parameters: sized(50_000, 2048),
      runs: isQuick ? 1 : 3,
    },
    {
      name: 'full 500k/2048',
      image: 'alpha',
      profile: 'full',
      parameters: sized(500_000, 2048),
      runs: isQuick ? 1 : 3,
    },
  ];
}
