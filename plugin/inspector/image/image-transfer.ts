import { isGlbFile } from './glb-reader.ts';

/** Whether a file says that it is an image or a model. */
export const isKnownFile = (file: File) => file.type.startsWith('image/') || isGlbFile(file);

/**
 * What a drop or a paste contains: its images and models; without any, its files of unknown type; else the URL of an
 * image dragged from a page.
 */
export function sourcesFromTransfer(transfer: DataTransfer): readonly (File | string)[] {
  const files = [...transfer.files];
  const usable = files.filter(isKnownFile);
  if (files.length > 0) return usable.length > 0 ? usable : files;
  const listed = transfer
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => line !== '' && !line.startsWith('#'));
  const address = listed ?? transfer.getData('text/plain').trim();
  return /^(https?:|data:image\/|blob:)/i.test(address) ? [address] : [];
}

/** Whether a drag may contain an image; browsers hide the contents until the drop. */
export function mayContainImage(transfer: DataTransfer): boolean {
  return transfer.types.includes('Files') || transfer.types.includes('text/uri-list');
}

/** A name for a URL: its last path segment; undefined for `data:` and `blob:`. */
export function nameOfAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, pathname } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const last = pathname.split('/').filter(Boolean).at(-1);
  return last?.replace(/\.[a-z0-9]{2,5}$/i, '') || undefined;
}
