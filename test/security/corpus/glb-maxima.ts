import { type AnyJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat } from '../../fixtures/make-image.ts';

const FLOAT = 5126;

/** A strip of `vertices` with normals, in place of the quad's mesh; texture and material stay. */
function strip(vertices: number, change: (json: AnyJson) => void): Uint8Array<ArrayBuffer> {
  const { json, bin } = quadGlb();
  const data = new Float32Array(6 * vertices);
  for (let i = 0; i < vertices; i++) data.set([i % 1000, i % 3, i % 7, 0, 0, 1], 6 * i);
  const byteOffset = bin.length;
  const all = concat(bin, new Uint8Array(data.buffer));
  json.buffers[0].byteLength = all.length;
  json.bufferViews.push({ buffer: 0, byteOffset, byteLength: data.byteLength, byteStride: 24 });
  const accessor = { bufferView: 4, componentType: FLOAT, count: vertices, type: 'VEC3' };
  json.accessors.push(accessor, { ...accessor, byteOffset: 12 });
  json.meshes[0].primitives = [{ attributes: { POSITION: 3, NORMAL: 4 }, material: 0, mode: 5 }];
  change(json);
  return packGlb({ json, bin: all });
}

function repeatNodes(json: AnyJson, count: number, node: (index: number) => object): void {
  json.nodes = Array.from({ length: count }, (_, i) => node(i));
  json.scenes[0].nodes = json.nodes.map((_: unknown, i: number) => i);
}

/** Files at a limit, all of which the pre-flight accepts: what a loader may be made to do. */
export const GLB_MAXIMA: readonly (readonly [what: string, make: () => Uint8Array<ArrayBuffer>])[] = [
  [
    '7.9 million elements of morph targets',
    () =>
      strip(39_500, (json) => {
        json.meshes[0].primitives[0].targets = Array(100).fill({ POSITION: 3, NORMAL: 4 });
      }),
  ],
  [
    '2,600 morphed meshes',
    () =>
      strip(3_000, (json) => {
        json.meshes[0].primitives[0].targets = [{ POSITION: 3 }];
        repeatNodes(json, 2_600, () => ({ mesh: 0 }));
      }),
  ],
  [
    '1 million keys of animations',
    () =>
      strip(4_000, (json) => {
        json.accessors.push({ ...json.accessors[3], type: 'SCALAR' });
        const channel = { sampler: 0, target: { node: 0, path: 'translation' } };
        json.animations = [{ channels: Array(250).fill(channel), samplers: [{ input: 5, output: 3 }] }];
      }),
  ],
  [
    '10,000 joints of ten skins',
    () =>
      strip(100, (json) => {
        json.skins = Array(10).fill({ joints: Array(1000).fill(0) });
        repeatNodes(json, 10, (skin) => ({ mesh: 0, skin }));
      }),
  ],
  ['10,000 instances', () => strip(1_600, (json) => repeatNodes(json, 10_000, () => ({ mesh: 0 })))],
  [
    '10,000 primitives of 1,000 meshes',
    () =>
      strip(1_600, (json) => {
        const { primitives } = json.meshes[0];
        json.meshes = Array(1000).fill({ primitives: Array(10).fill(primitives[0]) });
        repeatNodes(json, 1000, (mesh) => ({ mesh }));
      }),
  ],
  [
    'a million values of JSON',
    () =>
      strip(100, (json) => {
        json.extras = { list: Array.from({ length: 199_000 }, (_, i) => ({ a: i, b: [i] })) };
      }),
  ],
  ['11 million vertices of their own (252 MiB)', () => strip(11_000_000, () => {})],
];
