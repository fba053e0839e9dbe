import { SaxesParser } from 'saxes';
import { ImageTo3DError } from '../core/errors.ts';
import { displayFileName } from '../recipe/image-name.ts';

/** Limits of an SVG. A small file can expand to very many elements and pixels. */
export const SVG_LIMITS = {
  /** Total pixels of all embedded images. */
  maxEmbeddedPixels: 4096 * 4096,
  /** Elements after every reference to another element is resolved. */
  maxUnfoldedElements: 500_000,
  /** Levels of SVGs embedded in SVGs. */
  maxNesting: 3,
} as const;

type Attributes = Readonly<Record<string, string>>;

function addressOf(attributes: Attributes): string {
  for (const [key, value] of Object.entries(attributes)) if (/^(?:\w+:)?href$/.test(key)) return value.trim();
  return '';
}

/** Ids of elements that a tag refers to, by an address or as a paint, mask, clip or filter. */
function referencesOf(attributes: Attributes): string[] {
  const address = addressOf(attributes);
  const found = address.startsWith('#') ? [address.slice(1)] : [];
  for (const value of Object.values(attributes))
    for (const [, id] of value.matchAll(/url\(\s{0,10}['"]?#([^)'"\s]{1,200})/g)) found.push(id!);
  return found;
}

/** The root, or an element with an id. Elements with ids inside it are parts of their own. */
interface Part {
  elements: number;
  readonly references: string[];
  readonly parts: Part[];
  /** Number of elements after expansion, once computed; 0 meanwhile: renderers skip an element that contains itself. */
  unfolded?: number;
}

const MAX_DEPTH = 1_000;
/** An id should be unique; of several, renderers use the first. */
const MAX_SAME_ID = 3;

/** Number of elements that a part expands to; infinite when it is nested deeper than any renderer follows. */
function unfolded(part: Part, byId: ReadonlyMap<string, readonly Part[]>, depth: number): number {
  if (part.unfolded !== undefined) return part.unfolded;
  if (depth > MAX_DEPTH) return Number.POSITIVE_INFINITY;
  part.unfolded = 0;
  let sum = part.elements;
  for (const inner of part.parts) sum += unfolded(inner, byId, depth + 1);
  for (const reference of part.references)
    for (const target of byId.get(reference) ?? []) sum += unfolded(target, byId, depth + 1);
  part.unfolded = sum;
  return sum;
}

export interface SvgContent {
  readonly unfoldedElements: number;
  /** Data URLs of the embedded images. */
  readonly embeddedImages: readonly string[];
}

/** An entity declared in the SVG that contains markup. */
const HIDDEN_MARKUP = /<!ENTITY\s[^<>"']*(?:"[^"]*?(?:<|&#(?:0*60|x0*3c);)|'[^']*?(?:<|&#(?:0*60|x0*3c);))/i;
const OWN_ENTITY = /<!ENTITY\s+([^\s<>"'%]+)/g;

/** Reads the content of an SVG. Invalid XML, and addresses or elements hidden in entities, throw `undecodable-image`. */
export function readSvgContent(text: string, fileName?: string): SvgContent {
  const root: Part = { elements: 0, references: [], parts: [] };
  const byId = new Map<string, Part[]>();
  // The part of each open element: its own, or that of its parent.
  const open: Part[] = [];
  const embeddedImages: string[] = [];
  const refuse = (why: string) => {
    throw new ImageTo3DError('undecodable-image', `${displayFileName(fileName)} ${why}.`);
  };
  const parser = new SaxesParser({ xmlns: false, position: false });
  // Stops at the first error, so that a file full of errors does not take long.
  parser.on('error', () => refuse('cannot be drawn: it is not well-formed XML'));
  parser.on('doctype', (doctype) => {
    if (HIDDEN_MARKUP.test(doctype)) refuse('hides elements in an entity');
    for (const [, name] of doctype.matchAll(OWN_ENTITY)) parser.ENTITIES[name!] = `&${name};`;
  });
  parser.on('opentag', ({ attributes }) => {
    const around = open.at(-1) ?? root;
    const { id } = attributes;
    const part: Part = id === undefined ? around : { elements: 0, references: [], parts: [] };
    if (id !== undefined) {
      around.parts.push(part);
      byId.set(id, [...(byId.get(id) ?? []).slice(0, MAX_SAME_ID), part]);
    }
    part.elements++;
    part.references.push(...referencesOf(attributes));
    const address = addressOf(attributes);
    if (/&[\w.-]+;/.test(address)) refuse('hides an address in an entity');
    if (/^data:/i.test(address)) embeddedImages.push(address);
    open.push(part);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return { unfoldedElements: unfolded(root, byId, 0), embeddedImages };
}

/** Throws `image-too-large` for an SVG that expands to too many elements. */
export function checkUnfolded({ unfoldedElements }: SvgContent, fileName?: string): void {
  if (unfoldedElements <= SVG_LIMITS.maxUnfoldedElements) return;
  throw new ImageTo3DError(
    'image-too-large',
    `${displayFileName(fileName)} draws more than ${SVG_LIMITS.maxUnfoldedElements} elements after its references are resolved.`,
  );
}

/** Throws `image-too-large` when the images in an SVG have too many pixels in total. */
export function checkEmbeddedPixels(pixels: number, fileName?: string): void {
  if (pixels <= SVG_LIMITS.maxEmbeddedPixels) return;
  throw new ImageTo3DError(
    'image-too-large',
    `${displayFileName(fileName)} contains images of ${Math.ceil(pixels / 1e6)} million pixels; the limit for images in an SVG is ${(SVG_LIMITS.maxEmbeddedPixels / 1e6).toFixed(1)} million.`,
  );
}
