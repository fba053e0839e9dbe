import { parseArgs } from 'node:util';
import { type ParameterSpec, rowsOf } from '../recipe/parameter-spec.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { findProvider, PROVIDERS, type Providers } from '../recipe/providers/index.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { FIT_HELP, FIT_OPTIONS, type FitCommand, readFit, withLodShares } from './fit-arguments.ts';

/** What the command line asks for. `usage` is a mistake in the words; its text says which. */
export type Command =
  | {
      readonly type: 'generate';
      readonly image: string;
      readonly output: string;
      /** Where none is named: the default. */
      readonly provider?: ImageTo3DProvider;
      readonly parameters: Partial<RunParameters>;
      readonly endpoint: 'local' | 'auto' | string;
      readonly json: boolean;
      /** Says also what is the same after every run. */
      readonly verbose: boolean;
    }
  | FitCommand
  | {
      readonly type: 'serve';
      readonly port: number;
      readonly local: boolean;
      readonly allowedHosts?: readonly string[];
    }
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | { readonly type: 'usage'; readonly message: string };

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  provider: { type: 'string' },
  'texture-size': { type: 'string' },
  param: { type: 'string', multiple: true },
  local: { type: 'boolean' },
  endpoint: { type: 'string' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  port: { type: 'string' },
  'allowed-hosts': { type: 'string' },
  ...FIT_OPTIONS,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  generate: ['output', 'provider', 'param', 'local', 'endpoint', 'json', 'verbose'],
  fit: ['output', 'texture-size', 'json', 'verbose', ...Object.keys(FIT_OPTIONS)],
  serve: ['local', 'port', 'allowed-hosts'],
};

const optionOf = ({ wireName }: ParameterSpec) => wireName.replaceAll('_', '-');

/** The parameters that are options of their own; every other one is given by `--param`. */
const shortcutsOf = ({ parameters }: ImageTo3DProvider): readonly ParameterSpec[] => [
  ...rowsOf(parameters, 'budget'),
  ...rowsOf(parameters, 'run'),
];

const usage = (message: string): Command => ({ type: 'usage', message });

/** `face-count`, `face_count` and `faceCount` all name the same parameter. */
function findParameter({ parameters }: ImageTo3DProvider, name: string) {
  const plain = (text: string) => text.replaceAll(/[-_]/g, '').toLowerCase();
  return parameters.find((spec) => [spec.name, spec.wireName].some((known) => plain(known) === plain(name)));
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function readParameters(
  provider: ImageTo3DProvider,
  pairs: readonly string[],
): Partial<RunParameters> | string {
  const parameters: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) return `--param wants name=value, not "${pair}".`;
    const spec = findParameter(provider, pair.slice(0, at));
    if (!spec)
      return `There is no parameter "${pair.slice(0, at)}". Known: ${provider.parameters.map((row) => row.wireName).join(', ')}.`;
    parameters[spec.name] = readValue(pair.slice(at + 1));
  }
  return parameters as Partial<RunParameters>;
}

