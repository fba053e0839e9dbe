import { ImageTo3DError } from '../../core/errors.ts';
import { displayFileName } from '../image-name.ts';
import { rootStart } from './xml.ts';

/** What a drawing may be made of. Its file is small; what it unfolds to need not be. */
export const SVG_LIMITS = {
  /** Pixels of all pictures in it, in sum. */
  maxEmbeddedPixels: 4096 * 4096,
  /** Elements once every reference to another element is followed. */
  maxUnfoldedElements: 500_000,
  /** Drawings in pictures in drawings. */
  maxNesting: 3,
} as const;

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function withoutReferences(value: string): string {
  return value.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gi, (whole, key: string) => {
    if (!key.startsWith('#')) return NAMED[key] ?? whole;
    const code = /^#x/i.test(key) ? Number.parseInt(key.slice(2), 16) : Number(key.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function endOfTag(text: string, start: number): number {
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i;
  }
  return -1;
}

// Neither checks nor repairs: what is no XML is refused by whoever draws it.
function* tagsOf(text: string): Generator<Tag> {
  for (let at = text.indexOf('<', rootStart(text)); at >= 0; ) {
    let end: number;
    if (text.startsWith('<!--', at)) end = text.indexOf('-->', at + 4) + 2;
    else if (text.startsWith('<![CDATA[', at)) end = text.indexOf(']]>', at) + 2;
    else if (text.startsWith('<?', at)) end = text.indexOf('?>', at) + 1;
    else {
      end = endOfTag(text, at);
      if (end < 0) return;
      const inside = text.slice(at + 1, end);
      const attributes = new Map<string, string>();
      for (const [, key, value] of inside.matchAll(/\s([\w:.-]{1,100})\s{0,100}=\s{0,100}("[^"]*"|'[^']*')/g))
        attributes.set(key!, withoutReferences(value!.slice(1, -1)));
      const name = /^\/?(?:[\w.-]{1,100}:)?([\w.-]{0,100})/.exec(inside)?.[1] ?? '';
      yield { name, attributes, isEnd: inside.startsWith('/'), isEmpty: inside.endsWith('/') };
    }
    if (end < at) return;
    at = text.indexOf('<', end + 1);
  }
}

function addressOf({ attributes }: Tag): string {
  for (const [key, value] of attributes) if (/^(?:\w+:)?href$/.test(key)) return value.trim();
  return '';
}

/** Ids of elements that a tag refers to, by an address or as a paint, mask, clip or filter. */
function referencesOf(tag: Tag): string[] {
  const address = addressOf(tag);
  const found = address.startsWith('#') ? [address.slice(1)] : [];
  for (const value of tag.attributes.values())
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

/** What a drawing is made of; an address made of the drawing's own entities throws `undecodable-image`. */
export function readSvgContent(text: string, fileName?: string): SvgContent {
  const root: Part = { elements: 0, references: [], parts: [] };
  const byId = new Map<string, Part[]>();
  // The part that each open element begins, or lies in.
  const open: Part[] = [];
  const pictures: string[] = [];
  for (const tag of tagsOf(text)) {
    if (tag.isEnd) {
      open.pop();
      continue;
    }
    const around = open.at(-1) ?? root;
    const id = tag.attributes.get('id');
    const part: Part = id === undefined ? around : { elements: 0, references: [], parts: [] };
    if (id !== undefined) {
      around.parts.push(part);
      byId.set(id, [...(byId.get(id) ?? []).slice(0, MAX_SAME_ID), part]);
    }
    part.elements++;
    part.references.push(...referencesOf(tag));
    const address = addressOf(tag);
    if (/&[\w.-]+;/.test(address))
      throw new ImageTo3DError(
        'undecodable-image',
        `${displayFileName(fileName)} hides an address behind an entity.`,
      );
    if (/^data:/i.test(address)) pictures.push(address);
    if (!tag.isEmpty) open.push(part);
  }
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
