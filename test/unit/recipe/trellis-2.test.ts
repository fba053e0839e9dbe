import { describe, expect, test } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { fieldErrors } from '../../../plugin/recipe/define-provider.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { checkTrellis2 } from '../../../plugin/recipe/providers/trellis-2-guards.ts';
import {
  TRELLIS_2_PARAMETERS,
  type Trellis2Parameters,
} from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { recipeKey } from '../../../plugin/recipe/recipe.ts';

// As fal's API page states them: name, default, range or choices.
const PAGE = [
  ['seed', undefined, 'integer'],
  ['resolution', 1024, [512, 1024, 1536]],
  ['ss_guidance_strength', 7.5, 0, 10],
  ['ss_guidance_rescale', 0.7, 0, 1],
  ['ss_sampling_steps', 12, 1, 50],
  ['ss_rescale_t', 5, 1, 6],
  ['shape_slat_guidance_strength', 7.5, 0, 10],
  ['shape_slat_guidance_rescale', 0.5, 0, 1],
  ['shape_slat_sampling_steps', 12, 1, 50],
  ['shape_slat_rescale_t', 3, 1, 6],
  ['tex_slat_guidance_strength', 1, 0, 10],
  ['tex_slat_guidance_rescale', 0, 0, 1],
  ['tex_slat_sampling_steps', 12, 1, 50],
  ['tex_slat_rescale_t', 3, 1, 6],
  ['decimation_target', 500000, 5000, 2000000],
  ['texture_size', 2048, [1024, 2048, 4096]],
  ['remesh', true, 'boolean'],
  ['remesh_band', 1, 0, 4],
  ['remesh_project', 0, 0, 1],
] as const satisfies readonly (readonly [string, number | boolean | undefined, ...unknown[]])[];

const RANGES = PAGE.flatMap((row): [string, number, number][] =>
  row.length === 4 ? [[row[0], row[2], row[3]]] : [],
);
const DEFAULTS: readonly (readonly [string, unknown])[] = PAGE.map(([name, value]) => [name, value]);

const IMAGE = 'https://v3.fal.media/files/b/x/a.png';
const parse = (input: object) => trellis2.inputSchema.safeParse({ image_url: IMAGE, ...input });
const base = trellis2.complete({}, 7);
const issues = (changes: Partial<Trellis2Parameters>) => checkTrellis2({ ...base, ...changes });

describe('the inputs of fal-ai/trellis-2', () => {
  test('table and API page name the same 19 parameters beside image_url, in one order', () => {
    expect(TRELLIS_2_PARAMETERS.map((spec) => spec.wireName)).toEqual(PAGE.map(([name]) => name));
  });

  test.each(DEFAULTS)('%s: default %s', (name, defaultValue) => {
    const parsed = parse({});
    expect(parsed.success && (parsed.data as unknown as Record<string, unknown>)[name]).toBe(
      parsed.success ? defaultValue : NaN,
    );
  });

  test.each(RANGES)('%s: both ends of the range pass, beyond fails and names the field', (name, min, max) => {
    expect(parse({ [name]: min }).success).toBe(true);
    expect(parse({ [name]: max }).success).toBe(true);
    for (const bad of [min - 1, max + 1, 'many', null, Number.NaN]) {
      const result = parse({ [name]: bad });
      expect(result.success).toBe(false);
      if (!result.success)
        expect(fieldErrors(result.error)).toEqual([expect.objectContaining({ field: name })]);
    }
  });

  test.each([
    ['resolution', [512, 1024, 1536], [0, 768, 2048, '1023']],
    ['texture_size', [1024, 2048, 4096], [512, 8192, 'big']],
  ])('%s takes exactly %j', (name, good, bad) => {
    for (const value of good) {
      expect(parse({ [name]: value }).success).toBe(true);
      expect(parse({ [name]: String(value) }).success).toBe(true);
    }
    for (const value of bad) expect(parse({ [name]: value }).success).toBe(false);
  });

  test('integers take 12, 12.0 and "12", not 12.5', () => {
    for (const value of [12, 12.0, '12']) expect(parse({ ss_sampling_steps: value }).success).toBe(true);
    expect(parse({ ss_sampling_steps: 12.5 }).success).toBe(false);
    expect(parse({ decimation_target: 5000.5 }).success).toBe(false);
  });

  test('the image is required and unknown fields are dropped', () => {
    expect(trellis2.inputSchema.safeParse({}).success).toBe(false);
    const parsed = parse({ lod: 3 });
    expect(parsed.success && 'lod' in parsed.data).toBe(false);
  });

  test('several errors come in one list', () => {
    const parsed = parse({ resolution: 3, ss_rescale_t: 9, remesh: 'perhaps' });
    expect(!parsed.success && fieldErrors(parsed.error).map((error) => error.field)).toEqual([
      'resolution',
      'ss_rescale_t',
      'remesh',
    ]);
  });
});

