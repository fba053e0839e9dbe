/** Whatever a picture can come from: a file, bytes, a canvas, or an address (http(s), data: or blob:). */
export type ImageSource =
  | Blob
  | Uint8Array
  | string
  | URL
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | HTMLImageElement;
