import type { SurfaceMap } from '../../budget/master-facts.ts';
import { wholeBlocks } from '../../budget/master-limits.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { once } from '../../core/once.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import { type EncodeTextureOptions, keepsAlpha, withoutAlpha } from './codec.ts';
import { resizeMap } from './resize.ts';

/** The encoder refuses images of more than 12 megapixels. */
export const MAX_KTX2_EDGE_PX = 2048;
/** Edge of a block of texels, in which UASTC stores them. */
export const BLOCK_PX = 4;

function checkSize({ widthPx, heightPx }: RasterImage): void {
  if (Math.max(widthPx, heightPx) > MAX_KTX2_EDGE_PX)
    throw new ImageTo3DError(
      'validation',
      `A texture of ${widthPx} × ${heightPx} px cannot be written as KTX2; the longest edge allowed is ${MAX_KTX2_EDGE_PX} px.`,
    );
}

/** Edges are whole blocks, as glTF asks for. */
function inBlocks(raster: RasterImage, kind: SurfaceMap): RasterImage {
  const [widthPx, heightPx] = [wholeBlocks(raster.widthPx), wholeBlocks(raster.heightPx)];
  if (widthPx > 0 && heightPx > 0) return resizeMap(raster, { widthPx, heightPx }, kind);
  throw new ImageTo3DError(
    'validation',
    `A texture of ${raster.widthPx} × ${raster.heightPx} px cannot be written as KTX2; the shortest edge allowed is ${BLOCK_PX} px.`,
  );
}

interface QuietEncoder {
  setStatusOutput?(on: boolean): void;
}

async function loadEncoder() {
  const encoderPackage = await import('ktx2-encoder');
  // The package exports one class for browsers and another for Node.
  const Encoder =
    'NodeBasisEncoder' in encoderPackage
      ? (encoderPackage.NodeBasisEncoder as typeof encoderPackage.BrowserBasisEncoder)
      : encoderPackage.BrowserBasisEncoder;
  const encoder = new Encoder();
  const module = await encoder.init();
  // Otherwise it logs every mip level to the console.
  module.BasisEncoder = new Proxy(module.BasisEncoder, {
    construct(Basis) {
      const made = new Basis();
      (made as QuietEncoder).setStatusOutput?.(false);
      return made;
    },
  });
  return encoder;
}

function whyNotLoaded(cause: unknown): string {
  if (cause instanceof EvalError)
    return ': it compiles code when it starts, and the content security policy of this worker has no ‘unsafe-eval’';
  // A worker started from a blob URL cannot find files next to it.
  if (globalThis.location?.protocol === 'blob:')
    return ': its files are missing. Copy fit-worker.js and basis_encoder.wasm from node_modules/babylon-image-to-3d/dist/fit next to the page’s own scripts (docs/bundlers.md)';
  return '';
}

const sharedEncoder = once(() =>
  loadEncoder().catch((cause: unknown) => {
    const message = `The KTX2 encoder could not be loaded${whyNotLoaded(cause)}.`;
    throw new ImageTo3DError('unsupported-platform', message, { cause });
  }),
);

export interface Ktx2Options extends Pick<EncodeTextureOptions, 'kind' | 'opaque'> {
  /** ETC1S instead of UASTC: a sixth of the bytes, poor for data, and six times as slow. */
  readonly etc1s?: boolean;
}

/**
 * Encodes a KTX2 texture with mips: UASTC at its fastest level with Zstandard, the only setting that is fast enough (0.5 s
 * for 1024², 3 s for ETC1S). Only colours are marked as sRGB;
 * edges are cut to multiples of 4.
 *
 * @throws ImageTo3DError `validation` for edges above 2048 px or below 4; `unsupported-platform` when
 * the encoder cannot be loaded; `internal` when encoding fails.
 */
export async function encodeKtx2(
  raster: RasterImage,
  { kind, opaque = false, etc1s = false }: Ktx2Options,
): Promise<EncodedTexture> {
  checkSize(raster);
  const whole = inBlocks(raster, kind);
  const isColour = kind === 'baseColor' || kind === 'emissive';
  const { widthPx, heightPx, data } = keepsAlpha(whole, { format: 'ktx2', kind, opaque })
    ? whole
    : withoutAlpha(whole);
  const encoder = await sharedEncoder();
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  try {
    const encoded = await encoder.encode(pixels, {
      isUASTC: !etc1s,
      uastcLDRQualityLevel: 0,
      needSupercompression: !etc1s,
      ...(etc1s && { qualityLevel: 128, compressionLevel: 1 }),
      generateMipmap: true,
      isSetKTX2SRGBTransferFunc: isColour,
      isPerceptual: isColour,
      ...(kind === 'normal' && { isNormalMap: true }),
      imageDecoder: async () => ({ width: widthPx, height: heightPx, data: pixels }),
    });
    return { bytes: Uint8Array.from(encoded), mimeType: 'image/ktx2', widthPx, heightPx };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImageTo3DError('internal', `A texture could not be written as KTX2: ${reason}`, { cause });
  }
}
