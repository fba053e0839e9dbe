import { brandsOf } from './avif.ts';
import { hasText, typeAt } from './header.ts';
import { rootStart, textStart } from './xml.ts';

/** What a file is that cannot be used: `isPicture` when an image editor could convert it. */
export interface ForeignFile {
  readonly isPicture: boolean;
  /** With its article: "a HEIC picture". */
  readonly what: string;
}

type Row = readonly [magic: string, what: string, offset?: number];

const PICTURES: readonly Row[] = [
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['II+\0', 'a TIFF picture'],
  ['MM\0+', 'a TIFF picture'],
  ['BM', 'a BMP picture'],
  ['\0\0\x01\0', 'an ICO icon'],
  ['\0\0\x02\0', 'a CUR cursor'],
  ['icns', 'an ICNS icon'],
  ['8BPS', 'a Photoshop document'],
  ['%PDF-', 'a PDF document'],
  ['%!PS', 'a PostScript document'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 'a JPEG 2000 picture'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
  ['\x76\x2f\x31\x01', 'an OpenEXR picture'],
  ['#?RADIANCE', 'a Radiance HDR picture'],
  ['DDS ', 'a DDS texture'],
  ['\xabKTX ', 'a KTX texture'],
  ['qoif', 'a QOI picture'],
  ['gimp xcf', 'a GIMP document'],
  ['FUJIFILM', 'a camera raw picture'],
];

const OTHERS: readonly Row[] = [
  ['glTF', 'a GLB model'],
  ['PK\x03\x04', 'a zip archive'],
  ['PK\x05\x06', 'a zip archive'],
  ['\x1f\x8b', 'a gzip file'],
  ['Rar!', 'a RAR archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['WAVE', 'a sound', 8],
  ['AVI ', 'a video', 8],
  ['ID3', 'a sound'],
  ['OggS', 'a sound or video'],
  ['\x1a\x45\xdf\xa3', 'a video'],
  ['MZ', 'a Windows program'],
  ['\x7fELF', 'a program'],
];

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'miaf']);

function fromBrands(bytes: Uint8Array): ForeignFile | undefined {
  const brands = brandsOf(bytes);
  if (brands.length === 0) return undefined;
  if (brands.some((brand) => HEIF_BRANDS.has(brand))) return { isPicture: true, what: 'a HEIC picture' };
  return brands[0] === 'crx '
    ? { isPicture: true, what: 'a camera raw picture' }
    : { isPicture: false, what: 'a video' };
}

// BMP has two letters for a magic number: its header's size (a u32 at 14) tells it from a text that starts with them.
const isBitmap = (bytes: Uint8Array) =>
  bytes.length >= 18 && bytes[15] === 0 && bytes[16] === 0 && bytes[17] === 0;

function fromText(bytes: Uint8Array): ForeignFile | undefined {
  const text = textStart(bytes);
  if (text === undefined) return undefined;
  if (text.trim() === '') return { isPicture: false, what: 'a text file with nothing but white space' };
  const head = text.slice(0, 4096);
  const root = text.slice(rootStart(text), rootStart(text) + 64);
  if (/<!doctype html/i.test(head) || /^<(?:html|head|body|script|title|meta|div|p|a)[\s/>]/i.test(root))
    return { isPicture: false, what: 'a web page (HTML)' };
  if (/^<[a-z_]/i.test(root) || head.startsWith('<?xml'))
    return { isPicture: false, what: 'an XML file but no SVG' };
  if (/^\s*[{[]/.test(head)) return { isPicture: false, what: 'a JSON file' };
  if (/^P[1-7]\s/.test(head)) return { isPicture: true, what: 'a Netpbm picture' };
  return { isPicture: false, what: 'a text file' };
}

/** Names a file that is none of the usable formats, by its first bytes. */
export function nameForeignFile(bytes: Uint8Array): ForeignFile {
  const matches = ([magic, , offset = 0]: Row) =>
    hasText(bytes, magic, offset) && (magic !== 'BM' || isBitmap(bytes));
  const picture = PICTURES.find(matches);
  if (picture) return { isPicture: true, what: picture[1] };
  const branded = fromBrands(bytes);
  if (branded) return branded;
  const other = OTHERS.find(matches);
  if (other) return { isPicture: false, what: other[1] };
  if (/^P[1-7]$/.test(typeAt(bytes, 0).slice(0, 2)) && /\s/.test(typeAt(bytes, 2).charAt(0)))
    return { isPicture: true, what: 'a Netpbm picture' };
  const text = fromText(bytes);
  if (text) return text;
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return { isPicture: false, what: `a file of an unknown kind (it begins with ${start})` };
}
