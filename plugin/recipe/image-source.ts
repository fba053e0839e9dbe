/**
 * Accepted forms of an image: a file, bytes, a canvas, an image element, or an address (http(s), data: or blob:;
 * in Node also a path).
 */
export type ImageSource =
  | Blob
  | Uint8Array
  | string
  | URL
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | HTMLImageElement;
