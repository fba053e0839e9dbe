import type { FitOutput } from '../../budget/fit-plan.ts';

/** What an export is for, and how its file is written. */
export const EXPORT_FORMATS = [
  {
    id: 'game',
    label: 'Game: meshopt, WebP',
    help: 'Smallest. Babylon and three.js read it; most modelling tools do not.',
    geometry: 'meshopt',
    textures: 'webp',
    suffix: '',
  },
  {
    id: 'tools',
    label: 'Other tools: PNG',
    help: 'Larger. No extensions: every tool that reads glTF reads it.',
    geometry: 'float',
    textures: 'png',
    suffix: '-png',
  },
  {
    id: 'ktx2',
    label: 'GPU textures: KTX2',
    help: 'Textures stay compressed in GPU memory. The app that loads it needs a KTX2 decoder.',
    geometry: 'meshopt',
    textures: 'ktx2',
    suffix: '-ktx2',
  },
] as const;

export type ExportFormatId = (typeof EXPORT_FORMATS)[number]['id'];

export function exportFormat(id: ExportFormatId): (typeof EXPORT_FORMATS)[number] {
  return EXPORT_FORMATS.find((format) => format.id === id) ?? EXPORT_FORMATS[0];
}

/** What {@link GeneratedAsset.exportGlbAsync} is asked for. */
export function exportOutput(id: ExportFormatId, withLods: boolean): FitOutput {
  const { geometry, textures } = exportFormat(id);
  return { geometry, textures, withLods };
}
