import type { AssetBudget } from '../budget/asset-budget.ts';
import { EXPORT_FORMAT_IDS, EXPORT_FORMATS, exportOutput } from '../budget/export-formats.ts';
import {
  areFalling,
  type ColliderPlan,
  DEFAULT_FIT_PLAN,
  DEFAULT_LOD_SHARES,
  FIT_CHOICES,
  type FitPlan,
  type FitRepair,
} from '../budget/fit-plan.ts';
import type { FitRequest } from '../budget/fit-request.ts';
import { BUDGET_PRESETS, findBudgetPreset } from '../budget/presets.ts';
import { DEFAULT_REPAIRS, REPAIR_IDS, REPAIRS } from '../budget/repairs.ts';
import { omitUndefined } from '../core/omit-undefined.ts';

export const FIT_OPTIONS = {
  triangles: { type: 'string' },
  preset: { type: 'string' },
  'max-bytes': { type: 'string' },
  'max-gpu-bytes': { type: 'string' },
  'enforce-budget': { type: 'boolean' },
  fast: { type: 'boolean' },
  path: { type: 'string' },
  'texture-format': { type: 'string' },
  export: { type: 'string' },
  geometry: { type: 'string' },
  lods: { type: 'string' },
  collider: { type: 'string' },
  repair: { type: 'string', multiple: true },
  'no-repair': { type: 'boolean' },
  'no-keep-bounds': { type: 'boolean' },
  'allow-upscale': { type: 'boolean' },
  force: { type: 'boolean' },
} as const;

export interface FitCommand {
  readonly type: 'fit';
  readonly input: string;
  readonly output: string;
  readonly request: FitRequest;
  /** The input may be overwritten. */
  readonly force: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type FitValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** An error in the arguments; caught in {@link readFit}. */
class UsageError extends Error {}
const usageError = (message: string): never => {
  throw new UsageError(message);
};

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  return (
    known.find((name) => name === text) ??
    usageError(`--${option} needs one of ${known.join(', ')}, not "${text}".`)
  );
}

function whole(option: string, text: string, least: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= least
    ? value
    : usageError(`--${option} needs a whole number of at least ${least}, not "${text}".`);
}

