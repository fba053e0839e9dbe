#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { asImageTo3DError, ERROR_KINDS } from '../core/errors.ts';
import { type Command, readArguments } from './arguments.ts';
import { helpText } from './help.ts';

const USAGE_STATUS = 2;

async function version(): Promise<string> {
  const info: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((info as { version: unknown }).version);
}

// Heavy modules are loaded only by the command that needs them.
async function run(command: Command): Promise<number> {
  switch (command.type) {
    case 'help':
      process.stdout.write(helpText(command.about));
      return 0;
    case 'version':
      process.stdout.write(`${await version()}\n`);
      return 0;
    case 'usage':
      process.stderr.write(`${command.message}\nSee: babylon-image-to-3d --help\n`);
      return USAGE_STATUS;
    case 'generate':
      return (await import('./generate.ts')).generateCommand(command);
    case 'fit':
      return (await import('./fit.ts')).fitCommand(command);
    case 'serve':
      return (await import('./serve.ts')).serveCommand(command);
  }
}

const command = readArguments(process.argv.slice(2));
try {
  process.exitCode = await run(command);
} catch (thrown) {
  const { code, message, advice } = asImageTo3DError(thrown);
  process.stderr.write(`Error (${code}): ${message}\n${advice}\n`);
  if ((command.type === 'generate' || command.type === 'fit') && command.json)
    process.stdout.write(`${JSON.stringify({ error: { code, message, advice } })}\n`);
  process.exitCode = ERROR_KINDS[code].exitCode;
}
