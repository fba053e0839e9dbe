import { grouped } from './invalid-glb.ts';

/** Header of a KTX2 texture; `gpuBytes` is its transcoded size with all levels. */
export interface Ktx2Info {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly levels: number;
  readonly coding: 'etc1s' | 'uastc';
  readonly isSrgb: boolean;
  readonly gpuBytes: number;
}

const IDENTIFIER = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];
const HEADER_BYTES = 80;
const LEVEL_BYTES = 24;
const MAX_LEVELS = 14;
// Colour models and transfer function of the Khronos Data Format.
const ETC1S = 163;
const UASTC = 166;
const SRGB = 2;
const BLOCK_PX = 4;
// ETC1S becomes ETC1 or BC1, with alpha ETC2 or BC3; UASTC becomes ASTC or BC7.
const HALF_BLOCK_BYTES = 8;
const BLOCK_BYTES = 16;

export function isKtx2(bytes: Uint8Array): boolean {
  return IDENTIFIER.every((byte, i) => bytes[i] === byte);
}

/** @returns `fault` (end of a sentence) when glTF does not allow the texture (KHR_texture_basisu). */
export function readKtx2(bytes: Uint8Array): Ktx2Info | { readonly fault: string } {
  if (!isKtx2(bytes)) return { fault: 'is not KTX2' };
  if (bytes.length < HEADER_BYTES) return { fault: 'ends inside its KTX2 header' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [widthPx, heightPx, depth, layers, faces, levels] = [20, 24, 28, 32, 36, 40].map((at) =>
    view.getUint32(at, true),
  ) as [number, number, number, number, number, number];
  if (depth > 0 || layers > 1 || faces !== 1) return { fault: 'is KTX2, but not a plain 2D texture' };
  if (levels < 1 || levels > MAX_LEVELS) return { fault: `is KTX2 with ${grouped(levels)} levels` };
  if (widthPx % BLOCK_PX || heightPx % BLOCK_PX)
    return { fault: `is KTX2 of ${widthPx} × ${heightPx} px, which are not multiples of ${BLOCK_PX}` };
  const format = view.getUint32(48, true);
  if (format + 44 > bytes.length || HEADER_BYTES + levels * LEVEL_BYTES > bytes.length)
    return { fault: 'ends inside its KTX2 header' };
  const model = view.getUint8(format + 12);
  if (view.getUint32(12, true) !== 0 || (model !== ETC1S && model !== UASTC))
    return { fault: 'is KTX2, but neither ETC1S nor UASTC' };
  const samples = (view.getUint16(format + 10, true) - 24) / 16;
  const blockBytes = model === UASTC || samples > 1 ? BLOCK_BYTES : HALF_BLOCK_BYTES;
  let gpuBytes = 0;
  for (let level = 0; level < levels; level++) {
    const at = HEADER_BYTES + level * LEVEL_BYTES;
    const [offset, length, unpacked] = [0, 8, 16].map((k) => Number(view.getBigUint64(at + k, true))) as [
      number,
      number,
      number,
    ];
    if (offset + length > bytes.length) return { fault: `has KTX2 level ${level} beyond its end` };
    const blocks = (edge: number) => Math.max(1, Math.ceil((edge >> level) / BLOCK_PX));
    const levelBytes = blocks(widthPx) * blocks(heightPx) * blockBytes;
    if (model === UASTC && unpacked !== levelBytes)
      return {
        fault: `has KTX2 level ${level} of ${grouped(unpacked)} bytes instead of ${grouped(levelBytes)}`,
      };
    gpuBytes += levelBytes;
  }
  const isSrgb = view.getUint8(format + 14) === SRGB;
  return { widthPx, heightPx, levels, coding: model === UASTC ? 'uastc' : 'etc1s', isSrgb, gpuBytes };
}
