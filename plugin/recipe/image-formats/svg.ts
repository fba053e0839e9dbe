import type { HeaderReading } from './header.ts';
import { rootStart } from './xml.ts';

const ROOT = /<(?:[\w.-]+:)?svg(?=[\s/>])/y;
const ATTRIBUTE = /\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/y;
const LENGTH = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|in|cm|mm|q|pt|pc)?\s*$/i;
// CSS absolute lengths at 96 px an inch.
const PX_PER_UNIT: Record<string, number> = {
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  pt: 4 / 3,
  pc: 16,
};

function lengthPx(text: string | undefined): number {
  const match = LENGTH.exec((text ?? '').slice(0, 64));
  const px = match ? Number(match[1]) * (PX_PER_UNIT[(match[2] ?? 'px').toLowerCase()] ?? 0) : 0;
  return Number.isFinite(px) && px > 0 ? px : 0;
}

/** Size of an SVG in CSS px, not rounded, from `width` and `height` or else `viewBox`; 0 × 0 without either. */
export function svgSize(
  width?: string,
  height?: string,
  viewBox?: string,
): { width: number; height: number } {
  const box = (viewBox ?? '')
    .slice(0, 256)
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const boxWidth = box.length === 4 && box[2]! > 0 && Number.isFinite(box[2]!) ? box[2]! : 0;
  const boxHeight = box.length === 4 && box[3]! > 0 && Number.isFinite(box[3]!) ? box[3]! : 0;
  const ratio = boxWidth && boxHeight ? boxWidth / boxHeight : 0;
  const w = lengthPx(width);
  const h = lengthPx(height);
  if (w && h) return { width: w, height: h };
  if (w && ratio) return { width: w, height: w / ratio };
  if (h && ratio) return { width: h * ratio, height: h };
  return ratio ? { width: boxWidth, height: boxHeight } : { width: 0, height: 0 };
}

/** Size of an SVG from its root element; undefined when the text is not an SVG. */
export function readSvg(text: string): HeaderReading | undefined {
  ROOT.lastIndex = rootStart(text);
  if (!ROOT.test(text)) return undefined;
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = ROOT.lastIndex;
  for (let match = ATTRIBUTE.exec(text); match; match = ATTRIBUTE.exec(text))
    attributes.set(match[1]!, match[2]!.slice(1, -1));
  const size = svgSize(attributes.get('width'), attributes.get('height'), attributes.get('viewBox'));
  return { widthPx: Math.round(size.width), heightPx: Math.round(size.height), animated: false };
}
