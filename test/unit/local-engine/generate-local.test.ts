import { validateBytes } from 'gltf-validator';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { LocalResult, LocalStage } from '../../../plugin/local-engine/contract.ts';
import { ENGINE_NAME } from '../../../plugin/local-engine/engine-info.ts';
import { type GenerateLocalOptions, generateLocal } from '../../../plugin/local-engine/generate-local.ts';
import { nodeCodec } from '../../../plugin/local-engine/workers/node-codec.ts';
import { loadPlatform, type WorkerPlatform } from '../../../plugin/local-engine/workers/worker-platform.ts';
import type { RasterImage } from '../../../plugin/recipe/image.ts';
import { LOCAL_DEFAULTS } from '../../../plugin/recipe/local-parameters.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import {
  TRELLIS_2_PARAMETERS,
  type Trellis2Parameters,
} from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { box, disc, drawMask, either, paint } from '../../fixtures/drawn-masks.ts';
import { readGlbJson } from '../../fixtures/make-glb.ts';
import { checkGlb, readGlb, readMesh, SOUND, type TriangleMesh } from '../../fixtures/mesh-check.ts';

// Whole runs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let platform: WorkerPlatform;
let plain: LocalResult;
beforeAll(async () => {
  platform = await loadPlatform(nodeCodec);
  plain = await run();
});

/** A head of two colours on a bar, with a hole. */
const MASK = drawMask(
  240,
  240,
  (x, y) => either(disc(120, 90, 70), box(100, 140, 140, 230))(x, y) && !disc(90, 70, 12)(x, y),
);
const IMAGE = paint(MASK, (x, y) =>
  y > 140 ? [120, 70, 30] : (x >> 3) % 4 === 0 && x > 120 ? [240, 220, 60] : [200, 40, 60],
);

const run = (
  changes: Partial<Trellis2Parameters> = {},
  options: Partial<GenerateLocalOptions> = {},
  image: RasterImage = IMAGE,
) =>
  generateLocal(
    image,
    trellis2.toLocal({
      ...trellis2.defaults,
      seed: 1,
      decimationTarget: 5000,
      textureSize: 1024,
      ...changes,
    }),
    platform,
    { profile: 'placeholder', ...options },
  );

const mesh = async (...args: Parameters<typeof run>) => readMesh((await run(...args)).glb);

const thickness = ({ positions }: TriangleMesh) =>
  Math.max(...positions.filter((_, i) => i % 3 === 2)) - Math.min(...positions.filter((_, i) => i % 3 === 2));

describe('the GLB', () => {
  test('passes the validator without a remark and says what it is', async () => {
    const { glb, report } = plain;
    expect((await validateBytes(glb)).issues.messages).toEqual([]);
    const json = readGlbJson(glb);
    const extras = { localApproximation: true, engine: ENGINE_NAME, seed: 1, maskSource: 'alpha' };
    expect(json.asset.generator).toBe(ENGINE_NAME);
    expect(ENGINE_NAME).toContain('local approximation');
    expect(json.extras).toEqual(extras);
    expect(json.asset.extras).toEqual(extras);
    expect(report).toMatchObject({ engine: ENGINE_NAME, seed: 1, maskSource: 'alpha', warnings: [] });
  });

  test('is a sound solid whose measures are those of the report', async () => {
    const { glb, report } = plain;
    const facts = await checkGlb(glb);
    expect(facts).toMatchObject(SOUND);
    expect(facts.signedVolume).toBeGreaterThan(0);
    expect(facts).toMatchObject({
      vertices: report.vertices,
      triangles: report.triangles,
      eulerCharacteristic: 0,
    });
    expect(report).toMatchObject({ components: 1, holes: 1 });
  });

  test('shows the image: the texture has the source colour where the image has it', async () => {
    const { glb } = plain;
    const texture = (await readGlb(glb)).getRoot().listTextures()[0]!;
    const { data, info } = await sharp(texture.getImage()!)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { positions, uvs } = await readMesh(glb);
    // Image position of the probe (110, 120) in the solid's frame: the box is 140 × 210 px from (50, 20).
    const [x, y] = [(110 - 120) / 210, (125 - 120) / 210];
    let nearest = 0;
    for (let vertex = 0; vertex < positions.length / 6; vertex++) {
      const away = (v: number) => Math.hypot(positions[v * 3]! - x, positions[v * 3 + 1]! - y);
      if (away(vertex) < away(nearest)) nearest = vertex;
    }
    const column = Math.round(uvs[nearest * 2]! * info.width - 0.5);
    const row = Math.round(uvs[nearest * 2 + 1]! * info.height - 0.5);
    const pixel = [...data.subarray((row * info.width + column) * 3, (row * info.width + column) * 3 + 3)];
    [200, 40, 60].forEach((value, channel) => {
      expect(Math.abs(pixel[channel]! - value)).toBeLessThan(6);
    });
  });

  test('has the same bytes for the same seed, others for another', async () => {
    const [again, other] = [await run(), await run({ seed: 2 })];
    expect(Buffer.from(plain.glb).equals(Buffer.from(again.glb))).toBe(true);
    expect(Buffer.from(plain.glb).equals(Buffer.from(other.glb))).toBe(false);
  });

  test('has 16-bit indices while these suffice, and 32-bit ones beyond', async () => {
    const type = async (decimationTarget: number) =>
      (await readGlb((await run({ decimationTarget }, { profile: 'full' })).glb))
        .getRoot()
        .listMeshes()[0]!
        .listPrimitives()[0]!
        .getIndices()!
        .getArray();
    expect(await type(60_000)).toBeInstanceOf(Uint16Array);
    expect(await type(80_000)).toBeInstanceOf(Uint32Array);
  });
});

