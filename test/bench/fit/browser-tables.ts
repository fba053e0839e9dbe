import type { BrowserResult } from './browser-runs.ts';
import { table } from './tables.ts';

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Times as ratios of plain `simplify` in the same Chromium, then memory, then the views. */
export function browserTables({
  master,
  times,
  timesPeakBytes,
  largestPeakBytes,
  views,
}: BrowserResult): string {
  const row = (name: string, ms: number, limit: string) => [
    name,
    ms.toFixed(0),
    (ms / times.simplifyMs).toFixed(2),
    limit,
  ];
  const lines = [
    `${master}; one worker, wall times. Stages of the last fine fit: ${Object.entries(times.stagesMs)
      .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
      .join(', ')} ms.`,
    table(
      ['step', 'ms', '÷ plain simplify', 'goal'],
      [
        row('meshoptimizer simplify (best of 3)', times.simplifyMs, ''),
        row('open', times.openMs, ''),
        row('open and first preview', times.firstPreviewMs, '0.7'),
        row('slider move (median of 7)', median(times.sliderMs), '0.35'),
        row('slider move (slowest)', Math.max(...times.sliderMs), ''),
        row('first fast fit', times.fastMs[0] ?? Number.NaN, ''),
        row('fast fit (median)', median(times.fastMs), '4'),
        row('fine fit (median)', median(times.fineMs), '8'),
      ],
    ),
    `Main thread meanwhile: ${times.tasks.tasks} tasks over 50 ms, the longest ${times.tasks.longestTaskMs.toFixed(0)} ms; longest gap between ticks ${times.tasks.longestGapMs.toFixed(0)} ms. Renderer, peak resident: ${(timesPeakBytes / 1e6).toFixed(0)} MB${
      largestPeakBytes ? `; with 3.5M triangles ${(largestPeakBytes / 1e6).toFixed(0)} MB` : ''
    }.`,
    'Twelve rendered views of 512 × 512 in Babylon against the master, on pixels of the object:',
    table(
      ['method', 'target', 'PSNR dB', 'SSIM', 'silhouette mismatch'],
      views.map(({ method, target, psnrDb, ssim, silhouetteMismatch }) => [
        method,
        target.toLocaleString('en-US'),
        psnrDb.toFixed(1),
        ssim.toFixed(3),
        `${(silhouetteMismatch * 100).toFixed(2)} %`,
      ]),
    ),
  ];
  return lines.join('\n\n');
}
