import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileSizeText } from '../core/bytes-text.ts';
import { ImageTo3DError } from '../core/errors.ts';
import type { FitEngine, FitProgress } from '../fit/contract.ts';
import { type FittedWithin, fitWithinAsync } from '../fit/fit-within.ts';
import type { FittedCollider } from '../fit/mesh/surface.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import { findingLines } from './finding-lines.ts';
import type { FitCommand } from './fit-arguments.ts';
import { onInterrupt } from './interrupt.ts';
import { checkOutput, isFile, isSameFile, writeFilesAtomically } from './output-files.ts';

const loadEngine = async () => (await import('../fit/node.ts')).createFitEngine();

async function readInput(path: string): Promise<Uint8Array> {
  try {
    // Not a Buffer: its `slice` shares memory where that of a typed array copies.
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new ImageTo3DError('validation', `Could not read ${path}: ${(cause as Error).message}`, { cause });
  }
}

async function checkPaths(input: string, output: string, force: boolean): Promise<void> {
  if (!force && (await isSameFile(input, output)))
    throw new ImageTo3DError(
      'validation',
      `${output} is the input itself; choose another name, or use --force to overwrite it.`,
    );
  await checkOutput(output);
}

/** Prints progress to standard error: a line per stage and per 10 %. */
function progressLines(): FitProgress {
  const startedAtMs = performance.now();
  let last = '';
  return (stage, fraction) => {
    const line = `${stage} ${Math.floor(fraction * 10) * 10} %`;
    if (line === last) return;
    last = line;
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    process.stderr.write(`[${seconds} s] ${line}\n`);
  };
}

const colliderPath = (output: string) => `${output.replace(/\.glb$/i, '')}.collider.json`;

/** What was made besides the mesh, one line each. */
function extraLines({ lods, collider }: FittedWithin, colliderFile: string, isStale: boolean): string[] {
  const counts = lods.map(({ mesh }) => mesh.indices.length / 3);
  return [
    ...(counts.length > 0 ? [`LODs: ${counts.join(', ')} triangles`] : []),
    ...(collider ? [`${colliderFile}: collider (${collider.kind})`] : []),
    ...(isStale ? [`Note: ${colliderFile} was made by an earlier fit and may no longer match.`] : []),
  ];
}

/** A collider as plain numbers, for any physics engine. Metres, in the GLB's coordinate space. */
function colliderData(collider: FittedCollider) {
  return collider.kind === 'hull'
    ? { ...collider, positions: [...collider.positions], indices: [...collider.indices] }
    : collider;
}

function summarise(
  command: FitCommand,
  result: FittedWithin,
  colliderFile: string | undefined,
  elapsedMs: number,
) {
  const { before, after, ...report } = result.report;
  return {
    input: command.input,
    output: command.output,
    before,
    after,
    ...report,
    plan: result.plan,
    attempts: result.attempts,
    budget: result.budget,
    predicted: result.solution?.predicted ?? null,
    binding: result.solution?.binding ?? null,
    lods: result.lods.map(({ mesh, error }) => ({ triangles: mesh.indices.length / 3, errorMetres: error })),
    collider: result.collider ? colliderData(result.collider) : null,
    colliderFile: colliderFile ?? null,
    elapsedMs: Math.round(elapsedMs),
  };
}

const size = ({ triangles, maxTextureSizePx, fileBytes }: AssetStats) =>
  `${triangles} triangles, ${maxTextureSizePx} px, ${fileSizeText(fileBytes)}`;

/**
 * Runs `fit`; returns the exit status. Writes all files or none. Throws {@link ImageTo3DError}.
 */
export async function fitCommand(
  command: FitCommand,
  createEngine: () => Promise<FitEngine> = loadEngine,
): Promise<number> {
  const startedAtMs = performance.now();
  const input = resolve(command.input);
  const output = resolve(command.output);
  await checkPaths(input, output, command.force);
  const master = await readInput(input);
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const engine = await createEngine();
  try {
    const session = await engine.openAsync(master, { signal });
    const onProgress = progressLines();
    const result = await fitWithinAsync(session, command.request, { signal, onProgress });
    const { collider } = result;
    const colliderFile = colliderPath(output);
    const isStale = !collider && (await isFile(colliderFile));
    await writeFilesAtomically([
      { path: output, data: result.glb },
      ...(collider ? [{ path: colliderFile, data: `${JSON.stringify(colliderData(collider))}\n` }] : []),
    ]);
    const { before, after, remarks, timingsMs } = result.report;
    process.stderr.write(`${input}: ${size(before)}\n${output}: ${size(after)}\n`);
    for (const line of extraLines(result, colliderFile, isStale)) process.stderr.write(`${line}\n`);
    for (const remark of remarks) process.stderr.write(`Note: ${remark}\n`);
    const findings = await session.lintAsync();
    for (const line of findingLines(findings, result.plan)) process.stderr.write(`${line}\n`);
    if (command.verbose) {
      const stages = Object.entries(timingsMs).map(([stage, ms]) => `${stage} ${Math.round(ms)} ms`);
      process.stderr.write(`Note: ${stages.join(', ')}.\n`);
    }
    if (command.json) {
      const summary = summarise(command, result, collider && colliderFile, performance.now() - startedAtMs);
      process.stdout.write(`${JSON.stringify({ ...summary, findings })}\n`);
    }
    return 0;
  } finally {
    interrupt.end();
    engine.dispose();
  }
}
