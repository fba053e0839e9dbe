/** Samples are drawn in these units, whatever the size in pixels. */
export const FRAME = 1024;

export type Brush = OffscreenCanvasRenderingContext2D;
/** Offset 0…1 and CSS colour. */
export type Stops = readonly (readonly [number, string])[];

interface Light {
  /** Where the surface faces the light. */
  readonly x: number;
  readonly y: number;
  /** Where the last stop is reached. */
  readonly radius: number;
}

/** Draws into a square canvas of `sizePx` and encodes it as PNG. */
export async function paintPng(sizePx: number, paint: (brush: Brush) => void): Promise<Blob> {
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  // Drawn on the CPU: the same image on every machine; some graphics drivers lost parts of it.
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (!brush) throw new Error('This browser has no 2D canvas.');
  brush.scale(sizePx / FRAME, sizePx / FRAME);
  paint(brush);
  return canvas.convertToBlob({ type: 'image/png' });
}

export function ellipse(x: number, y: number, radiusX: number, radiusY: number, rotation = 0): Path2D {
  const path = new Path2D();
  path.ellipse(x, y, radiusX, radiusY, rotation, 0, 2 * Math.PI);
  return path;
}

/** Fills a rounded body: the first stop where it faces the light, the last where it turns away. */
export function fillRound(brush: Brush, path: Path2D, { x, y, radius }: Light, stops: Stops): void {
  const gradient = brush.createRadialGradient(x, y, 0, x, y, radius);
  for (const [offset, color] of stops) gradient.addColorStop(offset, color);
  brush.fillStyle = gradient;
  brush.fill(path);
}

/** Fills a body like a turned column: the stops run from its left to its right edge. */
export function fillTurned(brush: Brush, path: Path2D, left: number, right: number, stops: Stops): void {
  const gradient = brush.createLinearGradient(left, 0, right, 0);
  for (const [offset, color] of stops) gradient.addColorStop(offset, color);
  brush.fillStyle = gradient;
  brush.fill(path);
}

/** A soft band along the inside of an edge, pushed by (dx, dy): shade with a dark colour, rim light with a bright one. */
export function edgeGlow(
  brush: Brush,
  path: Path2D,
  color: string,
  blur: number,
  dx: number,
  dy: number,
): void {
  // The shadow that the outside of the path casts into it. The shape that casts it is drawn outside of the image, or its own
  // black would be visible along the antialiased edge. Shadows ignore the transform, so scale them here.
  const scale = brush.getTransform().a;
  const outside = new Path2D();
  outside.rect(FRAME, -FRAME, 3 * FRAME, 3 * FRAME);
  outside.addPath(path, { e: 2 * FRAME });
  brush.save();
  brush.clip(path);
  brush.shadowColor = color;
  brush.shadowBlur = blur * scale;
  brush.shadowOffsetX = (dx - 2 * FRAME) * scale;
  brush.shadowOffsetY = dy * scale;
  brush.fillStyle = '#000';
  brush.fill(outside, 'evenodd');
  brush.restore();
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  /** Radians. */
  readonly rotation?: number;
  /** RGB channels, as in `rgb(255 255 255)`. */
  readonly rgb: string;
  readonly opacity: number;
}

/** A soft elliptic patch of light or shade, clipped to `path`. */
export function softSpot(brush: Brush, path: Path2D, spot: Spot): void {
  const gradient = brush.createRadialGradient(0, 0, 0, 0, 0, 1);
  gradient.addColorStop(0, `rgb(${spot.rgb} / ${spot.opacity})`);
  gradient.addColorStop(0.5, `rgb(${spot.rgb} / ${spot.opacity * 0.45})`);
  gradient.addColorStop(1, `rgb(${spot.rgb} / 0)`);
  brush.save();
  brush.clip(path);
  brush.translate(spot.x, spot.y);
  brush.rotate(spot.rotation ?? 0);
  brush.scale(spot.radiusX, spot.radiusY);
  brush.fillStyle = gradient;
  brush.fillRect(-1, -1, 2, 2);
  brush.restore();
}
