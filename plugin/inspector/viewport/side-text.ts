import {
  type AssetVersion,
  type GeneratedAssetSnapshot,
  shownStats,
  shownVersion,
} from '../../asset/contract.ts';
import { memoryText } from '../../core/bytes-text.ts';
import { countText } from '../run/run-text.ts';

/** "Version 1, fitted · 5,000 triangles · 1.4 MiB GPU". */
function sideText(version: AssetVersion, isOriginal = false): string {
  const { triangles, gpuBytes } = shownStats(version);
  const name = `Version ${version.number}${isOriginal ? ', original' : version.fit ? ', fitted' : ''}`;
  return `${name} · ${countText(triangles)} triangles · ${memoryText(gpuBytes)} GPU`;
}

/** What each side of a comparison shows; undefined without a comparison. */
export function sideTexts(
  snapshot: GeneratedAssetSnapshot,
): { readonly compared: string; readonly shown: string } | undefined {
  const { versions, comparison } = snapshot;
  const shown = shownVersion(snapshot);
  if (!comparison || !shown) return undefined;
  const { fit: _fit, ...master } = shown;
  const isOriginal = comparison.with === 'master';
  const compared = isOriginal ? master : versions.find(({ id }) => id === comparison.with);
  return compared && { compared: sideText(compared, isOriginal), shown: sideText(shown) };
}
