/** Pixels: sRGB, straight (not premultiplied) alpha, EXIF orientation applied, rows from the top, 4 bytes a pixel. */
export interface RasterImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8ClampedArray;
}

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'gif' | 'svg';

/** The header of an encoded image, read without decoding the image. */
export interface ImageInfo {
  readonly format: ImageFormat;
  readonly mimeType: string;
  /** Size as stored, before EXIF orientation. 0 for an SVG without a size. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** More than one frame: only the first is used. */
  readonly animated: boolean;
}

/**
 * What an image was made from. `pixels` is a source that is not a file: a canvas, an image element or an
 * `ImageBitmap`; it has no MIME type and 0 file bytes.
 */
export interface ImageOrigin extends Omit<ImageInfo, 'format'> {
  /** Format of the file, or `pixels`. */
  readonly format: ImageFormat | 'pixels';
  /** Bytes of the file; 0 for `pixels`. */
  readonly fileBytes: number;
}

/**
 * What may lead to a poor result, as stable codes; the UI writes the sentences.
 * - `animated-first-frame`: the file has more than one frame; the first was used.
 * - `downscaled`: the image was larger than the limit.
 * - `small`: the long side is below 256 px, so it shows little detail.
 * - `translucent`: no pixel has an alpha above 0.8, the limit above which a model sees the subject.
 */
export type ImageWarning = 'animated-first-frame' | 'downscaled' | 'small' | 'translucent';

/** An image that was read, checked and encoded for a run: what is uploaded is exactly what was checked. */
export interface PreparedImage {
  /** Name for people and for the scene node: the file's name without extension, cleaned; "image" if there is none. */
  readonly name: string;
  /** A PNG without metadata, long side within the limit asked for. */
  readonly png: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `png`, lower-case hex. */
  readonly hash: string;
  /** Width of the PNG. */
  readonly widthPx: number;
  /** Height of the PNG. */
  readonly heightPx: number;
  /** Some pixel is not opaque: the alpha is the mask, and no background is removed. */
  readonly hasAlpha: boolean;
  /** What the image was made from. */
  readonly source: ImageOrigin;
  /** What may lead to a poor result. */
  readonly warnings: readonly ImageWarning[];
}
