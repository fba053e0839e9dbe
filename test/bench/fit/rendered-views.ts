import { readSurface } from '../../fixtures/metrics/index.ts';
import type { BenchPage } from './browser-page.ts';
import { compareViews, type ImageDifference } from './image-difference.ts';
import { openMaster, planFor, runOurs } from './ours.ts';
import type {} from './page/render.ts';
import { PEERS, runPeer } from './peers.ts';
import { textureSizeFor } from './quality-runs.ts';

export const VIEW_PX = 512;

export interface ViewRow extends ImageDifference {
  readonly method: string;
  readonly target: number;
  readonly triangles: number;
}

/** 24 images of a GLB in Babylon. */
export async function renderedViews(bench: BenchPage, glb: Uint8Array): Promise<Uint8Array[]> {
  const page = await bench.open('render.html');
  await page.waitForFunction(() => 'renderViews' in window);
  const encoded = await page.evaluate(([url, size]) => window.renderViews(url, size), [
    bench.serve(glb),
    VIEW_PX,
  ] as const);
  await page.context().close();
  return encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
}

/** How far every method's result looks from the master. */
export async function viewsOf(
  bench: BenchPage,
  glb: Uint8Array,
  log: (line: string) => void,
): Promise<ViewRow[]> {
  const rows: ViewRow[] = [];
  const reference = await renderedViews(bench, glb);
  const session = await openMaster(glb.slice());
  for (const target of [5000, 20_000]) {
    const size = textureSizeFor(target);
    const makers = [
      ...(['fast', 'fine'] as const).map((bake) => () => runOurs(session, planFor(target, size, bake))),
      ...PEERS.map((peer) => () => runPeer(peer, glb, target, size)),
    ];
    for (const make of makers) {
      const made = await make().catch(() => undefined);
      if (!made) continue;
      const row = {
        method: made.method,
        target,
        triangles: (await readSurface(made.glb)).indices.length / 3,
        ...compareViews(reference, await renderedViews(bench, made.glb), VIEW_PX),
      };
      rows.push(row);
      log(`  view ${target} ${row.method}: ${row.psnrDb.toFixed(1)} dB`);
    }
  }
  session.close();
  return rows;
}
