import type { AssetVersion } from '../../asset/contract.ts';
import { fileSizeText, memoryText } from '../../core/bytes-text.ts';
import { fullLabel, type ParameterSpec, rowsOf } from '../../recipe/parameter-spec.ts';
import { findProvider, type Providers } from '../../recipe/providers/index.ts';
import { fitLine } from '../fit/fit-text.ts';
import { countText, durationText, libraryText, makerText } from '../run/run-text.ts';

/** One line of the provenance section. Labels are unique. */
export interface ProvenanceRow {
  readonly label: string;
  readonly value: string;
}

/** Which engine made a version, its measured numbers, and the main parameters. */
export function provenanceRows(version: AssetVersion, providers?: Providers): readonly ProvenanceRow[] {
  const { stats, parameters, billableUnits, requestId } = version;
  const texture = stats.maxTextureSizePx > 0 ? `${countText(stats.maxTextureSizePx)} px` : 'none';
  const source = libraryText(version);
  return [
    { label: 'Version', value: String(version.number) },
    { label: 'Made by', value: makerText(version, providers) },
    ...(source === undefined ? [] : [{ label: 'Source', value: source }]),
    { label: 'Created', value: new Date(version.endedAtMs).toLocaleString() },
    { label: 'Duration', value: durationText(version.endedAtMs - version.startedAtMs) },
    ...(requestId === undefined ? [] : [{ label: 'Request', value: requestId }]),
    ...(billableUnits === undefined ? [] : [{ label: 'Billed units', value: String(billableUnits) }]),
    { label: 'Triangles', value: countText(stats.triangles) },
    { label: 'Vertices', value: countText(stats.vertices) },
    { label: 'Draw calls', value: countText(stats.drawCalls) },
    { label: 'Largest texture', value: texture },
    { label: 'GPU memory', value: memoryText(stats.gpuBytes) },
    { label: 'File size', value: fileSizeText(stats.fileBytes) },
    ...(version.fit ? [{ label: 'Shown as', value: fitLine(version.fit) }] : []),
    ...parameterRows(version, providers),
    { label: 'Seed', value: String(parameters.seed) },
  ];
}

function valueText(row: ParameterSpec, value: number | boolean | undefined): string {
  if (row.kind === 'integer') return countText(Number(value));
  return row.kind === 'choice' && row.unit ? `${countText(Number(value))} ${row.unit}` : String(value);
}

const parameterRows = (
  { provider, parameters }: AssetVersion,
  providers?: Providers,
): readonly ProvenanceRow[] =>
  rowsOf(findProvider(provider, providers)?.parameters ?? [], 'budget').map((row) => ({
    label: `Requested ${row.label.toLowerCase()}`,
    value: valueText(row, parameters[row.name]),
  }));

/** The other parameters that differ from their defaults. */
export function changedParameters(
  { provider, parameters }: AssetVersion,
  providers?: Providers,
): readonly ProvenanceRow[] {
  const rows = findProvider(provider, providers)?.parameters ?? [];
  return rows
    .filter(({ group, name, ...spec }) => !HAS_OWN_ROW.has(group) && parameters[name] !== spec.default)
    .map((row) => ({ label: fullLabel(row, rows), value: String(parameters[row.name]) }));
}

const HAS_OWN_ROW: ReadonlySet<string> = new Set(['budget', 'run']);
