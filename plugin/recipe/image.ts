/** Pixels: sRGB, straight (not premultiplied) alpha, EXIF orientation applied, rows from the top, 4 bytes a pixel. */
export interface RasterImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8ClampedArray;
}

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'gif' | 'svg';

/** What the header of an encoded image says, read without decoding it. */
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
 * What a picture was made from. `pixels` is a source that never was a file here: a canvas, an image element or an
 * `ImageBitmap`; it has no MIME type and 0 file bytes.
 */
export interface ImageOrigin extends Omit<ImageInfo, 'format'> {
  readonly format: ImageFormat | 'pixels';
  readonly fileBytes: number;
}

/**
 * Stable codes; the sentence is the UI's.
 * - `animated-first-frame`: the file has more than one frame, the first was taken.
 * - `downscaled`: the picture was larger than the limit asked for.
 * - `small`: the long side is below 256 px, so there is little for a model to go by.
 * - `translucent`: no pixel has an alpha above 0.8, where the model looks for the subject.
 */
export type ImageWarning = 'animated-first-frame' | 'downscaled' | 'small' | 'translucent';

/** An image made ready for a run: what is uploaded is exactly what was checked. */
export interface PreparedImage {
  /** Name for people and for the scene node: the file's name without extension, cleaned; "image" if there is none. */
  readonly name: string;
  /** A PNG without metadata, long side within the limit asked for. */
  readonly png: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `png`, lower-case hex. */
  readonly hash: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Some pixel is not opaque: its alpha is the mask, no background removal is needed. */
  readonly hasAlpha: boolean;
  readonly source: ImageOrigin;
  readonly warnings: readonly ImageWarning[];
}
