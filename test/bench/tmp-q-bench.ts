import { qualityRuns } from './fit/quality-runs.ts';
import { qualityTable, shellTable, verdictTable } from './fit/tables.ts';
import { verdicts } from './fit/verdicts.ts';
const masters = (process.argv[3] ?? '').split(';');
const result: any = await qualityRuns({ masters, targets: [2000], peers: false, babylon: false, log: () => {} } as never);
const rows = result.rows ?? result;
console.log(Object.keys(result));
try { console.log(qualityTable(rows)); } catch (e) { console.log(e); }
try { console.log(shellTable(result.shells ?? rows)); } catch (e) { console.log(e); }
