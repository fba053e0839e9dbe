import type { GlbDecoder } from '../../../plugin/glb/glb-limits.ts';
import { type AnyJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat } from '../../fixtures/make-image.ts';

/** A file made by code, and what has to become of it. */
export interface GlbCase {
  readonly what: string;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
  /** A part of the sentence with which the pre-flight refuses it; absent where it is accepted. */
  readonly refusal?: string;
  /** Decoders that the host has configured; those of the package by default. */
  readonly decoders?: readonly GlbDecoder[];
}

/** Byte offset at which {@link quadWith} puts what it is given. */
export const DATA_START = quadGlb().bin.length;

/** A textured quad with a change to its JSON, and bytes put behind its data. */
export function quadWith(change: (json: AnyJson) => void, more?: Uint8Array): Uint8Array<ArrayBuffer> {
  const { json, bin } = quadGlb();
  const all = more ? concat(bin, more) : bin;
  json.buffers[0].byteLength = all.length;
  change(json);
  return packGlb({ json, bin: all });
}

/** The quad whose one image is this; `mimeType` is what the file claims. */
export function quadWithImage(image: Uint8Array, mimeType: unknown = 'image/png'): Uint8Array<ArrayBuffer> {
  return quadWith((json) => {
    json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: image.length });
    json.images = [{ bufferView: 4, mimeType }];
  }, image);
}

/** Cases of one kind: `refused('says', [['what', change], …])`. */
export function refusedQuads(
  rows: readonly (readonly [what: string, refusal: string, change: (json: AnyJson) => void])[],
): GlbCase[] {
  return rows.map(([what, refusal, change]) => ({ what, refusal, bytes: () => quadWith(change) }));
}
