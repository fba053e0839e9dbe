import { resolve } from 'node:path';
import { fileSizeText } from '../core/bytes-text.ts';
import { readFalKey } from '../core/fal-key.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { Endpoint } from '../generation/endpoint.ts';
import { createGeneration, type GenerationResult } from '../generation/generation.ts';
import { nodePlatform } from '../generation/node-platform.ts';
import type { RunSnapshot } from '../generation/run-snapshot.ts';
import { isAboutParameters } from '../recipe/local-remarks.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { Command } from './arguments.ts';
import { onInterrupt } from './interrupt.ts';
import { checkOutput, writeFilesAtomically } from './output-files.ts';

type GenerateCommand = Extract<Command, { type: 'generate' }>;

function chooseEndpoint(wanted: string): Endpoint {
  if (wanted !== 'auto') return wanted;
  const key = readFalKey(process.env.FAL_KEY);
  return key ? { credentials: key } : 'local';
}

function progressLine(run: RunSnapshot): string {
  const seconds = ((Date.now() - run.startedAtMs) / 1000).toFixed(1);
  const place =
    run.phase === 'queued' && run.queuePosition !== undefined ? ` (position ${run.queuePosition})` : '';
  const share = run.fraction === undefined ? '' : ` ${Math.round(run.fraction * 100)} %`;
  const log = run.logs.at(-1)?.message;
  return `[${seconds} s] ${run.phase}${place}${share}${log ? `: ${log}` : ''}`;
}

/** Measured facts of a finished run, in the wire's parameter names, as `--json` prints them. */
function summarise(result: GenerationResult, provider: ImageTo3DProvider, output: string) {
  return {
    output,
    ...result.stats,
    endpoint: result.endpoint.kind,
    isLocal: result.isLocal,
    requestId: result.requestId ?? null,
    billableUnits: result.billableUnits ?? null,
    elapsedMs: result.endedAtMs - result.startedAtMs,
    imageSha256: result.recipe.imageHash,
    parameters: provider.toWire(result.recipe.parameters),
    notes: result.notes,
  };
}

/** Runs `generate`; returns the exit status. Throws {@link ImageTo3DError}. */
export async function generateCommand(command: GenerateCommand): Promise<number> {
  const output = resolve(command.output);
  await checkOutput(output);
  const generation = createGeneration({
    platform: nodePlatform,
    endpoint: chooseEndpoint(command.endpoint),
    ...omitUndefined({ provider: command.provider }),
  });
  const interrupt = onInterrupt();
  try {
    const run = generation.run(command.image, { parameters: command.parameters, signal: interrupt.signal });
    let last = '';
    run.subscribe(() => {
      const line = progressLine(run.getSnapshot());
      const key = line.replace(/^\[[^\]]*\] /, '');
      if (key !== last) process.stderr.write(`${line}\n`);
      last = key;
    });
    const result = await run.result;
    await writeFilesAtomically([{ path: output, data: result.master }]);
    const { triangles, vertices, maxTextureSizePx, fileBytes } = result.stats;
    process.stderr.write(
      `${output}: ${triangles} triangles, ${vertices} vertices, ${maxTextureSizePx} px, ${fileSizeText(fileBytes)}\n`,
    );
    const notes = result.notes.filter((note) => command.verbose || !isAboutParameters(note));
    for (const note of notes) process.stderr.write(`Note: ${note}\n`);
    if (command.json)
      process.stdout.write(`${JSON.stringify(summarise(result, generation.provider, command.output))}\n`);
    return 0;
  } finally {
    interrupt.end();
    generation.dispose();
  }
}
