import { describe, expect, test } from 'vitest';
import { BUDGET_PRESETS } from '../../../plugin/budget/presets.ts';
import { REPAIR_IDS } from '../../../plugin/budget/repairs.ts';
import { readArguments } from '../../../plugin/cli/arguments.ts';
import { helpText } from '../../../plugin/cli/help.ts';

const read = (line: string) => readArguments(line.split(' ').filter((word) => word !== ''));
const request = (options: string) => {
  const command = read(`fit in.glb -o out.glb ${options}`);
  return command.type === 'fit' ? command.request : command;
};

test('a file and a name are enough: the usual plan', () => {
  expect(read('fit in.glb -o out.glb')).toEqual({
    type: 'fit',
    input: 'in.glb',
    output: 'out.glb',
    request: { plan: {} },
    force: false,
    json: false,
    verbose: false,
  });
});

describe('a plan', () => {
  test('reads every option', () => {
    expect(
      request(
        '--triangles 20000 --texture-size 512 --path rebake --fast --geometry float --texture-format png --lods 50%,0.2 --collider hull:64 --repair holes,floaters',
      ),
    ).toEqual({
      plan: {
        triangles: 20_000,
        textureSize: 512,
        path: 'rebake',
        bake: 'fast',
        output: { geometry: 'float', textures: 'png', withLods: true },
        lodShares: [0.5, 0.2],
        collider: { kind: 'hull', maxVertices: 64 },
        repairs: ['holes', 'floaters'],
      },
    });
  });

  test.each([
    ['--lods', { lodShares: [0.5, 0.25, 0.1] }],
    ['--lods --json', { lodShares: [0.5, 0.25, 0.1] }],
    ['--lods=0.3', { lodShares: [0.3] }],
    ['--collider box', { collider: { kind: 'box' } }],
    ['--collider capsule', { collider: { kind: 'capsule' } }],
    ['--collider hull', { collider: { kind: 'hull', maxVertices: 32 } }],
    ['--no-repair', { repairs: [] }],
    ['--export plain', { output: { geometry: 'float', textures: 'png', withLods: false } }],
    [
      '--export plain --texture-format jpeg',
      { output: { geometry: 'float', textures: 'jpeg', withLods: false } },
    ],
    ['--no-keep-bounds --allow-upscale', { keepBounds: false, allowUpscale: true }],
    ['--texture-format ktx2', { output: { geometry: 'meshopt', textures: 'ktx2', withLods: false } }],
  ])('%s', (options, plan) => {
    expect(request(options)).toMatchObject({ plan });
  });

  test('--repair may be given several times, and names the default repairs by one word', () => {
    expect(request('--repair default,diagonal --repair black-metal --repair diagonal')).toMatchObject({
      plan: { repairs: ['inner-shell', 'floaters', 'flipped-winding', 'diagonal', 'black-metal'] },
    });
  });

  test('--repair all names every repair', () => {
    expect(REPAIR_IDS).toHaveLength(11);
    expect(request('--repair all')).toMatchObject({
      plan: { repairs: REPAIR_IDS },
    });
  });
});

describe('limits', () => {
  test('a preset is a budget; --triangles beside it is a limit more', () => {
    expect(request('--preset planner --triangles 9000')).toEqual({
      budget: { maxTriangles: 40_000, maxTextureSizePx: 1024, maxFileBytes: 1_000_000, maxDrawCalls: 4 },
      enforceBudget: false,
      plan: { triangles: 9_000 },
    });
  });

  test.each([
    ['1000000', 1_000_000],
    ['1MB', 1_000_000],
    ['1.5mb', 1_500_000],
    ['512KiB', 524_288],
    ['2MiB', 2_097_152],
  ])('--max-bytes %s', (text, bytes) => {
    expect(request(`--max-bytes ${text} --max-gpu-bytes ${text}`)).toMatchObject({
      budget: { maxFileBytes: bytes, maxGpuBytes: bytes },
    });
  });

  test('Roblox enforces its budget by itself, others with --enforce-budget', () => {
    expect(request('--preset roblox-mesh')).toMatchObject({ enforceBudget: true });
    expect(request('--preset mobile')).toMatchObject({ enforceBudget: false });
    expect(request('--preset mobile --enforce-budget')).toMatchObject({ enforceBudget: true });
    expect(request('--triangles 4000 --enforce-budget')).toEqual({
      budget: {},
      enforceBudget: true,
      plan: { triangles: 4_000 },
    });
  });

  test.each(BUDGET_PRESETS.map(({ id }) => id).filter((id) => id !== 'custom'))(
    'preset %s is in the help',
    (id) => {
      expect(request(`--preset ${id}`)).toHaveProperty('budget');
      expect(helpText()).toContain(id);
    },
  );
});

test.each([
  ['fit -o b.glb', 'needs a GLB'],
  ['fit a.glb', 'needs -o'],
  ['fit a.glb b.glb -o c.glb', 'got "b.glb"'],
  ['fit a.glb -o b.glb --triangles 0', 'at least 1, not "0"'],
  ['fit a.glb -o b.glb --triangles many', 'not "many"'],
  ['fit a.glb -o b.glb --texture-size 2.5', 'not "2.5"'],
  ['fit a.glb -o b.glb --preset toaster', 'Known: quest, mobile, planner'],
  ['fit a.glb -o b.glb --max-bytes lots', 'not "lots"'],
  ['fit a.glb -o b.glb --max-bytes 0', 'not "0"'],
  ['fit a.glb -o b.glb --path sideways', 'auto, textures, keep-uvs, rebake'],
  ['fit a.glb -o b.glb --geometry draco', 'meshopt, quantized, float'],
  ['fit a.glb -o b.glb --export fbx', 'compact, plain, ktx2'],
  ['fit a.glb -o b.glb --texture-format gif', 'webp, png, jpeg, ktx2'],
  ['fit a.glb -o b.glb --lods 0.2,0.5', 'falling shares'],
  ['fit a.glb -o b.glb --lods 2', 'falling shares'],
  ['fit a.glb -o b.glb --collider hull:4', '8 to 255'],
  ['fit a.glb -o b.glb --collider ball', 'box, capsule, hull'],
  ['fit a.glb -o b.glb --repair paint', 'inner-shell'],
  ['fit a.glb -o b.glb --repair holes --no-repair', 'Choose one'],
  ['fit a.glb -o b.glb --seed 3', 'no option --seed'],
  ['generate a.png -o b.glb --triangles 3', 'no option --triangles'],
])('%s is refused with a reason', (line, reason) => {
  expect(read(line)).toEqual({ type: 'usage', message: expect.stringContaining(reason) });
});
