import { fileSizeText } from '../../core/bytes-text.ts';
import { phaseText } from '../../generation/phase-text.ts';
import type { AssetLibrarySnapshot, OpenRun } from '../../generator/library-contract.ts';
import { type Providers, providerLabel } from '../../recipe/providers/index.ts';
import type { MasterRecord } from '../../storage/contract.ts';
import { countText } from '../run/run-text.ts';

/** "3 assets · 12.4 MB · this browser allows 2.1 GB". */
export function usageText({ masters, usage }: Pick<AssetLibrarySnapshot, 'masters' | 'usage'>): string {
  const parts = [masters.length === 1 ? '1 asset' : `${countText(masters.length)} assets`];
  if (usage) parts.push(fileSizeText(usage.bytes));
  if (usage?.quotaBytes !== undefined) parts.push(`this browser allows ${fileSizeText(usage.quotaBytes)}`);
  return parts.join(' · ');
}

/** "19,998 triangles · 2048 px · 1.2 MB": measured in the stored file. */
export function masterText({ stats, bytes }: MasterRecord): string {
  const texture = stats.maxTextureSizePx > 0 ? `${stats.maxTextureSizePx} px` : 'no texture';
  return `${countText(stats.triangles)} triangles · ${texture} · ${fileSizeText(bytes)}`;
}

/** "Model · 11/22/2026, 2:03 PM": who made it, and when. */
export function masterOriginText(
  { isLocal, provider, endedAtMs }: MasterRecord,
  providers?: Providers,
): string {
  const maker = isLocal ? 'Local approximation' : providerLabel(provider, providers);
  return `${maker} · ${momentText(endedAtMs)}`;
}

/** Date and time in the user's locale, to the minute. */
export function momentText(atMs: number): string {
  return new Date(atMs).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
}

/** The question before a master is deleted. */
export function deletionText({ isLocal }: MasterRecord): string {
  return isLocal
    ? 'Delete this from the library? You can generate it again for free.'
    : 'Delete this from the library? To get it back you must pay for a new run.';
}

/** The state of an interrupted run. `checkedAtMs`: time of the last check without a result. */
export function openRunText(run: OpenRun, checkedAtMs?: number): string {
  switch (run.state) {
    case 'elsewhere':
      return `Another tab is working on it${progressText(run)}.`;
    case 'stalled':
      return 'Another tab is working on it, but has not reported for a while. It may be frozen.';
    case 'waiting':
      return 'It was interrupted. Resuming it costs nothing more.';
    case 'ended':
      return 'It was resumed, and ended without a result.';
    case 'unconfirmed':
      return checkedAtMs === undefined
        ? 'It is not known whether the service accepted it. It was not sent again.'
        : `Checked at ${new Date(checkedAtMs).toLocaleTimeString()}: it is still not known whether the service accepted it. It was not sent again.`;
  }
}

function progressText({ phase, fraction }: OpenRun): string {
  if (phase === undefined) return '';
  const share = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
  return `: ${phaseText({ phase, cancelRequested: false }).replace(/…$/, '')}${share}`;
}

/** "2 records of earlier runs cannot be read. They were not changed." */
export function unreadableText(count: number): string {
  return count === 1
    ? '1 record of an earlier run cannot be read. It was not changed.'
    : `${count} records of earlier runs cannot be read. They were not changed.`;
}