/** Reads the words after the program's name. Values of parameters are checked later, with everything else. */
export function readArguments(argv: readonly string[], providers: Providers = PROVIDERS): Command {
  const shortcuts = Object.fromEntries(
    providers.flatMap(shortcutsOf).map((row) => [optionOf(row), { type: 'string' }] as const),
  );
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    const options = { ...shortcuts, ...OPTIONS };
    parsed = parseArgs({ args: withLodShares(argv), options, allowPositionals: true });
  } catch (thrown) {
    return usage((thrown as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.version) return { type: 'version' };
  const [name, ...rest] = positionals;
  if (values.help || name === undefined || name === 'help') return { type: 'help' };
  const provider = values.provider === undefined ? providers[0] : findProvider(values.provider, providers);
  if (!provider)
    return usage(
      `There is no provider "${values.provider}". Known: ${providers.map(({ id }) => id).join(', ')}.`,
    );
  const options = name === 'generate' ? shortcutsOf(provider).map(optionOf) : [];
  const allowed = ALLOWED[name]?.concat(options);
  if (!allowed) return usage(`There is no command "${name}".`);
  const stray = Object.keys(values).find((key) => !allowed.includes(key));
  if (stray) return usage(`"${name}" has no option --${stray}.`);

  if (name === 'serve') {
    const port = Number(values.port ?? 8787);
    if (rest.length > 0) return usage(`"serve" takes no file, not "${rest[0]}".`);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      return usage(`--port wants a number from 0 to 65535, not "${values.port}".`);
    const hosts = values['allowed-hosts'];
    const allowedHosts = hosts === undefined ? {} : { allowedHosts: hosts.split(',') };
    return { type: 'serve', port, local: values.local ?? false, ...allowedHosts };
  }

  if (name === 'fit') {
    const command = readFit(rest, values);
    return typeof command === 'string' ? usage(command) : command;
  }

  const [image, ...more] = rest;
  if (image === undefined) return usage('"generate" wants an image file or address.');
  if (more.length > 0) return usage(`"generate" takes one image, but got also "${more[0]}".`);
  if (values.output === undefined) return usage('"generate" wants -o OUT.glb.');
  if (values.local && values.endpoint !== undefined) return usage('Choose one of --local and --endpoint.');
  const given: Readonly<Record<string, unknown>> = values;
  const pairs = options.flatMap((key) => (given[key] === undefined ? [] : [`${key}=${given[key]}`]));
  const parameters = readParameters(provider, [...(values.param ?? []), ...pairs]);
  if (typeof parameters === 'string') return usage(parameters);
  const endpoint = values.local ? 'local' : (values.endpoint ?? 'auto');
  const { output, json = false, verbose = false } = values;
  const named = values.provider === undefined ? {} : { provider };
  return { type: 'generate', image, output, ...named, parameters, endpoint, json, verbose };
}

function rangeText(row: ParameterSpec): string {
  if (row.kind === 'choice')
    return `${row.choices.slice(0, -1).join(', ')} or ${row.choices.at(-1)} (default ${row.default})`;
  if (row.kind === 'boolean') return `true or false (default ${row.default})`;
  return row.default === undefined
    ? 'the same image, parameters and seed give the same object'
    : `${row.label.toLowerCase()}, ${row.min} to ${row.max} (default ${row.default})`;
}

const optionsHelp = (provider: ImageTo3DProvider): string =>
  shortcutsOf(provider)
    .map((row) => `  ${`--${optionOf(row)} N`.padEnd(23)} ${rangeText(row)}\n`)
    .join('');

const wireNames = ({ parameters }: ImageTo3DProvider) => parameters.map((row) => row.wireName).join(', ');

/** What `--help` prints. */
export const helpText = ([first, ...others]: Providers = PROVIDERS): string => `Usage:
  babylon-image-to-3d generate IMAGE -o OUT.glb [options]   image to GLB
  babylon-image-to-3d fit IN.glb -o OUT.glb [options]       GLB to a smaller GLB
  babylon-image-to-3d serve [--local] [--port N]            fal proxy (with FAL_KEY) or fal-compatible local service

Options of generate:
${optionsHelp(first)}  --param name=value      any other parameter; may be given several times
  --local                 the embedded local engine: free, an approximation, not ${first.label}
  --provider ID           ${[first, ...others].map((provider) => provider.id).join(', ')} (default ${first.id})
  --endpoint URL          a server of this package ("serve" prints its address)
  --json                  measured statistics as one JSON object on standard output
  --verbose               also list parameters without effect

Options of serve:
  --port N                port on this machine (default 8787)
  --allowed-hosts A,B     names under which a reverse proxy lets pages reach it, such as app.example
  --local                 the local service even with FAL_KEY

Without --local and --endpoint: fal.ai when FAL_KEY is set (paid), else the local engine.

${FIT_HELP}

Parameters of generate: ${wireNames(first)}.
${others.map((provider) => `\nWith --provider ${provider.id}: ${wireNames(provider)}.\n${optionsHelp(provider)}`).join('')}
Exit status: 0 done, 2 wrong usage, 3 image, 4 parameters or over budget, 5 key or balance, 6 refused by the service,
7 service or network, 8 outcome unknown (check before you run again), 9 a GLB that cannot be used or fitted, 10 something
is missing here, 130 cancelled.
`;
