import { type Chart, uvArea } from './chart.ts';
import type { Faces } from './faces.ts';

const MAX_GROWTH = 2;
const TURNS = 18;

/** Scales a chart to its area on the model, at most by a factor of two, so that all charts have the same texel density. */
export function matchArea(faces: Faces, chart: Chart): void {
  let flat = 0;
  let solid = 0;
  for (let face = 0; face < chart.faces.length; face++) {
    flat += uvArea(chart, face);
    solid += faces.areas[chart.faces[face]!]!;
  }
  const scale = flat > 0 ? Math.min(MAX_GROWTH, Math.sqrt(solid / flat)) : 1;
  for (let i = 0; i < chart.uvs.length; i++) chart.uvs[i] = chart.uvs[i]! * scale;
}

/** Rotates a chart so that its bounding box is about as small as possible, and moves the box's corner to 0. */
export function settleInBox(chart: Chart): void {
  const { uvs } = chart;
  let bestArea = Infinity;
  let bestAngle = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const angle = (turn * Math.PI) / 2 / TURNS;
    const box = boxOf(uvs, Math.cos(angle), Math.sin(angle));
    const area = (box.highU - box.lowU) * (box.highV - box.lowV);
    if (area >= bestArea) continue;
    bestArea = area;
    bestAngle = angle;
  }
  const cos = Math.cos(bestAngle);
  const sin = Math.sin(bestAngle);
  const { lowU, lowV } = boxOf(uvs, cos, sin);
  for (let i = 0; i < uvs.length; i += 2) {
    const u = uvs[i]!;
    const v = uvs[i + 1]!;
    uvs[i] = Math.max(0, u * cos - v * sin - lowU);
    uvs[i + 1] = Math.max(0, u * sin + v * cos - lowV);
  }
}

function boxOf(uvs: Float64Array, cos: number, sin: number) {
  let lowU = Infinity;
  let lowV = Infinity;
  let highU = -Infinity;
  let highV = -Infinity;
  for (let i = 0; i < uvs.length; i += 2) {
    const u = uvs[i]! * cos - uvs[i + 1]! * sin;
    const v = uvs[i]! * sin + uvs[i + 1]! * cos;
    if (u < lowU) lowU = u;
    if (u > highU) highU = u;
    if (v < lowV) lowV = v;
    if (v > highV) highV = v;
  }
  return { lowU, lowV, highU, highV };
}
