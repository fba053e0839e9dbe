import { fileSizeText } from '../../core/bytes-text.ts';
import type { ImageWarning, PreparedImage } from '../../recipe/image.ts';

const WARNINGS: Readonly<Record<ImageWarning, string>> = {
  'animated-first-frame': 'Animated: only the first frame is used.',
  downscaled: 'Larger than needed: it was scaled down.',
  small: 'Small: the model will have few details.',
  translucent: 'Partly transparent: translucent parts become solid.',
};

/** "512 × 384 px · PNG · 34 KB": the original file. */
export function imageFactsText({ source, widthPx, heightPx }: PreparedImage): string {
  const width = source.widthPx || widthPx;
  const height = source.heightPx || heightPx;
  return `${width} × ${height} px · ${source.format.toUpperCase()} · ${fileSizeText(source.fileBytes)}`;
}

/** Note about the background. */
export function alphaText({ hasAlpha }: PreparedImage): string {
  return hasAlpha
    ? 'Transparent background: no removal needed.'
    : 'No transparency: the background will be removed.';
}

export function imageWarnings({ warnings }: PreparedImage): readonly string[] {
  return warnings.map((warning) => WARNINGS[warning]);
}
