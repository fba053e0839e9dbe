import type { AssetVersion } from '../../asset/contract.ts';
import { plainText } from '../../core/plain-text.ts';
import { fullLabel } from '../../recipe/parameter-spec.ts';
import { findProvider, type Providers } from '../../recipe/providers/index.ts';
import { masterOriginText } from '../library/library-text.ts';
import { durationText, geometryText, memoryLine, requestText } from '../run/run-text.ts';

/** Parameters that {@link requestText} names. */
const IN_REQUEST: ReadonlySet<string> = new Set(['budget', 'run']);

/** "Shape: Rescale t 4": the other parameters that differ from their defaults. */
function changedTexts({ provider, parameters }: AssetVersion, providers?: Providers): readonly string[] {
  const rows = findProvider(provider, providers)?.parameters ?? [];
  return rows
    .filter(({ group, name, ...spec }) => !IN_REQUEST.has(group) && parameters[name] !== spec.default)
    .map((row) => `${fullLabel(row, rows)} ${parameters[row.name]}`);
}

/** What a version's card says behind "Details": the master, the request, who made it and when. */
export function versionDetails(version: AssetVersion, providers?: Providers): readonly string[] {
  const { stats, fit, requestId, billableUnits, startedAtMs, endedAtMs, notes } = version;
  const duration = durationText(endedAtMs - startedAtMs);
  return [
    ...(fit ? [`Original: ${geometryText(stats)} · ${memoryLine(stats)}`] : []),
    `${stats.drawCalls} draw ${stats.drawCalls === 1 ? 'call' : 'calls'}`,
    requestText(version, providers),
    ...changedTexts(version, providers),
    `${masterOriginText(version, providers)} · took ${duration}`,
    ...(requestId === undefined ? [] : [`Request ${plainText(requestId, 80)}`]),
    ...(billableUnits === undefined ? [] : [`Billed units: ${billableUnits}`]),
    ...notes.map((note) => plainText(note)),
  ];
}
