import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { fileSizeText, memoryText } from '../../../plugin/core/bytes-text.ts';
import { masterOf } from './bench-masters.ts';
import { openBenchPage } from './browser-page.ts';
import { compareViews } from './image-difference.ts';
import { openMaster } from './ours.ts';
import { PEERS, runPeer } from './peers.ts';
import { textureSizeFor } from './quality-runs.ts';
import { renderedViews, VIEW_PX } from './rendered-views.ts';
import { table } from './tables.ts';

const REAL = fileURLToPath(new URL('../../../../shared/masters/', import.meta.url));
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** Real files, which are only there on some machines, then masters of each kind. */
export const SHEET_MASTERS = [
  'trellis1-bicycle',
  'trellis1-figure',
  'trellis1-volcano',
  'trellis2-plant-open',
  'creature 100k',
  'robot 100k, shell',
  'vase 100k, alpha',
  'plant 60k, one side',
  'plant 60k, two sides at one place',
  'plant 60k, 1 % thick, flat',
] as const;

/** Peers that keep the look; those with another atlas are told by the other tables. */
const SHOWN_PEERS = PEERS.filter(({ method }) => /^gltfpack -si$|weld, simplify/.test(method));
const TARGETS = [20_000, 5000, 2000];
/** Views from four sides, of those rendered. */
const SIDES = [9, 12, 15, 20];
const CELL_PX = 256;

async function readMaster(name: string): Promise<Uint8Array | undefined> {
  if (!name.startsWith('trellis')) return (await masterOf(name)).glb;
  const file = `${REAL}${name}.glb`;
  return existsSync(file) ? new Uint8Array(await readFile(file)) : undefined;
}

async function sheetOf(rows: readonly (readonly Uint8Array[])[]): Promise<Buffer> {
  const cells = await Promise.all(
    rows.flatMap((views, row) =>
      SIDES.map(async (side, column) => ({
        input: await sharp(views[side]!, { raw: { width: VIEW_PX, height: VIEW_PX, channels: 4 } })
          .flip()
          .flatten({ background: '#8fa3b5' })
          .resize(CELL_PX)
          .png()
          .toBuffer(),
        left: column * CELL_PX,
        top: row * CELL_PX,
      })),
    ),
  );
  const size = { width: SIDES.length * CELL_PX, height: rows.length * CELL_PX };
  return sharp({ create: { ...size, channels: 3, background: '#8fa3b5' } })
    .composite(cells)
    .webp({ quality: 82 })
    .toBuffer();
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

/** Renders masters and their fits, and writes docs/fit-sheets.md with a sheet of images for each. */
export async function writeSheets(names: readonly string[], log: (line: string) => void): Promise<void> {
  await mkdir(`${DOCS}fit-sheets/`, { recursive: true });
  const bench = await openBenchPage();
  const rows: string[][] = [];
  const images: string[] = [];
  for (const name of names) {
    const master = await readMaster(name);
    if (!master) {
      log(`${name} is not on this machine.`);
      continue;
    }
    const reference = await renderedViews(bench, master);
    const shown: Uint8Array[][] = [reference];
    const session = await openMaster(master.slice());
    const { stats } = session.facts;
    const add = (method: string, target: number, triangles: number, weight: string, views: Uint8Array[]) => {
      const { strongShare, silhouetteMismatch, ssim } = compareViews(reference, views, VIEW_PX);
      const count = (value: number) => value.toLocaleString('en-US');
      const look = [percent(strongShare), (1 - silhouetteMismatch).toFixed(4), ssim.toFixed(3)];
      rows.push([name, count(target), method, count(triangles), ...look, weight]);
      log(`  ${name} ${target} ${method}: ${look.join(', ')}`);
    };
    for (const target of TARGETS) {
      const textureSize = textureSizeFor(target);
      const { glb, report } = await session.fitAsync({ ...DEFAULT_FIT_PLAN, triangles: target, textureSize });
      const views = await renderedViews(bench, glb);
      const { after } = report;
      const weight = `${memoryText(stats.gpuBytes)} → ${memoryText(after.gpuBytes)}, ${fileSizeText(stats.fileBytes)} → ${fileSizeText(after.fileBytes)}`;
      add('ours', target, after.triangles, weight, views);
      if (target > 2000) shown.push(views);
      for (const peer of target < stats.triangles && stats.textures > 0 ? SHOWN_PEERS : []) {
        const made = await runPeer(peer, master, target, textureSize).catch(() => undefined);
        if (!made) continue;
        const { facts, close } = await openMaster(made.glb.slice());
        close();
        add(peer.method, target, facts.stats.triangles, '', await renderedViews(bench, made.glb));
      }
    }
    session.close();
    const file = `fit-sheets/${name.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}.webp`;
    await writeFile(`${DOCS}${file}`, await sheetOf(shown));
    images.push(`## ${name}\n\n![${name}: master, 20,000 and 5,000 triangles from four sides](${file})`);
  }
  await bench.close();
  const page = [
    '# Fits, before and after',
    'Made by `npm run bench:fit -- --sheets`. Rows of each image: the master, fitted to 20,000 triangles, fitted to 5,000; a master with fewer triangles keeps them. Over 24 views of 512 × 512 in Babylon.js: pixels of which a channel differs by more than 40 of 255, as a share of those covered; intersection over union of the silhouettes; structural similarity. Weight: GPU memory and file, master → fit.',
    table(
      ['master', 'target', 'method', 'triangles', 'strongly different', 'silhouette IoU', 'SSIM', 'weight'],
      rows,
    ),
    ...images,
    '',
  ];
  await writeFile(`${DOCS}fit-sheets.md`, page.join('\n\n'));
}
