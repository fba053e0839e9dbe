import { parseArgs } from 'node:util';
import { type ParameterSpec, rowsOf } from '../recipe/parameter-spec.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { findProvider, PROVIDERS, type Providers } from '../recipe/providers/index.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { FIT_OPTIONS, type FitCommand, readFit, withLodShares } from './fit-arguments.ts';

/** The parsed command line. `usage`: an error in the arguments, with its message. */
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
      /** Also prints what is the same after every run. */
      readonly verbose: boolean;
    }
  | FitCommand
  | {
      readonly type: 'serve';
      readonly port: number;
      readonly local: boolean;
      readonly requireKey: boolean;
      readonly allowedHosts?: readonly string[];
    }
  | { readonly type: 'help'; readonly about?: CommandName }
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
  'require-key': { type: 'boolean' },
  'allowed-hosts': { type: 'string' },
  ...FIT_OPTIONS,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const COMMANDS = ['generate', 'fit', 'serve'] as const;
export type CommandName = (typeof COMMANDS)[number];

const ALLOWED: Readonly<Record<CommandName, readonly string[]>> = {
  generate: ['output', 'provider', 'param', 'local', 'endpoint', 'json', 'verbose'],
  fit: ['output', 'texture-size', 'json', 'verbose', ...Object.keys(FIT_OPTIONS)],
  serve: ['local', 'port', 'require-key', 'allowed-hosts'],
};

const isCommand = (name: string | undefined): name is CommandName =>
  name !== undefined && COMMANDS.includes(name as CommandName);

export const optionOf = ({ wireName }: ParameterSpec) => wireName.replaceAll('_', '-');

/** The parameters that are options of their own; every other one is given by `--param`. */
export const shortcutsOf = ({ parameters }: ImageTo3DProvider): readonly ParameterSpec[] => [
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
    if (at < 1) return `--param needs name=value, not "${pair}".`;
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
  if (values.help || name === undefined || name === 'help') {
    const about = name === 'help' ? rest[0] : name;
    return isCommand(about) ? { type: 'help', about } : { type: 'help' };
  }
  const provider = values.provider === undefined ? providers[0] : findProvider(values.provider, providers);
  if (!provider)
    return usage(
      `There is no provider "${values.provider}". Known: ${providers.map(({ id }) => id).join(', ')}.`,
    );
  const options = name === 'generate' ? shortcutsOf(provider).map(optionOf) : [];
  if (!isCommand(name)) return usage(`There is no command "${name}".`);
  const allowed = [...ALLOWED[name], ...options];
  const stray = Object.keys(values).find((key) => !allowed.includes(key));
  if (stray) return usage(`"${name}" has no option --${stray}.`);

  if (name === 'serve') {
    const port = values.port?.trim() === '' ? Number.NaN : Number(values.port ?? 8787);
    if (rest.length > 0) return usage(`"serve" takes no file, but got "${rest[0]}".`);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      return usage(`--port needs a number from 0 to 65535, not "${values.port}".`);
    const { local = false, 'require-key': requireKey = false, 'allowed-hosts': hosts } = values;
    if (requireKey && !local) return usage('--require-key is for the local service: add --local.');
    const allowedHosts = hosts === undefined ? {} : { allowedHosts: hosts.split(',') };
    return { type: 'serve', port, local, requireKey, ...allowedHosts };
  }

  if (name === 'fit') {
    const command = readFit(rest, values);
    return typeof command === 'string' ? usage(command) : command;
  }

  const [image, ...more] = rest;
  if (image === undefined) return usage('"generate" needs an image file or address.');
  if (more.length > 0) return usage(`"generate" takes one image, but also got "${more[0]}".`);
  if (values.output === undefined) return usage('"generate" needs -o OUT.glb.');
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
