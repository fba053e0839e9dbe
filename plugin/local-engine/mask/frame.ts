import { fitMixture, type Gaussian, type LabImage } from './gaussian-mixture.ts';

/** The image's border pixels, assumed to show the background. */
export interface Frame {
  /** Indices of the frame's pixels, except where the subject touches the border. */
  readonly members: Int32Array;
  readonly colours: readonly Gaussian[];
  /** Mean L*a*b* distance of the members from the nearest colour. */
  readonly spread: number;
  /** Columns where the lower edge cuts off the subject, such as a bust or a plant. */
  readonly cutColumns: Uint8Array;
}

const FRAME_SHARE = 0.025;
const FRAME_COLOURS = 3;
/** A part of the lower edge this far from the colours of the other sides is not background. */
const FOREIGN = 12;
/** Share of the lower edge next to each corner that must be background; otherwise the part is floor. */
const CORNER_SHARE = 0.04;

/** Distance of pixel `i` from the nearest frame colour; darker pixels count less, since they may be shadow. */
export function distanceFromFrame(lab: LabImage, i: number, colours: readonly Gaussian[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const { weight, mean } of colours) {
    if (weight < 0.04) continue;
    const lighter = lab.l.data[i]! - mean[0];
    const dl = lighter < 0 ? 0.75 * lighter : lighter;
    const da = 1.4 * (lab.a.data[i]! - mean[1]);
    const db = 1.4 * (lab.b.data[i]! - mean[2]);
    nearest = Math.min(nearest, dl * dl + da * da + db * db);
  }
  return Math.sqrt(nearest);
}

function meanDistance(lab: LabImage, members: Int32Array, colours: readonly Gaussian[]): number {
  let total = 0;
  for (const at of members) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const { mean } of colours)
      nearest = Math.min(
        nearest,
        Math.hypot(lab.l.data[at]! - mean[0], lab.a.data[at]! - mean[1], lab.b.data[at]! - mean[2]),
      );
    total += nearest;
  }
  return total / members.length;
}

function membersWhere(
  width: number,
  height: number,
  depth: number,
  isMember: (x: number, isLowerEdge: boolean) => boolean,
): Int32Array {
  const members: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isSide = x < depth || x >= width - depth;
      const isLowerEdge = !isSide && y >= height - depth;
      if ((isSide || isLowerEdge || y < depth) && isMember(x, isLowerEdge)) members.push(y * width + x);
    }
  return Int32Array.from(members);
}

/** Columns of the lower edge that do not match the other sides, unless they reach a corner. */
function findCut(lab: LabImage, depth: number, random: () => number): Uint8Array {
  const { width, height } = lab.l;
  const cut = new Uint8Array(width);
  const others = membersWhere(width, height, depth, (_, isLowerEdge) => !isLowerEdge);
  const colours = fitMixture(lab, others, FRAME_COLOURS, random);
  if (colours.length === 0) return cut;
  const limit = FOREIGN + 2 * meanDistance(lab, others, colours);
  const corner = Math.max(depth, Math.round(CORNER_SHARE * width));
  for (let x = 0; x < width; x++)
    if (distanceFromFrame(lab, (height - 1) * width + x, colours) > limit) cut[x] = 1;
  const first = cut.indexOf(1);
  const last = cut.lastIndexOf(1);
  return first < corner || last >= width - corner ? new Uint8Array(width) : cut;
}

/** Reads the background colours from the image's border; `null` for an image that is all border. */
export function readFrame(lab: LabImage, random: () => number): Frame | null {
  const { width, height } = lab.l;
  const depth = Math.max(2, Math.round(FRAME_SHARE * Math.max(width, height)));
  const cutColumns = findCut(lab, depth, random);
  const members = membersWhere(width, height, depth, (x, isLowerEdge) => !(isLowerEdge && cutColumns[x]));
  const colours = fitMixture(lab, members, FRAME_COLOURS, random);
  if (colours.length === 0) return null;
  return { members, colours, spread: meanDistance(lab, members, colours), cutColumns };
}
