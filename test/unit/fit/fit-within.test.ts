import { describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { MasterFacts } from '../../../plugin/budget/master-facts.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { FitOptions, FitResult, FitSession } from '../../../plugin/fit/contract.ts';
import { defaultPlan, fitWithinAsync, resolveRequest } from '../../../plugin/fit/fit-within.ts';
import { masterFacts, partsFacts } from '../budget/facts.ts';

interface Behaviour {
  readonly facts?: MasterFacts;
  /** Triangles that simplifying ends at. */
  readonly leastTriangles?: number;
  readonly bytesOf?: (plan: FitPlan) => number;
  /** Throws over-budget as the engine does when no quality fits. */
  readonly honoursBytes?: boolean;
}

/** A session whose results follow simple laws: 10 bytes a triangle, a quarter of a byte a texel of each of three maps. */
function scriptedSession(behaviour: Behaviour = {}) {
  const {
    facts = masterFacts(),
    leastTriangles = 1,
    bytesOf = ({ triangles, textureSize }) => 10 * triangles + 0.75 * textureSize ** 2,
    honoursBytes = false,
  } = behaviour;
  const plans: FitPlan[] = [];
  const session: FitSession = {
    facts,
    previewAsync: () => Promise.reject(new Error('not asked')),
    lintAsync: async () => [],
    close: () => {},
    async fitAsync(plan: FitPlan, { signal, onProgress }: FitOptions = {}): Promise<FitResult> {
      plans.push(plan);
      if (signal?.aborted) throw new ImageTo3DError('aborted', 'Stopped.');
      for (const fraction of [0, 0.5, 1]) onProgress?.('bake', fraction);
      const fileBytes = Math.ceil(bytesOf(plan));
      if (honoursBytes && fileBytes > (plan.maxFileBytes ?? Infinity))
        throw new ImageTo3DError('over-budget', `The file takes ${fileBytes} bytes at best.`);
      const triangles =
        plan.path === 'textures' ? facts.stats.triangles : Math.max(leastTriangles, plan.triangles);
      return {
        glb: new Uint8Array(0),
        lods: [],
        report: {
          path: 'rebake',
          before: facts.stats,
          after: {
            ...facts.stats,
            triangles,
            maxTextureSizePx: plan.textureSize,
            fileBytes,
            gpuBytes: 28 * triangles + 16 * plan.textureSize ** 2,
          },
          removedTriangles: {},
          textureSize: plan.textureSize,
          reducedForBytes: false,
          timingsMs: {},
          remarks: ['Said by the engine.'],
        },
      };
    },
  };
  return { session, plans };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown as ImageTo3DError,
  );

describe('defaultPlan', () => {
  test('a usual master: 20,000 triangles, 1024 px', () => {
    expect(defaultPlan(masterFacts())).toEqual(DEFAULT_FIT_PLAN);
  });

  test('never above what the master has', () => {
    expect(defaultPlan(masterFacts({ triangles: 900, maxTextureSizePx: 250 }))).toMatchObject({
      triangles: 900,
      textureSize: 252,
    });
  });

  test('a skinned file keeps its geometry, and several parts are not repaired', () => {
    expect(defaultPlan(partsFacts({ geometryRefusal: 'The file has morph targets.' }))).toMatchObject({
      path: 'textures',
      triangles: 12_491,
      repairs: [],
    });
    expect(defaultPlan(partsFacts())).toMatchObject({ path: 'auto', triangles: 12_491, repairs: [] });
  });
});

describe('resolveRequest', () => {
  const present = { ...DEFAULT_FIT_PLAN, triangles: 7_000 };

  test('changes stand on the present plan', () => {
    const { plan } = resolveRequest(masterFacts(), present, { plan: { textureSize: 512 } });
    expect(plan).toEqual({ ...present, textureSize: 512 });
  });

  test('other triangles reopen a plan that a budget had left at textures alone', () => {
    const closed: FitPlan = { ...present, path: 'textures', triangles: 549_988 };
    const path = (plan: Partial<FitPlan>) => resolveRequest(masterFacts(), closed, { plan }).plan.path;
    expect(path({ triangles: 5_000 })).toBe('auto');
    expect(path({ textureSize: 512 })).toBe('textures');
    expect(path({ triangles: 5_000, path: 'textures' })).toBe('textures');
  });

  test('a budget starts afresh: the present triangles are no limit, those of the request are', () => {
    const ask = (plan?: Partial<FitPlan>) =>
      resolveRequest(masterFacts(), present, {
        budget: { maxTriangles: 40_000 },
        ...(plan ? { plan } : {}),
      });
    expect(ask().plan.triangles).toBe(40_000);
    expect(ask({ triangles: 9_000 })).toMatchObject({
      plan: { triangles: 9_000 },
      budget: { maxTriangles: 9_000 },
    });
  });

  test.each([
    [{ plan: { triangles: 0 } }, 'triangles'],
    [{ plan: { triangles: 10.5 } }, 'triangles'],
    [{ plan: { textureSize: 3 } }, 'textureSize'],
    [{ plan: { lodShares: [0.5, 0.6] } }, 'LOD shares'],
    [{ plan: { lodShares: [1.5] } }, 'LOD shares'],
    [{ budget: { maxFileBytes: Number.NaN } }, 'maxFileBytes'],
    [{ budget: { maxGpuBytes: -1 } }, 'maxGpuBytes'],
  ])('%o is refused', (request, word) => {
    expect(() => resolveRequest(masterFacts(), present, request)).toThrow(
      expect.objectContaining({ code: 'validation', message: expect.stringContaining(word) }),
    );
  });
});

describe('without an enforced budget', () => {
  test('a plan is fitted once', async () => {
    const { session, plans } = scriptedSession();
    const result = await fitWithinAsync(
      session,
      { plan: { triangles: 5_000 } },
      { present: DEFAULT_FIT_PLAN },
    );
    expect(plans).toHaveLength(1);
    expect(result).toMatchObject({
      attempts: 1,
      plan: { triangles: 5_000 },
      report: { after: { triangles: 5_000 }, remarks: ['Said by the engine.'] },
      budget: { rows: [], isMet: true },
    });
  });

  test('a limit that the result breaks is told with both numbers', async () => {
    const { session } = scriptedSession({ leastTriangles: 30_000 });
    const { report, budget, attempts } = await fitWithinAsync(
      session,
      { budget: { maxTriangles: 20_000 } },
      { present: DEFAULT_FIT_PLAN },
    );
    expect(attempts).toBe(1);
    expect(budget.isMet).toBe(false);
    expect(report.remarks).toContain('Over budget: 30,000 triangles, where 20,000 are allowed.');
  });

  test('bytes out of reach: the file is made all the same', async () => {
    const { session, plans } = scriptedSession({ honoursBytes: true, bytesOf: () => 900_000 });
    const { report, attempts, plan } = await fitWithinAsync(
      session,
      { budget: { maxFileBytes: 100_000 } },
      { present: DEFAULT_FIT_PLAN },
    );
    expect(plans.map(({ maxFileBytes }) => maxFileBytes)).toEqual([100_000, undefined]);
    expect([attempts, plan.maxFileBytes]).toEqual([2, undefined]);
    expect(report.remarks).toEqual([
      'Said by the engine.',
      'The file takes 900000 bytes at best.',
      'Over budget: 900,000 bytes of the file, where 100,000 are allowed.',
    ]);
  });

  test('a byte limit of the plan itself is no wish', async () => {
    const { session } = scriptedSession({ honoursBytes: true });
    const request = { plan: { maxFileBytes: 1000 } };
    expect(await errorOf(fitWithinAsync(session, request, { present: DEFAULT_FIT_PLAN }))).toMatchObject({
      code: 'over-budget',
    });
  });
});

describe('with an enforced budget', () => {
  test.each([
    ['bytes', { maxFileBytes: 300_000 }],
    ['memory', { maxGpuBytes: 3_000_000 }],
    [
      'everything',
      { maxTriangles: 8_000, maxTextureSizePx: 512, maxGpuBytes: 2_000_000, maxFileBytes: 200_000 },
    ],
  ])('%s: reduces until the measured values pass', async (_name, budget) => {
    // Twice what the solver expects: the first plan cannot pass.
    const { session, plans } = scriptedSession({
      bytesOf: ({ triangles, textureSize }) => 25 * triangles + 1.6 * textureSize ** 2,
    });
    const result = await fitWithinAsync(
      session,
      { budget, enforceBudget: true },
      { present: DEFAULT_FIT_PLAN },
    );
    expect(result.budget.isMet).toBe(true);
    expect(result.attempts).toBe(plans.length);
    expect(result.attempts).toBeGreaterThan(1);
    expect(result.attempts).toBeLessThanOrEqual(6);
    expect(result.plan).toBe(plans.at(-1));
  });

  test('a first fit that passes is the last', async () => {
    const { session } = scriptedSession();
    const request = { budget: { maxTriangles: 4_000, maxTextureSizePx: 1024 }, enforceBudget: true };
    expect(await fitWithinAsync(session, request, { present: DEFAULT_FIT_PLAN })).toMatchObject({
      attempts: 1,
      report: { after: { triangles: 4_000 } },
    });
  });

  test('an engine that gives up on bytes is asked for less', async () => {
    const { session, plans } = scriptedSession({ honoursBytes: true });
    const request = { budget: { maxFileBytes: 60_000 }, enforceBudget: true };
    const result = await fitWithinAsync(session, request, { present: DEFAULT_FIT_PLAN });
    expect(result.report.after.fileBytes).toBeLessThanOrEqual(60_000);
    expect(plans.every(({ maxFileBytes }) => maxFileBytes === 60_000)).toBe(true);
  });

  test('geometry that goes no further: best value, limit and reason', async () => {
    const { session, plans } = scriptedSession({ facts: partsFacts(), leastTriangles: 6_100 });
    const request = { budget: { maxTriangles: 4_000 }, enforceBudget: true };
    const error = await errorOf(fitWithinAsync(session, request, { present: DEFAULT_FIT_PLAN }));
    expect(error).toMatchObject({
      code: 'over-budget',
      message: expect.stringMatching(/6,100 triangles, where 4,000 are allowed.*UV layout and parts kept/),
    });
    expect(plans.length).toBeLessThanOrEqual(6);
  });

  test('what cannot be is told before any work', async () => {
    for (const [facts, budget, word] of [
      [partsFacts(), { maxDrawCalls: 2 }, '6 draw calls'],
      [partsFacts({ geometryRefusal: 'It has morph targets.' }), { maxTriangles: 100 }, 'morph targets'],
    ] as const) {
      const { session, plans } = scriptedSession({ facts });
      const error = await errorOf(
        fitWithinAsync(session, { budget, enforceBudget: true }, { present: DEFAULT_FIT_PLAN }),
      );
      expect(error).toMatchObject({ code: 'over-budget', message: expect.stringContaining(word) });
      expect(plans).toEqual([]);
    }
  });

  test('other failures pass through at once', async () => {
    const { session, plans } = scriptedSession();
    const failing: FitSession = {
      ...session,
      fitAsync: async (plan) => {
        plans.push(plan);
        throw new ImageTo3DError('unfittable', 'No triangles.');
      },
    };
    const request = { budget: { maxTriangles: 10 }, enforceBudget: true };
    expect(await errorOf(fitWithinAsync(failing, request, { present: DEFAULT_FIT_PLAN }))).toMatchObject({
      code: 'unfittable',
    });
    expect(plans).toHaveLength(1);
  });
});

test('progress only goes forward over several fits, and ends at 1', async () => {
  const { session } = scriptedSession({
    bytesOf: ({ triangles, textureSize }) => 25 * triangles + 2 * textureSize ** 2,
  });
  const seen: number[] = [];
  await fitWithinAsync(
    session,
    { budget: { maxFileBytes: 300_000 }, enforceBudget: true },
    { present: DEFAULT_FIT_PLAN, onProgress: (_stage, fraction) => seen.push(fraction) },
  );
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test('a stop between two fits ends the work', async () => {
  const stop = new AbortController();
  const { session, plans } = scriptedSession({ leastTriangles: 5_000 });
  const stopping: FitSession = {
    ...session,
    fitAsync: async (plan, options) => {
      const result = await session.fitAsync(plan, options);
      stop.abort();
      return result;
    },
  };
  const request = { budget: { maxTriangles: 100 }, enforceBudget: true };
  const error = await errorOf(
    fitWithinAsync(stopping, request, { present: DEFAULT_FIT_PLAN, signal: stop.signal }),
  );
  expect(error).toMatchObject({ code: 'aborted' });
  expect(plans).toHaveLength(1);
});
