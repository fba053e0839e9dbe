import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { solveFit } from '../../../plugin/budget/solve.ts';
import { masterOf } from './bench-masters.ts';
import { timed } from './measured.ts';
import { openMaster } from './ours.ts';

/** Triangles and bytes. */
const BUDGETS = [
  [2000, 80_000],
  [2000, 150_000],
  [2000, 250_000],
  [5000, 120_000],
  [5000, 250_000],
  [5000, 500_000],
  [10_000, 200_000],
  [10_000, 400_000],
  [10_000, 700_000],
  [20_000, 300_000],
  [20_000, 600_000],
  [20_000, 1_000_000],
] as const;

export interface BudgetRow {
  readonly maxTriangles: number;
  readonly maxFileBytes: number;
  readonly triangles: number;
  readonly textureSize: number;
  readonly fileBytes: number;
  readonly reduced: boolean;
  readonly cpuMs: number;
  readonly failure?: string;
}

/** The solver's plan for each budget, run: how much of the bytes the file takes. */
export async function byteBudgets(masterName: string, log: (line: string) => void): Promise<BudgetRow[]> {
  const session = await openMaster((await masterOf(masterName)).glb);
  const rows: BudgetRow[] = [];
  for (const [maxTriangles, maxFileBytes] of BUDGETS) {
    const { plan } = solveFit(
      session.facts,
      { maxTriangles, maxFileBytes, maxTextureSizePx: 2048 },
      DEFAULT_FIT_PLAN,
    );
    const asked = { maxTriangles, maxFileBytes };
    try {
      const { value, cpuMs } = await timed(() => session.fitAsync(plan));
      const { after, textureSize, reducedForBytes } = value.report;
      rows.push({
        ...asked,
        triangles: after.triangles,
        textureSize,
        fileBytes: value.glb.length,
        reduced: reducedForBytes,
        cpuMs,
      });
    } catch (error) {
      rows.push({
        ...asked,
        triangles: 0,
        textureSize: 0,
        fileBytes: 0,
        reduced: false,
        cpuMs: 0,
        failure: String(error),
      });
    }
    const last = rows.at(-1)!;
    log(
      `  ${maxTriangles} / ${maxFileBytes}: ${last.failure ?? `${((last.fileBytes / maxFileBytes) * 100).toFixed(1)} %`}`,
    );
  }
  session.close();
  return rows;
}
