import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { type AnyJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { random } from '../../security/corpus/random.ts';

// Values at which readers break: signs, ends of integer types, wrong types, depth.
const BOUNDARY = [
  -1,
  0,
  1,
  2,
  3,
  0.5,
  255,
  65536,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 53,
  1e308,
  -0,
  null,
  true,
  '',
  'x',
  '__proto__',
  [],
  {},
  [0],
  [[[[[]]]]],
  [-1],
  [null],
  { index: 0 },
  { uri: 'x' },
] as const;

function places(value: AnyJson, found: [AnyJson, string][] = []): [AnyJson, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

/** A quad with everything that the checks follow: skin, animation, morph target, camera, extension, second scene. */
function richDocument(): { json: AnyJson; bin: Uint8Array } {
  const { json, bin } = quadGlb();
  json.nodes = [
    { children: [1, 2], translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [2, 2, 2] },
    { mesh: 0, skin: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
    { camera: 0, mesh: 0 },
  ];
  json.cameras = [{ type: 'perspective', perspective: { yfov: 1, znear: 0.1 } }];
  json.skins = [{ joints: [2], skeleton: 0 }];
  json.animations = [
    {
      channels: [{ sampler: 0, target: { node: 1, path: 'translation' } }],
      samplers: [{ input: 2, output: 0 }],
    },
  ];
  json.meshes[0].primitives[0].targets = [{ POSITION: 0 }];
  json.materials[0].extensions = { KHR_materials_clearcoat: { clearcoatTexture: { index: 0 } } };
  json.extensionsUsed = ['KHR_materials_clearcoat', 'KHR_mesh_quantization', 'EXT_texture_webp'];
  json.textures.push({ extensions: { EXT_texture_webp: { source: 0 } } });
  json.scenes.push({ nodes: [0] });
  return { json, bin };
}

function outcome(bytes: Uint8Array): 'accepted' | 'refused' {
  try {
    checkGlb(bytes);
  } catch (error) {
    if (error instanceof ImageTo3DError && error.code === 'invalid-glb') return 'refused';
    throw error;
  }
  try {
    const stats = measureGlb(bytes);
    expect(stats.triangles).toBeGreaterThan(0);
    expect(Object.values(stats).flat().every(Number.isFinite)).toBe(true);
  } catch (error) {
    // Only transforms that leave the range of numbers are found when measuring.
    expect(error).toMatchObject({ code: 'invalid-glb', message: expect.stringContaining('bounds') });
  }
  return 'accepted';
}

describe('mutants', () => {
  it('the document they start from is right', () => {
    expect(outcome(packGlb(richDocument()))).toBe('accepted');
  });

  it('20,000 with changed structure are accepted or refused as invalid-glb, nothing else', () => {
    const next = random(11);
    const { json, bin } = richDocument();
    const text = JSON.stringify(json);
    const count = { accepted: 0, refused: 0 };
    for (let i = 0; i < 20_000; i++) {
      const mutant = JSON.parse(text);
      for (let edits = 1 + next(3); edits > 0; edits--) {
        const all = places(mutant);
        const [parent, key] = all[next(all.length)]!;
        const kind = next(6);
        if (kind === 0 && !Array.isArray(parent)) delete parent[key];
        else if (kind === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
        else if (kind === 2) {
          const [otherParent, otherKey] = all[next(all.length)]!;
          parent[key] = JSON.parse(JSON.stringify(otherParent[otherKey]));
        } else parent[key] = structuredClone(BOUNDARY[next(BOUNDARY.length)]);
      }
      count[outcome(packGlb({ json: mutant, bin }))]++;
    }
    expect(count.accepted).toBeGreaterThan(1000);
    expect(count.refused).toBeGreaterThan(5000);
  });

  it('5,000 with changed bytes likewise', () => {
    const next = random(13);
    const glb = packGlb(richDocument());
    const count = { accepted: 0, refused: 0 };
    for (let i = 0; i < 5_000; i++) {
      const mutant = glb.slice(0, next(10) === 0 ? next(glb.length) : glb.length);
      for (let edits = 1 + next(3); edits > 0; edits--) mutant[next(mutant.length)] = next(256);
      count[outcome(mutant)]++;
    }
    expect(count.accepted).toBeGreaterThan(100);
    expect(count.refused).toBeGreaterThan(1000);
  });
});
