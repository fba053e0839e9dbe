import { qualityRuns } from './fit/quality-runs.ts';
import { qualityTable } from './fit/tables.ts';
export async function main(flags: readonly string[]) {
  const [masters, targets] = flags;
  const { rows } = await qualityRuns({
    masters: masters!.split(';'),
    targets: targets!.split(',').map(Number),
    peers: false,
    babylon: false,
    log: () => {},
  });
  for (const line of qualityTable(rows).split('\n')) process.stdout.write(`${line.slice(0, 128)}\n`);
}
await main(process.argv.slice(3));
