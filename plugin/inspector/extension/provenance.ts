import type { AssetVersion } from '../../asset/contract.ts';
import { fileSizeText, memoryText } from '../../core/bytes-text.ts';
import type { Generator } from '../../generator/contract.ts';
import type { ParameterSpec } from '../../recipe/parameter-spec.ts';
import { fitLine } from '../fit/fit-text.ts';
import { countText, durationText, libraryText, makerText } from '../run/run-text.ts';

/** One line of the provenance section. Labels are unique. */
export interface ProvenanceRow {
  readonly label: string;
  readonly value: string;
}

/** Who made a version, what was measured in it, and the request's main numbers. */
export function provenanceRows(version: AssetVersion): readonly ProvenanceRow[] {
  const { stats, parameters, billableUnits, requestId } = version;
  const texture = stats.maxTextureSizePx > 0 ? `${countText(stats.maxTextureSizePx)} px` : 'none';
  const source = libraryText(version);
  return [
    { label: 'Version', value: String(version.number) },
    { label: 'Made by', value: makerText(version) },
    ...(source === undefined ? [] : [{ label: 'Source', value: source }]),
    { label: 'Created', value: new Date(version.endedAtMs).toLocaleString() },
    { label: 'Took', value: durationText(version.endedAtMs - version.startedAtMs) },
    ...(requestId === undefined ? [] : [{ label: 'Request', value: requestId }]),
    ...(billableUnits === undefined ? [] : [{ label: 'Billed units', value: String(billableUnits) }]),
    { label: 'Triangles', value: countText(stats.triangles) },
    { label: 'Vertices', value: countText(stats.vertices) },
    { label: 'Draw calls', value: countText(stats.drawCalls) },
    { label: 'Largest texture', value: texture },
    { label: 'GPU memory', value: memoryText(stats.gpuBytes) },
    { label: 'File size', value: fileSizeText(stats.fileBytes) },
    ...(version.fit ? [{ label: 'Shown as', value: fitLine(version.fit) }] : []),
    { label: 'Asked target', value: countText(parameters.decimationTarget) },
    { label: 'Asked texture', value: `${countText(parameters.textureSize)} px` },
    { label: 'Resolution', value: String(parameters.resolution) },
    { label: 'Seed', value: String(parameters.seed) },
  ];
}

// These have their own rows above.
const SHOWN = new Set(['seed', 'decimationTarget', 'textureSize', 'resolution']);

function labelOf(spec: ParameterSpec): string {
  const isStage = spec.group === 'structure' || spec.group === 'shape' || spec.group === 'texture';
  return isStage ? `${spec.group[0]!.toUpperCase()}${spec.group.slice(1)}: ${spec.label}` : spec.label;
}

/** The other parameters that a version did not take at their defaults. */
export function changedParameters(
  { parameters }: AssetVersion,
  generator: Pick<Generator, 'parameters' | 'defaults'>,
): readonly ProvenanceRow[] {
  const defaults: Record<string, unknown> = generator.defaults;
  return generator.parameters
    .filter((spec) => !SHOWN.has(spec.name) && parameters[spec.name] !== defaults[spec.name])
    .map((spec) => ({ label: labelOf(spec), value: String(parameters[spec.name]) }));
}
