function safeName(name: string): string {
  const safe = name
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return safe || 'asset';
}

/** "wooden-chair-v2.glb": safe as a file name on every system. `suffix` distinguishes an edited file from its master. */
export function glbFileName(assetName: string, versionNumber: number, suffix = ''): string {
  return `${safeName(assetName)}-v${versionNumber}${suffix}.glb`;
}

/** "wooden-chair-3fa92c1b.glb": the same for a stored master, with the start of its hash. */
export function libraryFileName(name: string, hash: string): string {
  return `${safeName(name)}-${hash.slice(0, 8)}.glb`;
}

/** Downloads a GLB. `document` is the pane's own, because the pane may be in a separate window. */
export function downloadGlb(document: Document, fileName: string, glb: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([glb], { type: 'model/gltf-binary' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the URL after the click, so revoke it later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
