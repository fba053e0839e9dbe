import { brandsOf } from './avif.ts';
import { hasText, typeAt } from './header.ts';
import { rootStart, textStart } from './xml.ts';

/** What an unusable file is: `isImage` when an image editor could convert it. */
export interface ForeignFile {
  readonly isImage: boolean;
  /** With its article: "a HEIC image". */
  readonly what: string;
}

type Row = readonly [what: string, ...magics: string[]];

const IMAGES: readonly Row[] = [
  ['a TIFF image', 'II*\0', 'MM\0*', 'II+\0', 'MM\0+'],
  ['an ICO icon', '\0\0\x01\0'],
  ['a CUR cursor', '\0\0\x02\0'],
  ['an ICNS icon', 'icns'],
  ['a Photoshop document', '8BPS'],
  ['a PDF document', '%PDF-'],
  ['a PostScript document', '%!PS'],
  ['a JPEG XL image', '\xff\x0a', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['a JPEG 2000 image', '\xff\x4f\xff\x51', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['an OpenEXR image', '\x76\x2f\x31\x01'],
  ['a Radiance HDR image', '#?RADIANCE'],
  ['a DDS texture', 'DDS '],
  ['a KTX texture', '\xabKTX '],
  ['a QOI image', 'qoif'],
  ['a GIMP document', 'gimp xcf'],
  ['a camera raw image', 'FUJIFILM'],
];

const OTHERS: readonly Row[] = [
  ['a GLB model', 'glTF'],
  ['a zip archive', 'PK\x03\x04', 'PK\x05\x06'],
  ['a gzip file', '\x1f\x8b'],
  ['a RAR archive', 'Rar!'],
  ['a 7-Zip archive', '7z\xbc\xaf\x27\x1c'],
  ['a sound', 'ID3'],
  ['a sound or video', 'OggS'],
  ['a video', '\x1a\x45\xdf\xa3'],
  ['a Windows program', 'MZ'],
  ['a program', '\x7fELF'],
];

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'miaf']);

function fromBrands(bytes: Uint8Array): ForeignFile | undefined {
  const brands = brandsOf(bytes);
  if (brands.length === 0) return undefined;
  if (brands.some((brand) => HEIF_BRANDS.has(brand))) return { isImage: true, what: 'a HEIC image' };
  return brands[0] === 'crx '
    ? { isImage: true, what: 'a camera raw image' }
    : { isImage: false, what: 'a video' };
}

// BMP's magic number is only two letters: its header's size (a u32 at 14) distinguishes it from a text that starts with them.
const isBitmap = (bytes: Uint8Array) =>
  hasText(bytes, 'BM') && bytes.length >= 18 && bytes[15] === 0 && bytes[16] === 0 && bytes[17] === 0;

function fromText(bytes: Uint8Array): ForeignFile | undefined {
  const text = textStart(bytes);
  if (text === undefined) return undefined;
  if (text.trim() === '') return { isImage: false, what: 'a text file with nothing but white space' };
  const head = text.slice(0, 4096);
  const root = text.slice(rootStart(text), rootStart(text) + 64);
  if (/<!doctype html/i.test(head) || /^<(?:html|head|body|script|title|meta|div|p|a)[\s/>]/i.test(root))
    return { isImage: false, what: 'a web page (HTML)' };
  if (/^<[a-z_]/i.test(root) || head.startsWith('<?xml'))
    return { isImage: false, what: 'an XML file but no SVG' };
  if (/^\s*[{[]/.test(head)) return { isImage: false, what: 'a JSON file' };
  return { isImage: false, what: 'a text file' };
}

/** Names a file of an unsupported format, by its first bytes. */
export function nameForeignFile(bytes: Uint8Array): ForeignFile {
  const found = (rows: readonly Row[]) =>
    rows.find(([, ...magics]) => magics.some((magic) => hasText(bytes, magic)))?.[0];
  const isNetpbm = /^P[1-7]\s/.test(typeAt(bytes, 0));
  const image = found(IMAGES) ?? (isBitmap(bytes) ? 'a BMP image' : isNetpbm ? 'a Netpbm image' : undefined);
  if (image) return { isImage: true, what: image };
  const branded = fromBrands(bytes);
  if (branded) return branded;
  const other =
    found(OTHERS) ??
    (hasText(bytes, 'WAVE', 8) ? 'a sound' : hasText(bytes, 'AVI ', 8) ? 'a video' : undefined);
  if (other) return { isImage: false, what: other };
  const text = fromText(bytes);
  if (text) return text;
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return { isImage: false, what: `a file of an unknown kind (it begins with ${start})` };
}
