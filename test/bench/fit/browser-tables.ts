import type { BrowserResult, BrowserStep } from './browser-runs.ts';
import { table } from './tables.ts';

const withoutCpu = ([name, wall, , ratio, , goal]: readonly string[]) => [
  name!,
  wall!,
  '–',
  ratio!,
  '–',
  goal!,
];

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Times as ratios of plain `simplify` in the same Chromium, then memory. */
export function browserTimes({ master, times, timesPeakBytes, largestPeakBytes }: BrowserResult): string {
  const { simplify, firstPreview, settle, slider, fast, fine, mainThread } = times;
  const row = (name: string, steps: readonly BrowserStep[], goal: string) => {
    const [wall, cpu] = [median(steps.map(({ ms }) => ms)), median(steps.map(({ cpuMs }) => cpuMs))];
    return [
      name,
      wall.toFixed(0),
      cpu.toFixed(0),
      (wall / simplify.ms).toFixed(2),
      (cpu / simplify.cpuMs).toFixed(2),
      goal,
    ];
  };
  const lines = [
    `${master}, 1024² textures, one worker. CPU is of the renderer, all threads, in steps of 10 ms; on a busy machine only its ratio means something. Stages of the last fine fit: ${Object.entries(
      fine.at(-1)?.stagesMs ?? {},
    )
      .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
      .join(', ')} ms.`,
    table(
      ['step', 'wall ms', 'CPU ms', 'wall ÷ simplify', 'CPU ÷ simplify', 'goal'],
      [
        row('meshoptimizer simplify (best of 3)', [simplify], ''),
        // Work in the background goes on while the answer travels, so its processor time is not the preview's.
        withoutCpu(row('open and first preview', [firstPreview], '0.7')),
        withoutCpu(row('in the background after it', [settle], '')),
        row('slider move (median of 7)', slider, '0.35'),
        row('first fast fit', fast.slice(0, 1), ''),
        row('fast fit (median of 3)', fast, '4'),
        row('fine fit (median of 3)', fine, '8'),
      ],
    ),
    `Main thread meanwhile: ${mainThread.tasks} tasks over 50 ms, the longest ${mainThread.longestTaskMs.toFixed(0)} ms; longest gap between ticks ${mainThread.longestGapMs.toFixed(0)} ms. Renderer, peak resident: ${(timesPeakBytes / 1e6).toFixed(0)} MB${
      largestPeakBytes ? `; with 3.5M triangles ${(largestPeakBytes / 1e6).toFixed(0)} MB` : ''
    }.`,
  ];
  return lines.join('\n\n');
}

/** What was rendered, against the master. */
export const browserViews = ({ views }: BrowserResult) =>
  [
    '24 rendered views of 512 × 512 in Babylon against the master, on pixels of the object:',
    table(
      ['method', 'target', 'triangles', 'PSNR dB', 'SSIM', 'silhouette mismatch', 'strongly different'],
      views.map(({ method, target, triangles, psnrDb, ssim, silhouetteMismatch, strongShare }) => [
        method,
        target.toLocaleString('en-US'),
        triangles.toLocaleString('en-US'),
        psnrDb.toFixed(1),
        ssim.toFixed(3),
        `${(silhouetteMismatch * 100).toFixed(2)} %`,
        `${(strongShare * 100).toFixed(2)} %`,
      ]),
    ),
  ].join('\n\n');
