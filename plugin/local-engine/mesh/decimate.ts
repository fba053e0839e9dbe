import type { Checkpoint } from '../../core/run-clock.ts';
import { closeSheet } from './close-sheet.ts';
import type { SquareField } from './editable-sheet.ts';
import { countUsed, type Sheet } from './sheet.ts';

/** The part of meshoptimizer's `MeshoptSimplifier` that the engine uses. */
export interface Simplifier {
  simplify(
    indices: Uint32Array,
    vertexPositions: Float32Array,
    stride: number,
    targetIndexCount: number,
    targetError: number,
    flags?: 'Regularize'[],
  ): [Uint32Array, number];
}

/** The share of the target that a pass aims at, and the minimum to reach. */
const AIM = 0.985;
const ENOUGH = 0.962;
const MAX_PASSES = 8;
/** Only the target limits the simplifier, not the error. */
const NO_ERROR_LIMIT = 1e9;

function positionsOf({ x, y, square }: Sheet): Float32Array {
  const positions = new Float32Array(x.length * 3);
  for (let vertex = 0; vertex < x.length; vertex++) {
    positions[vertex * 3] = x[vertex]!;
    positions[vertex * 3 + 1] = y[vertex]!;
    positions[vertex * 3 + 2] = Math.sqrt(square[vertex]!);
  }
  return positions;
}

/**
 * Simplifies the sheet to at most, and close to, `wanted` vertices, counted after the repair for mirroring. The simplifier
 * counts faces, so several passes approach the vertex count from above; a pass that goes too low is repeated with more
 * faces. A sheet within the limit is returned unchanged.
 */
export async function decimateSheet(
  sheet: Sheet,
  wanted: number,
  field: SquareField,
  simplifier: Simplifier,
  regularize: boolean,
  checkpoint: Checkpoint,
): Promise<Sheet> {
  if (sheet.x.length <= wanted) return sheet;
  const positions = positionsOf(sheet);
  let indices = sheet.indices;
  let vertices = sheet.x.length;
  let aim = AIM * wanted;
  let faces = (indices.length / 3) * (aim / vertices);
  let best: Sheet | undefined;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const target = Math.min(Math.max(1, Math.floor(faces)) * 3, indices.length - 3);
    if (target < 3) break;
    const flags: 'Regularize'[] = regularize ? ['Regularize'] : [];
    const [simplified] = simplifier.simplify(indices, positions, 3, target, NO_ERROR_LIMIT, flags);
    await checkpoint((pass + 1) / MAX_PASSES);
    const stuck = simplified.length === 0 || simplified.length >= indices.length;
    if (stuck) break;
    const left = countUsed(simplified, sheet.x.length);
    const closed = left <= 1.02 * wanted ? closeSheet(sheet, simplified, field) : undefined;
    const count = closed?.x.length ?? left;
    if (closed && count <= wanted) {
      if (!best || count > best.x.length) best = closed;
      if (count >= ENOUGH * wanted) break;
      // Too few: repeat with more faces, by linear interpolation.
      const perVertex = (indices.length - simplified.length) / 3 / Math.max(1, vertices - left);
      faces = simplified.length / 3 + perVertex * (aim - count);
      continue;
    }
    // Repairs added vertices: leave that many free from now on.
    if (closed) aim = Math.min(aim, AIM * wanted - (count - left));
    const perVertex = (indices.length - simplified.length) / 3 / Math.max(1, vertices - left);
    indices = simplified;
    vertices = left;
    faces = indices.length / 3 - perVertex * (vertices - aim);
  }
  return best ?? closeSheet(sheet, indices, field);
}
