import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Endpoint } from '../endpoint.ts';
import { ImageTo3DError } from '../errors.ts';
import type { RunSnapshot } from '../generated-asset.ts';
import { createGeneration, type GenerationResult } from '../generation.ts';
import { nodeHost } from '../host-node.ts';
import { toTrellis2Input } from '../recipe/providers/trellis-2-schema.ts';
import type { Command } from './arguments.ts';

type GenerateCommand = Extract<Command, { type: 'generate' }>;

function chooseEndpoint(wanted: string): Endpoint {
  if (wanted !== 'auto') return wanted;
  const key = process.env.FAL_KEY;
  return key ? { credentials: key } : 'local';
}

/** Before anything is paid for: can the result be written at all? */
async function checkOutput(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new ImageTo3DError(
      'unsupported-host',
      `The folder ${dirname(path)} does not exist or cannot be written to.`,
      { cause },
    );
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new ImageTo3DError('unsupported-host', `Could not write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
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
function summarise(result: GenerationResult, output: string) {
  const { image_url: _image, ...parameters } = toTrellis2Input(result.recipe.parameters, '');
  return {
    output,
    ...result.stats,
    endpoint: result.endpoint.kind,
    isLocal: result.isLocal,
    requestId: result.requestId ?? null,
    billableUnits: result.billableUnits ?? null,
    elapsedMs: result.endedAtMs - result.startedAtMs,
    imageSha256: result.image.hash,
    parameters,
    notes: result.notes,
  };
}

/** Runs `generate`; returns the exit status. Throws {@link ImageTo3DError}. */
export async function generateCommand(command: GenerateCommand): Promise<number> {
  const output = resolve(command.output);
  await checkOutput(output);
  const generation = createGeneration({ host: nodeHost, endpoint: chooseEndpoint(command.endpoint) });
  const stop = new AbortController();
  const onInterrupt = () => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write('Cancelling … (once more to leave at once)\n');
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    const run = generation.run(command.image, { parameters: command.parameters, signal: stop.signal });
    let last = '';
    run.subscribe(() => {
      const line = progressLine(run.getSnapshot());
      const key = line.replace(/^\[[^\]]*\] /, '');
      if (key !== last) process.stderr.write(`${line}\n`);
      last = key;
    });
    const result = await run.result;
    await writeWhole(output, result.master);
    const { triangles, vertices, maxTextureSizePx, fileBytes } = result.stats;
    process.stderr.write(
      `${output}: ${triangles} triangles, ${vertices} vertices, ${maxTextureSizePx} px, ${(fileBytes / 2 ** 20).toFixed(2)} MiB\n`,
    );
    for (const note of result.notes) process.stderr.write(`Note: ${note}\n`);
    if (command.json) process.stdout.write(`${JSON.stringify(summarise(result, command.output))}\n`);
    return 0;
  } finally {
    process.off('SIGINT', onInterrupt);
    generation.dispose();
  }
}