describe('parameters', () => {
  test('a provider reaches every one, each by one of its own', () => {
    const reached = TRELLIS_2_PARAMETERS.flatMap(({ local }) => local ?? []);
    expect(reached.sort()).toEqual(Object.keys(LOCAL_DEFAULTS).sort());
  });

  test('those not applied change nothing, all at their maximum', async () => {
    const rows = TRELLIS_2_PARAMETERS.filter((row) => row.local === undefined);
    expect(rows).toHaveLength(9);
    const changes = Object.fromEntries(rows.map((row) => [row.name, 'max' in row ? row.max : undefined]));
    const changed = await run(changes);
    expect(Buffer.from(plain.glb).equals(Buffer.from(changed.glb))).toBe(true);
  });

  test('decimationTarget bounds the vertices from above, closely', async () => {
    for (const decimationTarget of [5000, 9000, 20_000, 50_000]) {
      const { report } = await run({ decimationTarget }, { profile: 'full' });
      expect(report.vertices).toBeLessThanOrEqual(decimationTarget);
      expect(report.vertices).toBeGreaterThanOrEqual(0.95 * decimationTarget);
    }
  });

  test('resolution is an upper bound of the grid, and too coarse a one is reported', async () => {
    const [coarse, fine] = [
      await run({ decimationTarget: 1_000_000, resolution: 512 }, { profile: 'full' }),
      await run({ decimationTarget: 1_000_000, resolution: 1024 }, { profile: 'full' }),
    ];
    expect(fine.report.vertices).toBeGreaterThan(3 * coarse.report.vertices);
    expect(coarse.report.warnings).toEqual(['fewer-vertices-than-target']);
  });

  test('textureSize is the side of the texture', async () => {
    for (const textureSize of [1024, 2048] as const) {
      const texture = (await readGlb((await run({ textureSize })).glb)).getRoot().listTextures()[0]!;
      expect(texture.getSize()).toEqual([textureSize, textureSize]);
    }
  });

  test('seed chooses the depth within ±10 %', async () => {
    const depths: number[] = [];
    for (let seed = 0; seed < 6; seed++) depths.push(thickness(await mesh({ seed })));
    expect(new Set(depths).size).toBe(6);
    expect(Math.max(...depths) / Math.min(...depths)).toBeLessThan(1.1 / 0.9 + 0.02);
  });

  test('ssGuidanceStrength: lower is smoother, so the silhouette gets shorter', async () => {
    const rim = async (ssGuidanceStrength: number) => {
      const { positions } = await mesh({ ssGuidanceStrength, decimationTarget: 20_000 }, { profile: 'full' });
      return (
        Math.max(...positions.filter((_, i) => i % 3 === 1)) -
        Math.min(...positions.filter((_, i) => i % 3 === 1))
      );
    };
    const [full, less, least] = [await rim(7.5), await rim(5), await rim(2)];
    expect(less).toBeLessThan(full);
    expect(least).toBeLessThan(less);
  });

  test('shapeSlatGuidanceStrength deepens creases and leaves the thickness', async () => {
    const surface = async (shapeSlatGuidanceStrength: number) => {
      const { positions, normals } = await mesh({ shapeSlatGuidanceStrength });
      const half = normals.length / 2;
      let tilt = 0;
      for (let i = 2; i < half; i += 3) tilt += 1 - normals[i]!;
      const front = positions.subarray(0, half).filter((_, i) => i % 3 === 2);
      return { tilt: tilt / (half / 3), typical: front.toSorted()[Math.floor(front.length * 0.7)]! };
    };
    const [off, neutral, strong] = [await surface(0), await surface(7.5), await surface(10)];
    expect(neutral.tilt).toBeGreaterThan(off.tilt);
    expect(strong.tilt).toBeGreaterThan(neutral.tilt);
    expect(Math.abs(off.typical / neutral.typical - 1)).toBeLessThan(0.25);
    expect(Math.abs(strong.typical / neutral.typical - 1)).toBeLessThan(0.1);
  });

  test('texSlatGuidanceStrength: higher is more vivid', async () => {
    const chroma = async (texSlatGuidanceStrength: number) => {
      const image = (await readGlb((await run({ texSlatGuidanceStrength })).glb))
        .getRoot()
        .listTextures()[0]!;
      const { channels } = await sharp(image.getImage()!)
        .toColourspace('hsv')
        .raw()
        .toBuffer({ resolveWithObject: true })
        .then(({ data, info }) => sharp(data, { raw: info }).stats());
      return channels[1]!.mean;
    };
    const [dull, plain, vivid] = [await chroma(0.5), await chroma(1), await chroma(4)];
    expect(plain).toBeGreaterThan(dull + 5);
    expect(vivid).toBeGreaterThan(plain + 5);
  });

  test('remesh makes more even triangles', async () => {
    const quality = async (remesh: boolean) => {
      const { positions: p, indices } = await mesh({ remesh, decimationTarget: 20_000 }, { profile: 'full' });
      let sum = 0;
      for (let f = 0; f < indices.length; f += 3) {
        const [a, b, c] = [indices[f]! * 3, indices[f + 1]! * 3, indices[f + 2]! * 3];
        const side = (i: number, j: number) =>
          [p[j]! - p[i]!, p[j + 1]! - p[i + 1]!, p[j + 2]! - p[i + 2]!] as const;
        const [u, v, w] = [side(a, b), side(b, c), side(c, a)];
        const squares = [u, v, w].reduce((total, [x, y, z]) => total + x * x + y * y + z * z, 0);
        const area = Math.hypot(
          u[1] * w[2] - u[2] * w[1],
          u[2] * w[0] - u[0] * w[2],
          u[0] * w[1] - u[1] * w[0],
        );
        sum += (2 * Math.sqrt(3) * area) / squares;
      }
      return sum / (indices.length / 3);
    };
    expect(await quality(true)).toBeGreaterThan((await quality(false)) + 0.02);
  });

  test('remeshBand smooths the surface, at the default of 1 too, and remeshProject takes that back', async () => {
    const depth = async (changes: Partial<Trellis2Parameters>) =>
      thickness(await mesh({ resolution: 512, ...changes }));
    const [none, neutral, wide] = [
      await depth({ remeshBand: 0 }),
      await depth({}),
      await depth({ remeshBand: 4 }),
    ];
    expect(neutral).toBeLessThan(none);
    expect(wide).toBeLessThan(neutral);
    expect(await depth({ remeshBand: 4, remeshProject: 0.5 })).toBeGreaterThan(wide);
    expect(await depth({ remeshProject: 1 })).toBe(none);
  });
});