describe('our spelling', () => {
  test('goes to the wire and back unchanged', () => {
    const parameters = trellis2.complete(
      { decimationTarget: 20000, texSlatGuidanceStrength: 2.5, remesh: false },
      42,
    );
    const input = trellis2.toInput(parameters, IMAGE);
    expect(input).toMatchObject({
      image_url: IMAGE,
      seed: 42,
      decimation_target: 20000,
      tex_slat_guidance_strength: 2.5,
      remesh: false,
    });
    expect(Object.keys(input)).toHaveLength(20);
    expect(trellis2.fromInput(input, 1)).toEqual(parameters);
  });

  test('a seed is always there', () => {
    expect(trellis2.complete({}, 99).seed).toBe(99);
    expect(trellis2.complete({ seed: 3 }, 99).seed).toBe(3);
    expect('seed' in trellis2.defaults).toBe(false);
  });

  test('a bad value is refused with the name we use, and so is an unknown name', () => {
    const attempt = (partial: object) => () => trellis2.complete(partial as Partial<Trellis2Parameters>, 1);
    expect(attempt({ decimationTarget: 100 })).toThrow(
      'decimationTarget: Input should be greater than or equal to 5000.',
    );
    expect(attempt({ decimation_target: 20000 })).toThrow('Unknown parameter: decimation_target.');
    try {
      attempt({ textureSize: 512 })();
    } catch (error) {
      expect(error).toBeInstanceOf(ImageTo3DError);
      expect((error as ImageTo3DError).code).toBe('validation');
      expect((error as ImageTo3DError).fields).toEqual([
        { field: 'textureSize', message: 'Input should be 1024, 2048 or 4096' },
      ]);
    }
  });
});

describe('guards', () => {
  test('the defaults raise nothing', () => expect(issues({})).toEqual([]));

  test.each([
    [{ ssGuidanceStrength: 0 }, 'refusal', 'ssGuidanceStrength'],
    [{ shapeSlatGuidanceStrength: 0 }, 'refusal', 'shapeSlatGuidanceStrength'],
    [{ texSlatGuidanceStrength: 0 }, 'refusal', 'texSlatGuidanceStrength'],
    [{ remeshBand: 0 }, 'refusal', 'remeshBand'],
    [{ remeshBand: 0.3 }, 'warning', 'remeshBand'],
    [{ remeshProject: 1 }, 'warning', 'remeshProject'],
    [{ remesh: false }, 'warning', 'remesh'],
    [{ texSlatGuidanceRescale: 0.5 }, 'warning', 'texSlatGuidanceRescale'],
    [{ resolution: 1536 as const }, 'warning', 'resolution'],
    [{ decimationTarget: 5000 }, 'warning', 'decimationTarget'],
  ])('%j: %s', (changes, severity, parameter) => {
    expect(issues(changes)).toContainEqual({ severity, parameter, message: expect.stringMatching(/\.$/) });
  });

  test('band 0 is fine without remesh, rescale is fine above strength 1', () => {
    expect(issues({ remeshBand: 0, remesh: false }).map((issue) => issue.parameter)).toEqual(['remesh']);
    expect(issues({ texSlatGuidanceStrength: 2, texSlatGuidanceRescale: 0.5 })).toEqual([]);
  });
});

describe('recipe key', () => {
  const recipe = { provider: trellis2.id, imageHash: 'ab', parameters: base };
  test('does not depend on the order of the fields, and does on every value', () => {
    const reversed = Object.fromEntries(Object.entries(base).reverse()) as Trellis2Parameters;
    expect(recipeKey({ ...recipe, parameters: reversed })).toBe(recipeKey(recipe));
    const keys = TRELLIS_2_PARAMETERS.map(({ name }) =>
      recipeKey({
        ...recipe,
        parameters: {
          ...base,
          [name]: typeof base[name] === 'boolean' ? !base[name] : Number(base[name]) + 1,
        },
      }),
    );
    expect(new Set([...keys, recipeKey(recipe), recipeKey({ ...recipe, imageHash: 'cd' })]).size).toBe(
      keys.length + 2,
    );
  });
});

describe('the answer', () => {
  test('holds a GLB or is refused', () => {
    expect(
      trellis2.readResult({ model_glb: { url: 'https://v3b.fal.media/files/b/1/m.glb', file_size: 12 } }),
    ).toEqual({
      url: 'https://v3b.fal.media/files/b/1/m.glb',
      fileBytes: 12,
    });
    for (const bad of [
      null,
      {},
      { model_glb: null },
      { model_glb: { url: 'javascript:alert(1)' } },
      '<html>',
    ]) {
      expect(() => trellis2.readResult(bad)).toThrow(/holds no GLB/);
    }
  });

  test('prices follow the resolution', () => {
    const usd = ([512, 1024, 1536] as const).map(
      (resolution) => trellis2.estimate({ ...base, resolution }).usd,
    );
    expect(usd).toEqual([0.25, 0.3, 0.35]);
  });
});
