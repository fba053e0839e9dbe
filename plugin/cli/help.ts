import type { ParameterSpec } from '../recipe/parameter-spec.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { PROVIDERS, type Providers } from '../recipe/providers/index.ts';
import { type CommandName, optionOf, shortcutsOf } from './arguments.ts';
import { FIT_HELP } from './fit-arguments.ts';

const USAGE: Readonly<Record<CommandName, string>> = {
  generate: '  babylon-image-to-3d generate IMAGE -o OUT.glb [options]   image to GLB',
  fit: '  babylon-image-to-3d fit IN.glb -o OUT.glb [options]       GLB to a smaller GLB',
  serve:
    '  babylon-image-to-3d serve [--local] [--port N]            fal proxy (with FAL_KEY) or fal-compatible local service',
};

function rangeText(row: ParameterSpec): string {
  if (row.kind === 'choice')
    return `${row.choices.slice(0, -1).join(', ')} or ${row.choices.at(-1)} (default ${row.default})`;
  if (row.kind === 'boolean') return `true or false (default ${row.default})`;
  return row.default === undefined
    ? 'the same image, parameters and seed give the same model'
    : `${row.label.toLowerCase()}, ${row.min} to ${row.max} (default ${row.default})`;
}

const optionsHelp = (provider: ImageTo3DProvider): string =>
  shortcutsOf(provider)
    .map((row) => `  ${`--${optionOf(row)} N`.padEnd(23)} ${rangeText(row)}\n`)
    .join('');

const wireNames = ({ parameters }: ImageTo3DProvider) => parameters.map((row) => row.wireName).join(', ');

const generateHelp = ([first, ...others]: Providers): string => `Options of generate:
${optionsHelp(first)}  --param name=value      any other parameter; may be given several times
  --local                 the embedded local engine: free, an approximation, not ${first.label}
  --provider ID           ${[first, ...others].map((provider) => provider.id).join(', ')} (default ${first.id})
  --endpoint URL          a server of this package ("serve" prints its address)
  --json                  measured statistics as one JSON object on standard output
  --verbose               also list parameters without effect

Without --local and --endpoint: fal.ai when FAL_KEY is set (paid), else the local engine.

Parameters of generate: ${wireNames(first)}.${others
  .map((provider) => `\n\nWith --provider ${provider.id}: ${wireNames(provider)}.\n${optionsHelp(provider)}`)
  .join('')}`;

const SERVE_HELP = `Options of serve:
  --port N                port on this machine (default 8787)
  --allowed-hosts A,B     host names of pages behind a reverse proxy, such as app.example
  --local                 the local service even with FAL_KEY
  --require-key           with --local: fal's own addresses answer 401 without "Authorization: Key id:secret", as at fal`;

const EXIT_STATUS = `Exit status: 0 done, 2 wrong usage, 3 image, 4 parameters or over budget, 5 key or balance, 6 refused by the service,
7 service or network, 8 outcome unknown (check before you run again), 9 a GLB that cannot be used or fitted, 10 a file,
port, storage or feature is not available, 130 cancelled.
`;

/** The help of one command, or of all. */
export function helpText(about?: CommandName, providers: Providers = PROVIDERS): string {
  const names: CommandName[] = about ? [about] : ['generate', 'fit', 'serve'];
  const details = { generate: generateHelp(providers), fit: FIT_HELP, serve: SERVE_HELP };
  const usages = names.map((name) => USAGE[name]).join('\n');
  return [`Usage:\n${usages}`, ...names.map((name) => details[name]), EXIT_STATUS].join('\n\n');
}