describe('a run', () => {
  test('reports progress that never falls and ends at 1, stage by stage', async () => {
    const seen: [LocalStage, number][] = [];
    await run({}, { onProgress: (stage, fraction) => seen.push([stage, fraction]) });
    const fractions = seen.map(([, fraction]) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect([...new Set(seen.map(([stage]) => stage))]).toEqual([
      'mask',
      'texture-front',
      'grid',
      'inflate',
      'mesh',
      'decimate',
      'assemble',
      'texture-back',
      'encode',
      'glb',
    ]);
    expect(seen.filter(([stage]) => stage === 'inflate').length).toBeGreaterThanOrEqual(5);
  });

  test.each(['mask', 'inflate', 'decimate', 'encode'] as const)(
    'stops at once when aborted in %s',
    async (stage) => {
      const abort = new AbortController();
      const seen: LocalStage[] = [];
      const onProgress = (current: LocalStage) => {
        seen.push(current);
        if (current === stage) abort.abort();
      };
      await expect(run({}, { signal: abort.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' });
      expect(seen.filter((current) => current === stage)).toHaveLength(1);
      expect(seen.at(-1)).toBe(stage);
    },
  );

  test('gives way to other tasks while it works', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await run({ decimationTarget: 200_000 }, { profile: 'full' });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  test('takes a mask from the caller', async () => {
    const opaque = paint({ ...MASK, data: new Float32Array(MASK.data.length).fill(1) }, () => [90, 120, 200]);
    const { report } = await run({}, { mask: MASK.data }, opaque);
    expect(report).toMatchObject({ maskSource: 'provided', components: 1, holes: 1 });
  });

  test('makes a sound plate of an image that shows nothing', async () => {
    const flat = paint({ width: 300, height: 200, data: new Float32Array(60_000).fill(1) }, () => [
      90, 120, 200,
    ]);
    for (const target of [5000, 50_000]) {
      const { glb, report } = await run({ decimationTarget: target }, { profile: 'full' }, flat);
      expect(report).toMatchObject({ maskSource: 'full-frame', components: 1, holes: 0 });
      expect(await checkGlb(glb)).toMatchObject({ ...SOUND, eulerCharacteristic: 2 });
    }
  });

  test('refuses an image that is transparent everywhere', async () => {
    const nothing = { widthPx: 32, heightPx: 32, data: new Uint8ClampedArray(4096) };
    await expect(run({}, {}, nothing)).rejects.toMatchObject({ code: 'empty-image' });
  });

  test.each([
    [1, 1],
    [16, 3],
    [3, 200],
  ])('makes a sound solid of %i × %i pixels', async (width, height) => {
    const image = paint({ width, height, data: new Float32Array(width * height).fill(1) }, () => [
      200, 90, 20,
    ]);
    expect(await checkGlb((await run({}, {}, image)).glb)).toMatchObject(SOUND);
  });
});
