/** One channel of an image, row-major. Colours and masks are 0…1 unless a function says otherwise. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Part of an image in pixel coordinates: pixel k covers [k, k + 1). May lie outside the image and between pixels. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A plane of zeros. */
export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}
