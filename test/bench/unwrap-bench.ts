import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { TexturedMesh, TriangleMesh } from '../../plugin/fit/mesh/surface.ts';
import { unwrap } from '../../plugin/fit/unwrap/unwrap.ts';
import { compareSurfaces, countCharts, prepare } from '../fixtures/metrics/index.ts';
import { textureSizeFor } from './fit/quality-runs.ts';
import { table } from './fit/tables.ts';
import { least } from './table.ts';
import { measureLayout } from './unwrap/layout.ts';
import { packageLines } from './unwrap/package-lines.ts';
import { MADE, openUnwrapMaster, realMasters, type UnwrapMaster } from './unwrap/unwrap-masters.ts';
import { unwrapWithWatlas } from './unwrap/watlas-peer.ts';

const REPORT = fileURLToPath(new URL('../../docs/unwrap-bench.md', import.meta.url));

type Unwrap = (mesh: TriangleMesh, sizePx: number) => Promise<TexturedMesh>;

/** In the order of the report's cells; times are ratios to the first. */
const METHODS: readonly Unwrap[] = [
  async (mesh, sizePx) => (await unwrap(mesh, { sizePx })).mesh,
  (mesh, sizePx) => unwrapWithWatlas(mesh, sizePx, {}),
  (mesh, sizePx) => unwrapWithWatlas(mesh, sizePx, { maxIterations: 4 }),
];
const ROUNDS = 2;

/** What is measured, with the digits shown. */
const COLUMNS = {
  charts: 0,
  vertices: 0,
  'atlas use %': 1,
  stretch: 3,
  'texels covered twice': 0,
  'triangles lost': 0,
  'colour dB': 2,
  '× time': 2,
} as const;
type Measures = Record<keyof typeof COLUMNS, number>;

interface Row {
  readonly master: string;
  readonly triangles: string;
  readonly sizePx: string;
  readonly methods: readonly Measures[];
}

async function measure(master: UnwrapMaster, target: number): Promise<Row> {
  const mesh = master.repaired.reducer.to(target);
  const sizePx = textureSizeFor(target);
  const baker = await master.repaired.baker(master.look);
  const layouts: TexturedMesh[] = [];
  const times: number[][] = METHODS.map(() => []);
  // In turns, so that a busy machine slows all of them.
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, method] of METHODS.entries()) {
      const start = performance.now();
      layouts[at] = await method(mesh, sizePx);
      times[at]?.push(performance.now() - start);
    }
  const methods: Measures[] = [];
  for (const [at, layout] of layouts.entries()) {
    const { use, overlaps, stretch, lost } = measureLayout(layout, sizePx);
    const { baseColor } = await baker.bake(layout, { sizePx, quality: 'fast' });
    const surface = { ...layout, normalScale: 1, ...(baseColor && { baseColor }) };
    methods.push({
      charts: countCharts(surface),
      vertices: layout.positions.length / 3,
      'atlas use %': use * 100,
      stretch,
      'texels covered twice': overlaps,
      'triangles lost': lost,
      'colour dB': compareSurfaces(master.reference, prepare(surface)).colorDb,
      '× time': least(times[at] ?? []) / least(times[0] ?? []),
    });
  }
  return { master: master.name, triangles: `${mesh.indices.length / 3}`, sizePx: `${sizePx}`, methods };
}

function meanOf(rows: readonly Row[]): Row {
  const mean = (values: readonly number[]) => {
    const known = values.filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const methods = METHODS.map((_, at) => {
    const names = Object.keys(COLUMNS) as (keyof Measures)[];
    return Object.fromEntries(
      names.map((name) => [name, mean(rows.map((row) => row.methods[at]?.[name] ?? Number.NaN))]),
    ) as Measures;
  });
  return { master: 'mean', triangles: '', sizePx: '', methods };
}

const cells = ({ master, triangles, sizePx, methods }: Row) => [
  master,
  triangles,
  sizePx,
  ...Object.entries(COLUMNS).map(([name, digits]) =>
    methods
      .map((each) => each[name as keyof Measures])
      .map((value) => (Number.isNaN(value) ? '–' : value.toFixed(digits)))
      .join(' / '),
  ),
];

/**
 * Prints the rows as they come on stderr and the report on stdout. `--write` writes the report into the docs,
 * `--targets=5000,20000` sets the numbers of triangles.
 */
async function main(flags: readonly string[]): Promise<void> {
  const targets = flags.find((flag) => flag.startsWith('--targets='))?.slice(10) ?? '5000';
  const rows: Row[] = [];
  for (const name of [...MADE, ...(await realMasters())]) {
    const master = await openUnwrapMaster(name);
    for (const target of targets.split(',').map(Number)) {
      if (target >= master.repaired.reducer.triangles) continue;
      const row = await measure(master, target);
      process.stderr.write(`${cells(row).join('  ')}\n`);
      rows.push(row);
    }
  }
  const report = `# Our unwrap against xatlas (watlas)

Made by \`REAL_MASTERS=<folder of GLB files> npm run bench -- unwrap --write\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus()[0]?.model.trim()}. Every cell: ours / watlas / watlas with four rounds of chart growing (\`maxIterations: 4\`; its default is one).

Each master is repaired and simplified once, then laid out by each method on a square of the same size with at least two free texels between charts, then baked by the same baker (fast). Atlas use: texels whose centre a triangle covers. Stretch: L2, 1 is none. Triangles lost: those that cover almost no texels. Colour: PSNR of the base colour against the master, before encoding. Time: the shortest of ${ROUNDS} runs, as a multiple of ours in the same run. xatlas has no option for one square of a given size, so the largest density that fits is searched for; that is part of its time.

${table(['master', 'triangles', 'px', ...Object.keys(COLUMNS)], [...rows, meanOf(rows)].map(cells))}

${await packageLines()}

This package keeps its own unwrap as long as it uses more of the atlas, keeps more colour and takes less time, and watlas needs \`unsafe-eval\`. watlas makes somewhat fewer charts.
`;
  process.stdout.write(report);
  if (flags.includes('--write')) await writeFile(REPORT, report);
}

await main(process.argv.slice(3));