function bytes(option: string, text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const value = Math.floor(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  return value > 0
    ? value
    : usageError(`--${option} needs bytes such as 1000000, 1MB or 512KiB, not "${text}".`);
}

function shares(text: string): readonly number[] {
  const values = text.split(',').map((part) => {
    const value = Number(part.trim().replace(/%$/, ''));
    return part.trim().endsWith('%') ? value / 100 : value;
  });
  return areFalling(values)
    ? values
    : usageError(`--lods needs falling shares such as 0.5,0.25,0.1, not "${text}".`);
}

function collider(text: string): ColliderPlan {
  const [kind = '', most] = text.split(':');
  if (kind === 'hull') {
    const maxVertices = most === undefined ? 32 : Number(most);
    return Number.isInteger(maxVertices) && maxVertices >= 8 && maxVertices <= 255
      ? { kind, maxVertices }
      : usageError(`--collider hull:N needs 8 to 255 vertices, not "${most}".`);
  }
  return (kind === 'box' || kind === 'capsule') && most === undefined
    ? { kind }
    : usageError(`--collider needs box, capsule, hull or hull:N, not "${text}".`);
}

const REPAIR_SETS = { all: REPAIR_IDS, default: DEFAULT_REPAIRS } as const;

function repairs(lists: readonly string[]): readonly FitRepair[] {
  const known = [...REPAIR_IDS, 'default', 'all'] as const;
  const named = lists.flatMap((list) => list.split(',')).map((name) => oneOf('repair', name.trim(), known));
  const wanted = named.flatMap((name) => (name === 'all' || name === 'default' ? REPAIR_SETS[name] : [name]));
  return [...new Set(wanted)];
}

function readPlan(values: FitValues): Partial<FitPlan> {
  const text = (name: string) => values[name] as string | undefined;
  const read = <T>(name: string, reader: (value: string) => T): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : reader(value);
  };
  const repair = values.repair as readonly string[] | undefined;
  if (values['no-repair'] && repair) usageError('Choose one of --repair and --no-repair.');
  const lodShares = read('lods', shares);
  const format = read('export', (value) => oneOf('export', value, EXPORT_FORMAT_IDS));
  const geometry = read('geometry', (value) => oneOf('geometry', value, FIT_CHOICES.geometry));
  const textures = read('texture-format', (value) => oneOf('texture-format', value, FIT_CHOICES.textures));
  const changes = {
    triangles: read('triangles', (value) => whole('triangles', value, 1)),
    textureSize: read('texture-size', (value) => whole('texture-size', value, 4)),
    path: read('path', (value) => oneOf('path', value, FIT_CHOICES.path)),
    collider: read('collider', collider),
    repairs: values['no-repair'] ? [] : repair && repairs(repair),
    lodShares,
    bake: values.fast ? ('fast' as const) : undefined,
    keepBounds: values['no-keep-bounds'] ? false : undefined,
    allowUpscale: values['allow-upscale'] ? true : undefined,
    output:
      format || geometry || textures || lodShares
        ? {
            ...(format ? exportOutput(format, false) : DEFAULT_FIT_PLAN.output),
            ...omitUndefined({ geometry, textures }),
            withLods: lodShares !== undefined,
          }
        : undefined,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function readRequest(values: FitValues): FitRequest {
  const plan = readPlan(values);
  const presetId = values.preset as string | undefined;
  const preset = presetId === undefined ? undefined : findBudgetPreset(presetId);
  if (presetId !== undefined && !preset)
    usageError(
      `There is no preset "${presetId}". Known: ${BUDGET_PRESETS.map(({ id }) => id)
        .filter((id) => id !== 'custom')
        .join(', ')}.`,
    );
  const limit = (option: string) =>
    values[option] === undefined ? undefined : bytes(option, values[option] as string);
  const own: AssetBudget = Object.fromEntries(
    Object.entries({ maxFileBytes: limit('max-bytes'), maxGpuBytes: limit('max-gpu-bytes') }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const enforceBudget = values['enforce-budget'] === true || (preset?.enforceBudget ?? false);
  const isLimited = preset !== undefined || Object.keys(own).length > 0 || enforceBudget;
  return isLimited ? { budget: { ...preset?.budget, ...own }, enforceBudget, plan } : { plan };
}

/** Parses the arguments of `fit`; returns a message when they are wrong. */
export function readFit(
  files: readonly string[],
  values: FitValues & {
    readonly output?: string | undefined;
    readonly json?: boolean | undefined;
    readonly verbose?: boolean | undefined;
  },
): FitCommand | string {
  const [input, ...more] = files;
  if (input === undefined) return '"fit" needs a GLB file.';
  if (more.length > 0) return `"fit" takes one file, but also got "${more[0]}".`;
  if (values.output === undefined) return '"fit" needs -o OUT.glb.';
  try {
    const request = readRequest(values);
    return {
      type: 'fit',
      input,
      output: values.output,
      request,
      force: values.force === true,
      json: values.json ?? false,
      verbose: values.verbose ?? false,
    };
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown.message;
    throw thrown;
  }
}

/** Adds the default shares to a bare `--lods`, which `parseArgs` cannot parse. */
export const withLodShares = (argv: readonly string[]): string[] =>
  argv.map((word, i) =>
    word === '--lods' && !/^[\d.,%\s]+$/.test(argv[i + 1] ?? '')
      ? `--lods=${DEFAULT_LOD_SHARES.join(',')}`
      : word,
  );

export const FIT_HELP = `Options of fit (runs on this machine, free; for any GLB):
  --triangles N           upper limit of the triangles (default 20000)
  --texture-size N        longest edge of a texture in pixels (default 1024)
  --preset NAME           ${BUDGET_PRESETS.map(({ id }) => id)
    .filter((id) => id !== 'custom')
    .join(', ')}
  --max-bytes N           limit of the file: 800000, 1MB, 512KiB
  --max-gpu-bytes N       limit of buffers and textures on the GPU
  --enforce-budget        reduce until the measured values are within the budget, else exit status 4
  --path NAME             auto, textures (geometry unchanged), keep-uvs or rebake
  --fast                  bake at the final size, not at twice that size: faster, less sharp
  --export NAME           what the file is for (default compact):
${EXPORT_FORMATS.map(({ id, help }) => `                            ${id.padEnd(9)}${help}`).join('\n')}
  --geometry NAME         meshopt, quantized or float (for tools that read no extension)
  --texture-format NAME   webp, png, jpeg or ktx2
  --lods [SHARES]         levels of detail in the file (default ${DEFAULT_LOD_SHARES.join(',')})
  --collider KIND         box, capsule, hull or hull:N; written next to the output as .collider.json
  --repair LIST           instead of the default repairs; may be given several times. The command prints what it finds:
${REPAIRS.map(({ id, help, isDefault }) => `                            ${id.padEnd(16)} ${help}${isDefault ? ' (default)' : ''}`).join('\n')}
                            default, all     those marked above, every one
  --no-repair             repair nothing
  --no-keep-bounds        the bounds may change a little with the triangles
  --allow-upscale         textures, memory and file may become larger than those of the input
  --force                 allow the output to overwrite the input
  --json                  values measured before and after, as one JSON object on standard output
  --verbose               also print the time of each stage`;
