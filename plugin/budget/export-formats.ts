import type { FitOutput } from './fit-plan.ts';

/** What an export is for, and how its file is written. */
export interface ExportFormat {
  readonly id: string;
  readonly label: string;
  /** Programs that read it, shortly. */
  readonly programs: string;
  /** Which programs read it, and which do not. */
  readonly help: string;
  readonly geometry: FitOutput['geometry'];
  readonly textures: FitOutput['textures'];
  /** Added to the file's name. */
  readonly suffix: string;
}

/** Every kind of export; a new one is a row here. */
export const EXPORT_FORMATS = [
  {
    id: 'compact',
    label: 'Compact: meshopt, WebP',
    programs: 'Babylon.js, three.js',
    help: 'Smallest. Babylon.js and three.js read it; Blender, Unity, Unreal and most modelling tools do not.',
    geometry: 'meshopt',
    textures: 'webp',
    suffix: '',
  },
  {
    id: 'plain',
    label: 'Plain: PNG',
    programs: 'Blender, Unity, Unreal, Godot',
    help: 'Larger. No extension is required: Blender, Unity, Unreal, Godot and every other tool that reads glTF 2.0.',
    geometry: 'float',
    textures: 'png',
    suffix: '-plain',
  },
  {
    id: 'ktx2',
    label: 'GPU textures: KTX2',
    programs: 'Babylon.js, three.js',
    help: 'Textures stay compressed in GPU memory (UASTC). Babylon.js and three.js read it with their KTX2 decoder; modelling tools do not.',
    geometry: 'meshopt',
    textures: 'ktx2',
    suffix: '-ktx2',
  },
] as const satisfies readonly ExportFormat[];

export type ExportFormatId = (typeof EXPORT_FORMATS)[number]['id'];

export const EXPORT_FORMAT_IDS: readonly ExportFormatId[] = EXPORT_FORMATS.map(({ id }) => id);

export function exportFormat(id: ExportFormatId): ExportFormat {
  return EXPORT_FORMATS.find((format) => format.id === id) ?? EXPORT_FORMATS[0];
}

/** How the file of an export is written. */
export function exportOutput(id: ExportFormatId, withLods: boolean): FitOutput {
  const { geometry, textures } = exportFormat(id);
  return { geometry, textures, withLods };
}
