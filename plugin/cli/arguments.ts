import { parseArgs } from 'node:util';
import { TRELLIS_2_PARAMETERS, type Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
import { FIT_HELP, FIT_OPTIONS, type FitCommand, readFit, withLodShares } from './fit-arguments.ts';

/** The parsed command line. `usage`: an error in the arguments, with its message. */
export type Command =
  | {
      readonly type: 'generate';
      readonly image: string;
      readonly output: string;
      readonly parameters: Partial<Trellis2Parameters>;
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
      readonly allowedHosts?: readonly string[];
    }
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | { readonly type: 'usage'; readonly message: string };

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  'decimation-target': { type: 'string' },
  'texture-size': { type: 'string' },
  resolution: { type: 'string' },
  seed: { type: 'string' },
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

const SHORTCUTS = ['decimation-target', 'texture-size', 'resolution', 'seed'] as const;
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  generate: ['output', ...SHORTCUTS, 'param', 'local', 'endpoint', 'json', 'verbose'],
  fit: ['output', 'texture-size', 'json', 'verbose', ...Object.keys(FIT_OPTIONS)],
  serve: ['local', 'port', 'allowed-hosts'],
};

const usage = (message: string): Command => ({ type: 'usage', message });

/** `decimation-target`, `decimation_target` and `decimationTarget` all name the same parameter. */
function findParameter(name: string) {
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase();
  return TRELLIS_2_PARAMETERS.find((spec) => spec.name.toLowerCase() === plain);
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function readParameters(pairs: readonly string[]): Partial<Trellis2Parameters> | string {
  const parameters: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) return `--param needs name=value, not "${pair}".`;
    const spec = findParameter(pair.slice(0, at));
    if (!spec)
      return `There is no parameter "${pair.slice(0, at)}". Known: ${TRELLIS_2_PARAMETERS.map((row) => row.wireName).join(', ')}.`;
    parameters[spec.name] = readValue(pair.slice(at + 1));
  }
  return parameters as Partial<Trellis2Parameters>;
}

/** Parses the arguments. Parameter values are validated later. */
export function readArguments(argv: readonly string[]): Command {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: withLodShares(argv), options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    return usage((thrown as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.version) return { type: 'version' };
  const [name, ...rest] = positionals;
  if (values.help || name === undefined || name === 'help') return { type: 'help' };
  const allowed = ALLOWED[name];
  if (!allowed) return usage(`There is no command "${name}".`);
  const stray = Object.keys(values).find((key) => !allowed.includes(key));
  if (stray) return usage(`"${name}" has no option --${stray}.`);

  if (name === 'serve') {
    const port = Number(values.port ?? 8787);
    if (rest.length > 0) return usage(`"serve" takes no file, not "${rest[0]}".`);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      return usage(`--port needs a number from 0 to 65535, not "${values.port}".`);
    const hosts = values['allowed-hosts'];
    const allowedHosts = hosts === undefined ? {} : { allowedHosts: hosts.split(',') };
    return { type: 'serve', port, local: values.local ?? false, ...allowedHosts };
  }

  if (name === 'fit') {
    const command = readFit(rest, values);
    return typeof command === 'string' ? usage(command) : command;
  }

  const [image, ...more] = rest;
  if (image === undefined) return usage('"generate" needs an image file or address.');
  if (more.length > 0) return usage(`"generate" takes one image, but got also "${more[0]}".`);
  if (values.output === undefined) return usage('"generate" needs -o OUT.glb.');
  if (values.local && values.endpoint !== undefined) return usage('Choose one of --local and --endpoint.');
  const shortcuts = SHORTCUTS.flatMap((key) => (values[key] === undefined ? [] : [`${key}=${values[key]}`]));
  const parameters = readParameters([...(values.param ?? []), ...shortcuts]);
  if (typeof parameters === 'string') return usage(parameters);
  const endpoint = values.local ? 'local' : (values.endpoint ?? 'auto');
  const { output, json = false, verbose = false } = values;
  return { type: 'generate', image, output, parameters, endpoint, json, verbose };
}

export const HELP = `Usage:
  babylon-image-to-3d generate IMAGE -o OUT.glb [options]   image to GLB
  babylon-image-to-3d fit IN.glb -o OUT.glb [options]       GLB to a smaller GLB
  babylon-image-to-3d serve [--local] [--port N]            fal proxy (with FAL_KEY) or fal-compatible local service

Options of generate:
  --decimation-target N   target size, 5000 to 2000000 (default 500000)
  --texture-size N        1024, 2048 or 4096 (default 2048)
  --resolution N          512, 1024 or 1536 (default 1024)
  --seed N                the same image, parameters and seed give the same object
  --param name=value      any other parameter; may be given several times
  --local                 the embedded local engine: free, an approximation, not Trellis-2
  --endpoint URL          a server of this package ("serve" prints its address)
  --json                  measured statistics as one JSON object on standard output
  --verbose               also list parameters without effect

Options of serve:
  --port N                port on this machine (default 8787)
  --allowed-hosts A,B     names under which a reverse proxy lets pages reach it, such as app.example
  --local                 the local service even with FAL_KEY

Without --local and --endpoint: fal.ai when FAL_KEY is set (paid), else the local engine.

${FIT_HELP}

Parameters of generate: ${TRELLIS_2_PARAMETERS.map((spec) => spec.wireName).join(', ')}.

Exit status: 0 done, 2 wrong usage, 3 image, 4 parameters or over budget, 5 key or balance, 6 refused by the service,
7 service or network, 8 outcome unknown (check before you run again), 9 a GLB that cannot be used or fitted, 10 a
required feature is missing, 130 cancelled.
`;
