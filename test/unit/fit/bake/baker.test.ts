import { describe, expect, it } from 'vitest';
import { createBaker } from '../../../../plugin/fit/bake/baker.ts';
import { prepareTarget } from '../../../../plugin/fit/bake/target.ts';
import type { SurfaceRasters, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { unwrap } from '../../../../plugin/fit/unwrap/unwrap.ts';
import { cut, insideOut, joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { PLAIN_MATERIAL } from '../../../fixtures/mesh/plain-material.ts';
import { gridSurface, plane, sphere } from '../../../fixtures/mesh/shapes.ts';
import { shadingOf } from '../../../fixtures/metrics/shading.ts';
import { randomNumbers } from '../../../fixtures/random-numbers.ts';
import { image, texel } from './rasters.ts';

const QUALITIES = ['fast', 'fine'] as const;

async function bake(
  source: TexturedMesh,
  rasters: SurfaceRasters,
  target: TexturedMesh,
  sizePx: number,
  quality: 'fast' | 'fine',
  material = PLAIN_MATERIAL,
) {
  const baker = await createBaker({ mesh: source, rasters, material });
  return baker.bake(target, { sizePx, quality });
}

const farthest = (a: Uint8ClampedArray, b: Uint8ClampedArray): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/** The plane laid out on the middle half of the square. */
const shrunk = (mesh: TexturedMesh): TexturedMesh => ({ ...mesh, uvs: mesh.uvs.map((c) => 0.25 + c / 2) });

describe('a plane baked onto a plane', () => {
  const wavy = (x: number, y: number) => 128 + 100 * Math.sin(x / 7) * Math.cos(y / 9);
  const maps: SurfaceRasters = {
    baseColor: image(64, (x, y) => [wavy(x, y), wavy(y, x), 40 + 2 * x, 255]),
    metallicRoughness: image(64, (x, y) => [9, wavy(x, y), wavy(y, x), 255]),
    occlusion: image(64, (x, y) => [wavy(y, x), 0, 0, 255]),
    emissive: image(64, (x, y) => [255 - wavy(x, y), 3 * y, 7, 255]),
  };

  it('has the same maps, texel by texel, when it is baked at their size', async () => {
    const baked = await bake(plane(13), maps, plane(3), 64, 'fast');
    expect(farthest(baked.baseColor!.data, maps.baseColor!.data)).toBeLessThanOrEqual(1);
    expect(farthest(baked.emissive!.data, maps.emissive!.data)).toBeLessThanOrEqual(1);
    for (let y = 0; y < 64; y += 7) {
      for (let x = 0; x < 64; x += 7) {
        const [, roughness, metal] = texel(maps.metallicRoughness, x, y) as [number, number, number];
        const [occlusion] = texel(maps.occlusion, x, y) as [number];
        const its = texel(baked.metallicRoughness, x, y);
        expect(its[0]).toBe(255);
        expect(Math.abs(its[1]! - roughness)).toBeLessThanOrEqual(1);
        expect(Math.abs(its[2]! - metal)).toBeLessThanOrEqual(1);
        expect(Math.abs(texel(baked.occlusion, x, y)[1]! - occlusion)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('comes back from four samples a texel as it was, a level or two off, where it is not averaged away', async () => {
    const baked = await bake(plane(13), maps, plane(3), 64, 'fine');
    for (let y = 2; y < 62; y++)
      for (let x = 2; x < 62; x++)
        for (let channel = 0; channel < 3; channel++)
          expect(
            Math.abs(texel(baked.baseColor, x, y)[channel]! - texel(maps.baseColor, x, y)[channel]!),
          ).toBeLessThanOrEqual(2);
  });

  it.each(QUALITIES)('keeps one colour as it is, %s', async (quality) => {
    const grey = { baseColor: image(8, () => [200, 10, 77, 255]) };
    const baked = await bake(plane(4), grey, plane(2), 32, quality);
    expect(farthest(baked.baseColor!.data, image(32, () => [200, 10, 77, 255]).data)).toBe(0);
  });

  it('averages in linear light', async () => {
    const checked = {
      baseColor: image(64, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255, 255] : [0, 0, 0, 255])),
    };
    const baked = await bake(plane(4), checked, plane(2), 32, 'fine');
    // Half the light of white is 188 in sRGB, not 128.
    expect(texel(baked.baseColor, 16, 16)[0]).toBe(188);
  });

  it('has no base colour where there was none, and no normal map where the mesh says as much', async () => {
    expect(Object.keys(await bake(plane(4), {}, plane(2), 16, 'fast'))).toEqual([]);
  });

  it('has a normal map as soon as a hundredth of it shows something', async () => {
    const bumped = (share: number) => ({
      normal: image(64, (x, y) =>
        y * 64 + x < share * 64 * 64 ? [158, 128, 251, 255] : [128, 128, 255, 255],
      ),
    });
    expect((await bake(plane(4), bumped(0.005), plane(2), 64, 'fast')).normal).toBeUndefined();
    expect((await bake(plane(4), bumped(0.03), plane(2), 64, 'fast')).normal).toBeDefined();
  });

  it.each(QUALITIES)('lets alpha through when the source has any, %s', async (quality) => {
    const glass = { baseColor: image(16, (x) => [50, 60, 70, x < 8 ? 255 : 100]) };
    const baked = await bake(plane(4), glass, plane(2), 16, quality);
    expect(texel(baked.baseColor, 2, 8)[3]).toBe(255);
    expect(texel(baked.baseColor, 13, 8)[3]).toBe(100);
  });

  it('continues an island into the texels around it', async () => {
    const red = { baseColor: image(8, () => [210, 20, 30, 255]) };
    const baked = await bake(plane(4), red, shrunk(plane(2)), 64, 'fast');
    expect(farthest(baked.baseColor!.data, image(64, () => [210, 20, 30, 255]).data)).toBe(0);
  });

  it('shows the front wall of two, however thin', async () => {
    const wall = insideOut(plane(8, -1e-4));
    // The back wall has the texture's right half, which is blue.
    const source = joined(
      { ...plane(8), uvs: plane(8).uvs.map((c, i) => (i % 2 ? c : 0.05 + 0.4 * c)) },
      { ...wall, uvs: wall.uvs.map((c, i) => (i % 2 ? c : 0.55 + 0.4 * c)) },
    );
    const maps = { baseColor: image(64, (x) => (x < 32 ? [255, 0, 0, 255] : [0, 0, 255, 255])) };
    // The fitted surface lies nearer to the back wall than to the front one.
    const baked = await bake(source, maps, plane(3, -0.9e-4), 32, 'fine');
    expect(farthest(baked.baseColor!.data, image(32, () => [255, 0, 0, 255]).data)).toBe(0);
  });
});

describe('the normal map', () => {
  const tilted = (x: number, y: number): TexturedMesh => {
    const length = Math.hypot(x, y, 1);
    return gridSurface(6, 6, (u, v) => ({
      position: [u, 1 - v, 0],
      normal: [x / length, y / length, 1 / length],
    }));
  };

  it('is redder for a surface that leans along +u and greener for one that leans along −v, upwards in the image', async () => {
    const right = await bake(tilted(0.5, 0), {}, plane(2), 16, 'fast');
    expect(texel(right.normal, 8, 8)).toEqual([185, 128, 242, 255]);
    const up = await bake(tilted(0, 0.5), {}, plane(2), 16, 'fast');
    expect(texel(up.normal, 8, 8)).toEqual([128, 185, 242, 255]);
    const down = await bake(tilted(0, -0.5), {}, plane(2), 16, 'fast');
    expect(texel(down.normal, 8, 8)).toEqual([128, 70, 242, 255]);
  });

  it('means the same on a mirrored layout', async () => {
    const mirrored = { ...plane(2), uvs: plane(2).uvs.map((c, i) => (i % 2 ? c : 1 - c)) };
    const baked = await bake(tilted(0.5, 0.5), {}, mirrored, 16, 'fast');
    const [red, green] = texel(baked.normal, 8, 8) as [number, number];
    expect(red).toBeLessThan(90);
    expect(green).toBeGreaterThan(165);
  });

  it("takes in the source's own normal map and its scale, whichever way its layout is turned", async () => {
    // The source's layout is turned by a quarter: its +u is the target's −v, its −v the target's −u.
    const source = gridSurface(6, 6, (u, v) => ({ position: [1 - v, 1 - u, 0], normal: [0, 0, 1] }));
    const flipped = {
      ...source,
      indices: source.indices.map((_, i, all) => all[i - (i % 3) + [0, 2, 1][i % 3]!]!),
    };
    const leansAlongU = { normal: image(8, () => [255, 128, 128, 255]) };
    const half = { ...PLAIN_MATERIAL, normalScale: 0.5 };
    const baker = await createBaker({ mesh: flipped, rasters: leansAlongU, material: half });
    expect(baker.material).toEqual({ ...half, normalScale: 1 });
    const baked = await baker.bake(plane(2), { sizePx: 16, quality: 'fast' });
    const [red, green, blue] = texel(baked.normal, 8, 8) as [number, number, number];
    // +u of the source points along −y, which is down: less green.
    expect(Math.abs(red - 128)).toBeLessThanOrEqual(2);
    expect(green).toBeLessThan(5);
    expect(blue).toBeLessThan(140);
  });

  it.each([
    ['fast', 0.5],
    ['fine', 0.5],
  ] as const)('gives a coarse sphere the normals of a smooth one, %s, within %d°', async (quality, limit) => {
    const coarse = await unwrap(sphere(1, 20, { columns: 20 }), { sizePx: 256 });
    const baked = await bake(sphere(1, 200, { columns: 200 }), {}, coarse.mesh, 256, quality);
    const shading = shadingOf({ ...coarse.mesh, normalMap: baked.normal!, normalScale: 1 });
    const random = randomNumbers(4);
    const { positions, indices } = coarse.mesh;
    let sum = 0;
    const rounds = 4000;
    for (let round = 0; round < rounds; round++) {
      const face = Math.floor((random() * indices.length) / 3);
      let [v, w] = [random(), random()];
      if (v + w > 1) [v, w] = [1 - v, 1 - w];
      const weights = [1 - v - w, v, w] as const;
      const place = [0, 1, 2].map((axis) =>
        weights.reduce((s, weight, k) => s + weight * positions[indices[face * 3 + k]! * 3 + axis]!, 0),
      );
      const length = Math.hypot(...place);
      const shaded = shading.shadedNormal(face, weights);
      const dot = shaded.reduce((s, value, axis) => s + (value * place[axis]!) / length, 0);
      sum += (Math.acos(Math.min(1, dot)) * 180) / Math.PI;
    }
    expect(sum / rounds).toBeLessThan(limit);
  });
});

describe('a bake', () => {
  it('ends within a slice of a stop, and leaves the baker usable', async () => {
    const baker = await createBaker({
      mesh: sphere(1, 100, { columns: 100 }),
      rasters: {},
      material: PLAIN_MATERIAL,
    });
    const target = await unwrap(sphere(1, 30, { columns: 30 }), { sizePx: 512 });
    const stop = new AbortController();
    const seen: number[] = [];
    const baking = baker.bake(target.mesh, {
      sizePx: 512,
      quality: 'fine',
      signal: stop.signal,
      onProgress: (fraction) => {
        seen.push(fraction);
        if (fraction > 0.2) stop.abort();
      },
    });
    await expect(baking).rejects.toMatchObject({ code: 'aborted' });
    // A band, of eight, is the most that a slice can still finish.
    expect(seen.length).toBeLessThanOrEqual(3);
    expect(Math.max(...seen)).toBeLessThan(0.5);
    const whole: number[] = [];
    await baker.bake(target.mesh, { sizePx: 64, quality: 'fast', onProgress: (f) => whole.push(f) });
    expect(whole.at(-1)).toBe(1);
    expect(whole).toEqual([...whole].sort((a, b) => a - b));
  });

  it('lets other tasks run in between', async () => {
    const baker = await createBaker({
      mesh: sphere(1, 150, { columns: 150 }),
      rasters: {},
      material: PLAIN_MATERIAL,
    });
    const target = await unwrap(sphere(1, 40, { columns: 40 }), { sizePx: 512 });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await baker.bake(target.mesh, { sizePx: 512, quality: 'fine' });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('gives the same bytes again, also beside another bake', async () => {
    const maps = {
      baseColor: image(64, (x, y) => [x * 4, y * 4, x * y, 255]),
      normal: image(64, (x, y) => [118 + (x % 20), 118 + (y % 20), 254, 255]),
    };
    const baker = await createBaker({
      mesh: sphere(1, 60, { columns: 60 }),
      rasters: maps,
      material: PLAIN_MATERIAL,
    });
    const target = await unwrap(sphere(1, 20, { columns: 20 }), { sizePx: 256 });
    const alone = await baker.bake(target.mesh, { sizePx: 256, quality: 'fine' });
    const [first, second] = await Promise.all([
      baker.bake(target.mesh, { sizePx: 256, quality: 'fine' }),
      baker.bake(target.mesh, { sizePx: 128, quality: 'fast' }),
    ]);
    expect(farthest(first.baseColor!.data, alone.baseColor!.data)).toBe(0);
    expect(farthest(first.normal!.data, alone.normal!.data)).toBe(0);
    expect(second.baseColor!.widthPx).toBe(128);
  });

  it('refuses a size that is none', async () => {
    const baker = await createBaker({ mesh: plane(2), rasters: {}, material: PLAIN_MATERIAL });
    await expect(baker.bake(plane(2), { sizePx: 12.5, quality: 'fast' })).rejects.toMatchObject({
      code: 'validation',
    });
  });
});

describe('islands', () => {
  it('are told apart by shared vertices, and outlined by edges that one triangle has', () => {
    const two = prepareTarget(joined(shrunk(plane(3)), plane(2)), 64);
    expect(new Set(two.islands).size).toBe(2);
    expect(two.outline).toHaveLength(4 * 3 + 4 * 2);
  });
});

it('a strip that faces the other way takes its neighbours’ colour, not that of a surface behind it', async () => {
  const inStrip = (x: number) => x > 0.45 && x < 0.55;
  const squeezed = (mesh: TexturedMesh, from: number): TexturedMesh => ({
    ...mesh,
    uvs: mesh.uvs.map((c, i) => (i % 2 === 0 ? from + 0.4 * c : c)),
  });
  const sheet = squeezed(plane(40), 0.05);
  const source = joined(
    cut(sheet, inStrip),
    insideOut(cut(sheet, (x) => !inStrip(x))),
    squeezed(plane(1, -0.02), 0.55),
  );
  const maps = { baseColor: image(64, (x) => (x < 32 ? [255, 0, 0, 255] : [0, 0, 255, 255])) };
  const baked = await bake(source, maps, plane(2), 64, 'fast');
  for (let x = 0; x < 64; x++) expect(texel(baked.baseColor, x, 30)).toEqual([255, 0, 0, 255]);
});
