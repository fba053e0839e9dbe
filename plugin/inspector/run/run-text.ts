import { type AssetVersion, type GeneratedAssetSnapshot, shownVersion } from '../../asset/contract.ts';
import { fileSizeText, memoryText } from '../../core/bytes-text.ts';
import { plainName } from '../../core/plain-text.ts';
import { PHASES, phaseText } from '../../generation/phase-text.ts';
import { isLive, type RunSnapshot } from '../../generation/run-snapshot.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import { localNotice } from '../../recipe/local-remarks.ts';
import { type ParameterSpec, rowsOf } from '../../recipe/parameter-spec.ts';
import { findProvider, type Providers, providerLabel } from '../../recipe/providers/index.ts';

/** "8 s", "1 min 04 s". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** "21,504". */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** "5k", "500k", "2M": for buttons; exact for round numbers only. */
export function shortCountText(count: number): string {
  if (count >= 1e6) return `${Number((count / 1e6).toFixed(2))}M`;
  return count >= 1000 ? `${Number((count / 1000).toFixed(1))}k` : String(count);
}

/** "5,120 triangles · 3,001 vertices": measured, not requested. */
export function geometryText(stats: AssetStats): string {
  return `${countText(stats.triangles)} triangles · ${countText(stats.vertices)} vertices`;
}

/** "2048 px · GPU 10.7 MiB · file 1.2 MB". */
export function memoryLine(stats: AssetStats): string {
  const texture = stats.maxTextureSizePx > 0 ? `${stats.maxTextureSizePx} px` : 'no texture';
  return `${texture} · GPU ${memoryText(stats.gpuBytes)} · file ${fileSizeText(stats.fileBytes)}`;
}

function briefText(row: ParameterSpec, value: number | boolean | undefined): string {
  const text = row.kind === 'integer' ? shortCountText(Number(value)) : String(value);
  return (row.brief ?? `${row.label.toLowerCase()} {}`).replace('{}', text);
}

/** "grid 1024 · Target 20k · 2048 px · seed 7": what was requested. */
export function requestText({ provider, parameters }: AssetVersion, providers?: Providers): string {
  const rows = rowsOf(findProvider(provider, providers)?.parameters ?? [], 'budget');
  const asked = rows.map((row) => briefText(row, parameters[row.name]));
  return [...asked, `seed ${parameters.seed}`].join(' · ');
}

/** What made a version; an approximation is marked as such. */
export function makerText({ isLocal, provider }: AssetVersion, providers?: Providers): string {
  return isLocal ? localNotice(providerLabel(provider, providers)) : provider;
}

/** Says that a version came from the library at no cost; undefined for one that was run. */
export function libraryText({ isFromLibrary, isLocal }: AssetVersion): string | undefined {
  if (!isFromLibrary) return undefined;
  return isLocal ? 'From the library, not run again' : 'From the library, not paid again';
}

/** A note for phases in which the user may worry about being charged; else undefined. */
export function assuranceText(run: RunSnapshot, isPaid: boolean): string | undefined {
  if (run.phase === 'reconciling')
    return 'The answer to the request was lost. It is not sent again automatically.';
  const isUnderWay = isLive(run) && run.phase !== 'preparing' && run.phase !== 'uploading';
  return isPaid && isUnderWay && run.isRecorded === false
    ? 'Not recorded: closing or reloading this page loses this run.'
    : undefined;
}

/** One line that sums up the finished run. */
export function doneText(asset: GeneratedAssetSnapshot): string {
  const { run } = asset;
  const version = shownVersion(asset) ?? asset.versions.at(-1);
  const time = run?.endedAtMs === undefined ? '' : ` in ${durationText(run.endedAtMs - run.startedAtMs)}`;
  if (!version) return `Done${time}`;
  return `${libraryText(version) ?? `Done${time}`} · ${geometryText(version.stats)}`;
}

/** An asset's state in a few words, for the list of assets. */
export function assetStateText(asset: GeneratedAssetSnapshot): string {
  if (asset.run && isLive(asset.run)) return phaseText(asset.run);
  const count = asset.versions.length;
  if (count > 0) {
    const versions = count === 1 ? '1 version' : `${count} versions`;
    return asset.isInScene ? versions : `${versions} · not in the scene`;
  }
  return asset.run ? PHASES[asset.run.phase] : 'No version yet';
}

/** A name from user data, short enough for a button's title. */
export function nameText(name: string): string {
  return plainName(name, 80) || 'Unnamed';
}
