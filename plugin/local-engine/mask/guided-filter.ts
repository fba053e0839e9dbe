import { blur } from '../ops/blur.ts';
import { createPlane, type Plane } from '../ops/plane.ts';

const EPSILON = 4e-4;

function product(a: Plane, b: Plane): Plane {
  const out = createPlane(a.width, a.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = a.data[i]! * b.data[i]!;
  return out;
}

/**
 * Aligns a soft mask with the edges of `guide` (0…1, same size): the guided filter of He, Sun and Tang, 2010, with Gaussian
 * windows of standard deviation `sigma`. Then increases the contrast, so that the mask is 0 or 1 away from edges.
 */
export function guidedFilter(mask: Plane, guide: Plane, sigma: number): Plane {
  const meanGuide = blur(guide, sigma);
  const meanMask = blur(mask, sigma);
  const meanSquare = blur(product(guide, guide), sigma);
  const meanProduct = blur(product(guide, mask), sigma);
  const slope = createPlane(mask.width, mask.height);
  const offset = createPlane(mask.width, mask.height);
  for (let i = 0; i < mask.data.length; i++) {
    const g = meanGuide.data[i]!;
    const m = meanMask.data[i]!;
    const variance = Math.max(0, meanSquare.data[i]! - g * g);
    slope.data[i] = (meanProduct.data[i]! - g * m) / (variance + EPSILON);
    offset.data[i] = m - slope.data[i]! * g;
  }
  const meanSlope = blur(slope, sigma);
  const out = blur(offset, sigma);
  for (let i = 0; i < mask.data.length; i++) {
    const value = meanSlope.data[i]! * guide.data[i]! + out.data[i]!;
    out.data[i] = Math.min(1, Math.max(0, (value - 0.25) / 0.5));
  }
  return out;
}
