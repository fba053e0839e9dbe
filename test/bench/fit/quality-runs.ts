import type { TexturedMesh } from '../../../plugin/fit/mesh/surface.ts';
import { repairMesh } from '../../../plugin/fit/repair/repair.ts';
import {
  markedArea,
  removedTriangles,
  visibleHoles,
  visibleTriangles,
} from '../../fixtures/metrics/visible.ts';
import { BABYLON_PEER } from './babylon-peer.ts';
import { type BenchMaster, benchMaster, MAIN_MASTER } from './bench-masters.ts';
import { type Failure, type Made, type Row, scored } from './measured.ts';
import { BEFORE_ENCODING, openMaster, planFor, runOurs } from './ours.ts';
import { PEERS, runPeer } from './peers.ts';

export interface QualityOptions {
  readonly masters: readonly string[];
  readonly targets: readonly number[];
  readonly peers: boolean;
  /** Babylon's simplifier too, once. */
  readonly babylon: boolean;
  readonly log: (line: string) => void;
}

/** What a fit did to the shell of a master. */
export interface ShellRow {
  readonly master: string;
  /** Faces of the inner shell, rim, floaters and the like, which no one sees. */
  readonly hidden: number;
  readonly found: boolean;
  readonly removed: number;
  /** Share of the area that nobody sees from 200 views, and how much of it the repair removes. */
  readonly unseen: number;
  readonly unseenRemoved: number;
  /** Pixels over 200 views where the repair opens the surface. */
  readonly holes: number;
}

export interface QualityResult {
  readonly rows: Row[];
  readonly failures: Failure[];
  readonly shells: ShellRow[];
}

/** Texture size that suits a number of triangles; everyone gets the same. */
export const textureSizeFor = (triangles: number) =>
  triangles <= 2000 ? 512 : triangles <= 20_000 ? 1024 : 2048;

async function oursOn(master: BenchMaster, targets: readonly number[], add: Add): Promise<ShellRow> {
  const session = await openMaster(master.glb.slice());
  let removed = 0;
  const findings = await session.lintAsync();
  for (const target of targets) {
    const size = textureSizeFor(target);
    for (const bake of ['fast', 'fine'] as const)
      for (const textures of master.name === MAIN_MASTER
        ? ([BEFORE_ENCODING, 'webp'] as const)
        : (['webp'] as const))
        await add(target, `ours ${bake}`, async () => {
          const made = await runOurs(session, planFor(target, size, bake, textures));
          removed = made.removed;
          return made;
        });
  }
  session.close();
  return {
    master: master.name,
    hidden: master.facts.triangles - master.facts.seenTriangles,
    found: findings.some(({ kind }) => kind === 'inner-shell'),
    removed,
    ...(await shellSight(master)),
  };
}

/** What the repair does to what is seen and to what is not. */
async function shellSight({ reference: { surface }, facts }: BenchMaster) {
  const before = (await repairMesh(surface as TexturedMesh, [])).mesh;
  const after = (await repairMesh(before, ['inner-shell'])).mesh;
  const views = { sizePx: facts.triangles > 300_000 ? 1024 : 512 };
  const unseen = visibleTriangles(before, views).map((mark) => 1 - mark);
  const { marked, all } = markedArea(before, unseen);
  const removed = removedTriangles(before, after);
  const gone = markedArea(
    before,
    removed.map((mark, t) => mark & unseen[t]!),
  ).marked;
  return {
    unseen: marked / all,
    unseenRemoved: marked > 0 ? gone / marked : 1,
    holes: visibleHoles(before, after, views).pixels,
  };
}

type Add = (target: number, method: string, make: () => Promise<Made>) => Promise<void>;

/** Every method on every master at every target below its size. */
export async function qualityRuns(options: QualityOptions): Promise<QualityResult> {
  const result: QualityResult = { rows: [], failures: [], shells: [] };
  for (const name of options.masters) {
    options.log(`${name} …`);
    const master = await benchMaster(name);
    const targets = options.targets.filter((target) => target < master.facts.seenTriangles * 0.95);
    const add: Add = async (target, method, make) => {
      try {
        const row = await scored(master, target, textureSizeFor(target), await make());
        result.rows.push(row);
        options.log(
          `  ${target} ${row.method}: ${row.triangles} triangles, ${row.colorDb.toFixed(1)} dB, ${row.normalDegrees.toFixed(2)}°`,
        );
      } catch (error) {
        result.failures.push({ master: name, target, method, failure: String(error) });
        options.log(`  ${target} ${method}: ${error}`);
      }
    };
    result.shells.push(await oursOn(master, targets, add));
    if (!options.peers) continue;
    for (const target of targets) {
      for (const peer of PEERS)
        await add(target, peer.method, () => runPeer(peer, master.glb, target, textureSizeFor(target)));
      if (options.babylon && target === 20_000 && (name === MAIN_MASTER || options.masters.length < 3))
        await add(target, BABYLON_PEER.method, () =>
          runPeer(BABYLON_PEER, master.glb, target, textureSizeFor(target)),
        );
    }
  }
  return result;
}
