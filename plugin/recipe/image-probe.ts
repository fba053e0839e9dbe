import { ImageTo3DError } from '../core/errors.ts';
import type { ImageFormat, ImageInfo } from './image.ts';
import { brandsOf, readAvif } from './image-formats/avif.ts';
import { nameForeignFile } from './image-formats/foreign.ts';
import { readGif } from './image-formats/gif.ts';
import { type HeaderReading, hasText } from './image-formats/header.ts';
import { readJpeg } from './image-formats/jpeg.ts';
import { PNG_SIGNATURE, readPng } from './image-formats/png.ts';
import { readSvg } from './image-formats/svg.ts';
import { readWebp } from './image-formats/webp.ts';
import { textStart } from './image-formats/xml.ts';
import { checkImageFileBytes } from './image-limits.ts';
import { displayFileName } from './image-name.ts';

interface FormatRow {
  readonly format: ImageFormat;
  readonly mimeType: string;
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly read: (bytes: Uint8Array) => HeaderReading;
}

const FORMATS: readonly FormatRow[] = [
  { format: 'png', mimeType: 'image/png', matches: (b) => hasText(b, PNG_SIGNATURE), read: readPng },
  { format: 'jpeg', mimeType: 'image/jpeg', matches: (b) => hasText(b, '\xff\xd8\xff'), read: readJpeg },
  {
    format: 'webp',
    mimeType: 'image/webp',
    matches: (b) => hasText(b, 'RIFF') && hasText(b, 'WEBP', 8),
    read: readWebp,
  },
  {
    format: 'gif',
    mimeType: 'image/gif',
    matches: (b) => hasText(b, 'GIF87a') || hasText(b, 'GIF89a'),
    read: readGif,
  },
  {
    format: 'avif',
    mimeType: 'image/avif',
    matches: (b) => brandsOf(b).some((brand) => brand === 'avif' || brand === 'avis'),
    read: readAvif,
  },
];

function read(
  bytes: Uint8Array,
): { format: ImageFormat; mimeType: string; reading: HeaderReading } | undefined {
  const row = FORMATS.find(({ matches }) => matches(bytes));
  if (row) return { format: row.format, mimeType: row.mimeType, reading: row.read(bytes) };
  const text = textStart(bytes);
  const reading = text === undefined ? undefined : readSvg(text);
  return reading && { format: 'svg', mimeType: 'image/svg+xml', reading };
}

/**
 * Finds an image's format from its first bytes: the file's name and MIME type are ignored. The size is read from the
 * header; nothing is decoded, and no limit is checked.
 *
 * @param fileName - for error messages only.
 * @throws ImageTo3DError `unsupported-format` for an image in another format; `undecodable-image` for a file that is no
 * image, is empty, or ends before its size is known.
 */
export function probeImage(bytes: Uint8Array, fileName?: string): ImageInfo {
  if (bytes.length === 0) checkImageFileBytes(0, fileName);
  const found = read(bytes);
  const name = displayFileName(fileName);
  if (!found) {
    const { isImage, what } = nameForeignFile(bytes);
    throw new ImageTo3DError(
      isImage ? 'unsupported-format' : 'undecodable-image',
      isImage ? `${name} is ${what}, which cannot be read.` : `${name} is ${what}, not an image.`,
    );
  }
  if ('problem' in found.reading)
    throw new ImageTo3DError('undecodable-image', `${name} ${found.reading.problem}.`);
  return { format: found.format, mimeType: found.mimeType, ...found.reading };
}
