import type { Rect } from '../ops/plane.ts';
import type { Subject } from '../solid/subject.ts';

/** A view of the subject in the atlas (front or back), in texture pixels, gutter included. */
export interface Chart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Texture pixels per image pixel. */
  readonly scale: number;
}

export interface AtlasLayout {
  /** Side of the square atlas. */
  readonly sizePx: number;
  /** Padding around each chart, so that filtering and mip levels do not mix the charts. */
  readonly gutterPx: number;
  readonly front: Chart;
  readonly back: Chart;
}

/** The back has no detail, so it gets less space. */
const BACK_SCALE = 0.4;

/** Packs the front and the smaller back chart side by side or one above the other, whichever gives more pixels. */
export function layoutAtlas({ widthPx, heightPx }: Subject, sizePx: number): AtlasLayout {
  const gutterPx = sizePx >= 4096 ? 16 : 8;
  const both = 1 + BACK_SCALE;
  const room = sizePx - 2 * gutterPx;
  const roomForTwo = sizePx - 4 * gutterPx;
  const beside = Math.min(roomForTwo / (widthPx * both), room / heightPx);
  const stacked = Math.min(room / widthPx, roomForTwo / (heightPx * both));
  const scale = Math.max(beside, stacked);
  const front: Chart = {
    x: 0,
    y: 0,
    width: Math.floor(widthPx * scale) + 2 * gutterPx,
    height: Math.floor(heightPx * scale) + 2 * gutterPx,
    scale,
  };
  const back: Chart = {
    x: beside >= stacked ? front.width : 0,
    y: beside >= stacked ? 0 : front.height,
    width: Math.max(4, Math.floor(widthPx * scale * BACK_SCALE)) + 2 * gutterPx,
    height: Math.max(4, Math.floor(heightPx * scale * BACK_SCALE)) + 2 * gutterPx,
    scale: scale * BACK_SCALE,
  };
  return { sizePx, gutterPx, front, back };
}

/** The part of the image that a chart shows, gutter included, in image pixels. */
export function imageRect(chart: Chart, { gutterPx }: AtlasLayout, { x0, y0 }: Subject): Rect {
  const left = x0 - gutterPx / chart.scale;
  const top = y0 - gutterPx / chart.scale;
  return {
    x0: left,
    y0: top,
    x1: left + chart.width / chart.scale,
    y1: top + chart.height / chart.scale,
  };
}

/** Image position → texture coordinate: `u = x · scale + offsetU`, `v = y · scale + offsetV` (glTF: origin top left). */
export function uvMapping(
  chart: Chart,
  { sizePx, gutterPx }: AtlasLayout,
  { x0, y0 }: Subject,
): { scale: number; offsetU: number; offsetV: number } {
  return {
    scale: chart.scale / sizePx,
    offsetU: (chart.x + gutterPx - x0 * chart.scale) / sizePx,
    offsetV: (chart.y + gutterPx - y0 * chart.scale) / sizePx,
  };
}
