import type { AssetVersion } from '../generated-asset.ts';

/** "wooden-chair-v2.glb": safe as a file name on every system. */
export function masterFileName(assetName: string, versionNumber: number): string {
  const safe = assetName
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return `${safe || 'asset'}-v${versionNumber}.glb`;
}

/** Hands the GLB to the browser's downloads, exactly as the service sent it. The document is the pane's own: it may sit in a window of its own. */
export function downloadMaster(document: Document, assetName: string, version: AssetVersion): void {
  const url = URL.createObjectURL(new Blob([version.master], { type: 'model/gltf-binary' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = masterFileName(assetName, version.number);
  link.click();
  // The browser reads the address after the click: it must outlive this call.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
