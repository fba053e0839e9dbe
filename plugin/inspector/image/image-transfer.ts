/** What a drop or a paste contains: a file (images first), else the URL of an image dragged from a page. */
export function imageFromTransfer(transfer: DataTransfer): File | string | undefined {
  const files = [...transfer.files];
  return files.find(({ type }) => type.startsWith('image/')) ?? files[0] ?? addressFromTransfer(transfer);
}

/** All files of a drop, else the URL of an image dragged from a page. */
export function sourcesFromTransfer(transfer: DataTransfer): readonly (File | string)[] {
  const address = transfer.files.length > 0 ? undefined : addressFromTransfer(transfer);
  return address === undefined ? [...transfer.files] : [address];
}

function addressFromTransfer(transfer: DataTransfer): string | undefined {
  const listed = transfer
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => line !== '' && !line.startsWith('#'));
  const address = listed ?? transfer.getData('text/plain').trim();
  return /^(https?:|data:image\/|blob:)/i.test(address) ? address : undefined;
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
