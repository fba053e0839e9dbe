const trimmed = (value: number, digits: number) => Number(value.toFixed(digits));

/** File size in powers of 1000: "840 KB", "1.2 MB", "2.1 GB". */
export function fileSizeText(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1e3));
  // The unit is chosen by the rounded value: 999,999 bytes read "1.0 MB", not "1000 KB".
  if (kilobytes < 1000) return `${kilobytes} KB`;
  return trimmed(bytes / 1e6, 1) < 1000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Bytes in memory, in powers of 1024: "10.7 MiB", "1.5 GiB". */
export function memoryText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return trimmed(mebibytes, 1) < 1024 ? `${mebibytes.toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** For sizes above a limit: rounded up, so that one byte over "20.0 MiB" reads as "20.1 MiB". */
export function memoryTextAbove(bytes: number): string {
  return memoryText(Math.ceil((bytes / 2 ** 20) * 10) * (2 ** 20 / 10));
}
