import { SaxesParser } from 'saxes';
import { ImageTo3DError } from '../core/errors.ts';
import { displayFileName } from '../recipe/image-name.ts';

/** What a drawing may be made of. Its file is small; what it unfolds to need not be. */
export const SVG_LIMITS = {
  /** Pixels of all pictures in it, in sum. */
  maxEmbeddedPixels: 4096 * 4096,
  /** Elements once every reference to another element is followed. */
  maxUnfoldedElements: 500_000,
  /** Drawings in pictures in drawings. */
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

/** The root, or an element that others can refer to, without what lies in further ones of the kind. */
interface Part {
  elements: number;
  readonly references: string[];
  readonly parts: Part[];
  /** What it becomes, once that is known; 0 while it is counted: renderers leave out what holds itself. */
  unfolded?: number;
}

const MAX_DEPTH = 1_000;
/** An id should be given once; of more, renderers take the first. */
const MAX_SAME_ID = 3;

/** How many elements a part becomes; infinite where it goes deeper than any renderer follows. */
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
  /** Addresses of pictures that stand in the drawing itself. */
  readonly pictures: readonly string[];
}

/** An entity of the drawing's own that holds markup. */
const HIDDEN_MARKUP = /<!ENTITY\s[^<>"']*(?:"[^"]*?(?:<|&#(?:0*60|x0*3c);)|'[^']*?(?:<|&#(?:0*60|x0*3c);))/i;
const OWN_ENTITY = /<!ENTITY\s+([^\s<>"'%]+)/g;

/** What a drawing is made of. Bad XML, and addresses or elements behind entities, throw `undecodable-image`. */
export function readSvgContent(text: string, fileName?: string): SvgContent {
  const root: Part = { elements: 0, references: [], parts: [] };
  const byId = new Map<string, Part[]>();
  // The part that each open element begins, or lies in.
  const open: Part[] = [];
  const pictures: string[] = [];
  const refuse = (why: string) => {
    throw new ImageTo3DError('undecodable-image', `${displayFileName(fileName)} ${why}.`);
  };
  const parser = new SaxesParser({ xmlns: false, position: false });
  // Stopping at the first error also keeps a file of nothing but errors from taking long.
  parser.on('error', () => refuse('cannot be drawn: it is not well-formed XML'));
  parser.on('doctype', (doctype) => {
    if (HIDDEN_MARKUP.test(doctype)) refuse('hides elements behind an entity');
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
    if (/&[\w.-]+;/.test(address)) refuse('hides an address behind an entity');
    if (/^data:/i.test(address)) pictures.push(address);
    open.push(part);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return { unfoldedElements: unfolded(root, byId, 0), pictures };
}

/** Throws `image-too-large` for a drawing that unfolds to more than a renderer should be given. */
export function checkUnfolded({ unfoldedElements }: SvgContent, fileName?: string): void {
  if (unfoldedElements <= SVG_LIMITS.maxUnfoldedElements) return;
  throw new ImageTo3DError(
    'image-too-large',
    `${displayFileName(fileName)} draws more than ${SVG_LIMITS.maxUnfoldedElements} elements once its references are followed.`,
  );
}

/** Throws `image-too-large` when the pictures in a drawing have too many pixels in sum. */
export function checkEmbeddedPixels(pixels: number, fileName?: string): void {
  if (pixels <= SVG_LIMITS.maxEmbeddedPixels) return;
  throw new ImageTo3DError(
    'image-too-large',
    `${displayFileName(fileName)} holds pictures of ${Math.ceil(pixels / 1e6)} million pixels; the limit for those in an SVG is ${(SVG_LIMITS.maxEmbeddedPixels / 1e6).toFixed(1)} million.`,
  );
}
