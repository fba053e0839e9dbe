import { type HeaderReading, hasText, TRUNCATED, typeAt, viewOf } from './header.ts';

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const MAX_BOXES = 4096;

// ISO base media boxes: size (u32, 1: a u64 follows, 0: to the end), type, data. Boxes that overrun end the list.
function boxesIn(bytes: Uint8Array, start: number, end: number): readonly Box[] {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
  let offset = start;
  while (offset + 8 <= end && boxes.length < MAX_BOXES) {
    let size = view.getUint32(offset);
    let header = 8;
    if (size === 1) {
      if (offset + 16 > end) break;
      size = Number(view.getBigUint64(offset + 8));
      header = 16;
    } else if (size === 0) size = end - offset;
    if (size < header || offset + size > end) break;
    boxes.push({ type: typeAt(bytes, offset + 4), start: offset + header, end: offset + size });
    offset += size;
  }
  return boxes;
}

/** Major and compatible brands of a file that starts with `ftyp`; empty without one. */
export function brandsOf(bytes: Uint8Array): readonly string[] {
  if (bytes.length < 12 || !hasText(bytes, 'ftyp', 4)) return [];
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256);
  const brands = [typeAt(bytes, 8)];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(typeAt(bytes, offset));
  return brands;
}

// pitm: version and flags (u32), item id (u16, from version 1 u32).
function primaryItem(view: DataView, box: Box | undefined): number | undefined {
  if (!box || box.start + 6 > box.end) return undefined;
  if (view.getUint8(box.start) === 0) return view.getUint16(box.start + 4);
  return box.start + 8 <= box.end ? view.getUint32(box.start + 4) : undefined;
}

// ipma: version, flags, count (u32), then per item its id, a count (u8) and 1-based property indices with a flag bit.
function propertiesOf(view: DataView, box: Box, item: number): readonly number[] {
  if (box.start + 8 > box.end) return [];
  const wideIds = view.getUint8(box.start) > 0;
  const wideIndices = (view.getUint8(box.start + 3) & 1) === 1;
  let offset = box.start + 8;
  for (let entries = view.getUint32(box.start + 4); entries > 0; entries--) {
    const listStart = offset + (wideIds ? 5 : 3);
    if (listStart > box.end) return [];
    const id = wideIds ? view.getUint32(offset) : view.getUint16(offset);
    const listEnd = listStart + view.getUint8(listStart - 1) * (wideIndices ? 2 : 1);
    if (listEnd > box.end) return [];
    if (id === item) {
      const indices: number[] = [];
      for (let at = listStart; at < listEnd; at += wideIndices ? 2 : 1)
        indices.push(wideIndices ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f);
      return indices;
    }
    offset = listEnd;
  }
  return [];
}

/** Size of the primary item (its `ispe` property) of an AVIF; `avis` marks a sequence. */
export function readAvif(bytes: Uint8Array): HeaderReading {
  const view = viewOf(bytes);
  const meta = boxesIn(bytes, 0, bytes.length).find((box) => box.type === 'meta');
  if (!meta || meta.start + 4 > meta.end) return TRUNCATED;
  const inMeta = boxesIn(bytes, meta.start + 4, meta.end);
  const item = primaryItem(
    view,
    inMeta.find((box) => box.type === 'pitm'),
  );
  const iprp = inMeta.find((box) => box.type === 'iprp');
  if (item === undefined || !iprp) return { problem: 'is a damaged AVIF: it names no main image' };
  const inIprp = boxesIn(bytes, iprp.start, iprp.end);
  const ipco = inIprp.find((box) => box.type === 'ipco');
  const ipma = inIprp.find((box) => box.type === 'ipma');
  const properties = ipco ? boxesIn(bytes, ipco.start, ipco.end) : [];
  const own = ipma ? propertiesOf(view, ipma, item).map((index) => properties[index - 1]) : [];
  const ispe = own.find((box) => box?.type === 'ispe');
  if (!ispe || ispe.start + 12 > ispe.end)
    return { problem: 'is a damaged AVIF: its main image has no size' };
  return {
    widthPx: view.getUint32(ispe.start + 4),
    heightPx: view.getUint32(ispe.start + 8),
    animated: brandsOf(bytes).includes('avis'),
  };
}
