import type { GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import type { Generator } from '../../generator/contract.ts';
import { rowsOf } from '../../recipe/parameter-spec.ts';
import type { RunParameters } from '../../recipe/run-parameters.ts';
import { fitRequestOf, PRESET_IDS } from '../fit/cli-fit.ts';

/** A command of the Inspector's bridge. It must answer within 15 seconds, so no command waits for a run. */
export interface BridgeCommand {
  id: string;
  description: string;
  args: { name: string; description: string; required?: boolean }[];
  executeAsync(args: Record<string, string>): Promise<string>;
}

function statusOf(asset: GeneratedAsset): Record<string, unknown> {
  const { id, name, run, versions, fitting } = asset.getSnapshot();
  const { phase, queuePosition, fraction, cancelRequested, requestId, error } = run ?? {};
  return {
    asset: id,
    name,
    phase,
    queuePosition,
    fraction,
    cancelRequested,
    requestId,
    error: error && wordsOf(error),
    fitting: {
      phase: fitting.phase,
      stage: fitting.stage,
      fraction: fitting.fraction,
      error: fitting.error && wordsOf(fitting.error),
    },
    versions: versions.map(({ number, stats, isLocal, fit }) => ({
      number,
      stats,
      isLocal,
      fit: fit && { stats: fit.stats, lodTriangles: fit.lodTriangles, remarks: fit.report.remarks },
    })),
  };
}

const wordsOf = ({ code, message, advice }: ImageTo3DError) => ({ code, message, advice });

function parseParameters(text: string | undefined): Partial<RunParameters> {
  if (text === undefined || text === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new ImageTo3DError('validation', 'parameters must be a JSON object.', { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ImageTo3DError('validation', 'parameters must be a JSON object.');
  return parsed;
}

/** The main parameter of the provider at its default. */
function parameterExample({ provider }: Generator): string {
  const [row] = rowsOf(provider.parameters, 'budget');
  return JSON.stringify(row ? { [row.name]: row.default } : { seed: 7 });
}

/**
 * `image-to-3d-start`, `-status`, `-fit` and `-cancel`. The bridge has no authentication, so at most `runLimit` runs start in
 * one session. Answers are JSON, failures included.
 */
export function createCliCommands(generator: Generator, runLimit: number): readonly BridgeCommand[] {
  let started = 0;

  const find = (id: string | undefined): GeneratedAsset => {
    const asset = generator.getSnapshot().assets.find((candidate) => candidate.id === id);
    if (!asset)
      throw new ImageTo3DError(
        'validation',
        `No generated asset has the id "${id ?? ''}". Run image-to-3d-status to list them.`,
      );
    return asset;
  };
  const answer =
    (work: (args: Record<string, string>) => unknown) => async (args: Record<string, string>) => {
      try {
        return JSON.stringify(await work(args));
      } catch (thrown) {
        return JSON.stringify({ error: wordsOf(asImageTo3DError(thrown)) });
      }
    };

  return [
    {
      id: 'image-to-3d-start',
      description: 'Starts a run and returns the id of its asset.',
      args: [
        { name: 'image', description: 'http(s) URL or data: URI of the image', required: true },
        { name: 'parameters', description: `JSON object, such as ${parameterExample(generator)}` },
      ],
      executeAsync: answer(({ image = '', parameters }) => {
        if (!/^(https?:|data:image\/)/i.test(image))
          throw new ImageTo3DError('validation', 'image must be an http(s) URL or a data: URI.');
        const checked = parseParameters(parameters);
        const refused = generator.check(checked).find(({ severity }) => severity === 'refusal');
        if (refused) throw new ImageTo3DError('validation', refused.message);
        if (started >= runLimit)
          throw new ImageTo3DError(
            'refused',
            `The limit of ${runLimit} runs per session is reached. Use the pane, or raise cliRunLimit.`,
          );
        started++;
        const asset = generator.generate(image, { parameters: checked });
        asset.ready.catch(() => undefined);
        return { asset: asset.id, runsLeft: runLimit - started };
      }),
    },
    {
      id: 'image-to-3d-status',
      description: 'Returns the status of a generated asset, or of all of them without an id.',
      args: [{ name: 'asset', description: 'Id from image-to-3d-start' }],
      executeAsync: answer(({ asset }) =>
        asset ? statusOf(find(asset)) : generator.getSnapshot().assets.map(statusOf),
      ),
    },
    {
      id: 'image-to-3d-fit',
      description:
        'Fits the shown version to a budget: free, on this machine. image-to-3d-status shows its progress.',
      args: [
        { name: 'asset', description: 'Id from image-to-3d-start', required: true },
        { name: 'preset', description: `One of ${PRESET_IDS}` },
        { name: 'triangles', description: 'Maximum number of triangles, such as 20000' },
        { name: 'textureSize', description: 'Texture size in pixels, such as 1024' },
        { name: 'enforceBudget', description: 'true: the fit fails if a measured value is above the budget' },
      ],
      executeAsync: answer(({ asset, ...wishes }) => {
        const found = find(asset);
        const request = fitRequestOf(wishes);
        // The status command reports how it ends.
        found.fitAsync(request).catch(() => undefined);
        return statusOf(found);
      }),
    },
    {
      id: 'image-to-3d-cancel',
      description: 'Asks the service to stop the run of a generated asset.',
      args: [{ name: 'asset', description: 'Id from image-to-3d-start', required: true }],
      executeAsync: answer(async ({ asset }) => {
        const found = find(asset);
        await found.cancelAsync();
        return statusOf(found);
      }),
    },
  ];
}
