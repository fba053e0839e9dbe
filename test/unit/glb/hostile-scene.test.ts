import { describe } from 'vitest';
import { quadGlb } from '../../fixtures/make-glb.ts';
import { changed, expectRefused, withData } from './hostile-case.ts';

const float = (value: number) => [...new Uint8Array(new Float32Array([value]).buffer)];
const chain = (length: number) =>
  Array.from({ length }, (_, i) => (i + 1 < length ? { children: [i + 1] } : { mesh: 0 }));

describe('meshes', () => {
  expectRefused([
    [
      'no POSITION',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].attributes = { TEXCOORD_0: 1 };
        }),
      'has no POSITION',
    ],
    [
      'flat positions',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].attributes.POSITION = 1;
        }),
      'POSITION is not a VEC3',
    ],
    [
      'attributes of different number',
      () =>
        changed((j) => {
          j.accessors[1].count = 3;
        }),
      'TEXCOORD_0 has 3 elements, POSITION has 4',
    ],
    [
      'morph target of different number',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].targets = [{ POSITION: 2 }];
        }),
      'POSITION has 6 elements, POSITION has 4',
    ],
    [
      'float indices',
      () =>
        changed((j) => {
          j.accessors[2].componentType = 5126;
          j.accessors[2].count = 3;
        }),
      'indices are not unsigned integers',
    ],
    [
      'indices at a stride',
      () =>
        changed((j) => {
          j.bufferViews[2].byteStride = 4;
          j.accessors[2].count = 3;
        }),
      'in a bufferView with a stride',
    ],
    ['index out of range', () => withData(80, [4, 0]), 'has index 4, but only 4 vertices'],
    ['index at the end of its type', () => withData(80, [255, 255]), 'has index 65,535'],
    ['NaN position', () => withData(12, float(Number.NaN)), 'position 1 is not a finite number'],
    [
      'infinite position',
      () => withData(44, float(Number.POSITIVE_INFINITY)),
      'position 3 is not a finite number',
    ],
    [
      'mode 9',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].mode = 9;
        }),
      'meshes[0].primitives[0].mode',
    ],
    [
      'a mesh of nothing',
      () =>
        changed((j) => {
          j.meshes[0].primitives = [];
        }),
      'meshes[0].primitives',
    ],
  ]);
});

describe('nodes and scene', () => {
  expectRefused([
    [
      'a node beneath itself',
      () =>
        changed((j) => {
          j.nodes = [{ children: [0] }];
        }),
      'cycle',
    ],
    [
      'a cycle of two',
      () =>
        changed((j) => {
          j.nodes = [{ mesh: 0 }, { children: [2] }, { children: [1] }];
        }),
      'the nodes form a cycle',
    ],
    [
      'two parents',
      () =>
        changed((j) => {
          j.nodes = [{ children: [2] }, { children: [2] }, { mesh: 0 }];
        }),
      'nodes[2] is a child of both',
    ],
    [
      '300 levels of nodes',
      () =>
        changed((j) => {
          j.nodes = chain(300);
        }),
      'deeper than 256 levels',
    ],
    [
      'a root that is a child',
      () =>
        changed((j) => {
          j.nodes = [{ children: [1] }, { mesh: 0 }];
          j.scenes[0].nodes = [1];
        }),
      'which is not a root',
    ],
    [
      'a root twice',
      () =>
        changed((j) => {
          j.scenes[0].nodes = [0, 0];
        }),
      'is listed twice',
    ],
    [
      'no scene',
      () =>
        changed((j) => {
          delete j.scenes;
        }),
      'has no scene 0',
    ],
    [
      'another scene than there is',
      () =>
        changed((j) => {
          j.scene = 4;
        }),
      'has no scene 4',
    ],
    [
      'an empty scene',
      () =>
        changed((j) => {
          j.scenes[0].nodes = [];
        }),
      'has no triangles',
    ],
    [
      'only points',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].mode = 0;
        }),
      'has no triangles',
    ],
    [
      '10,000 nodes with two primitives each',
      () =>
        changed((j) => {
          j.meshes[0].primitives.push(j.meshes[0].primitives[0]);
          j.nodes = Array(10_000).fill({ mesh: 0 });
          j.scenes[0].nodes = j.nodes.map((_: unknown, i: number) => i);
        }),
      '20,000 draw calls; the limit is 10,000',
    ],
    [
      'instances of 36 million vertices',
      () => {
        const more = new Uint8Array(12 * 4000);
        const start = quadGlb().bin.length;
        return changed((j) => {
          j.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: more.length });
          j.accessors.push({ bufferView: 4, componentType: 5126, count: 4000, type: 'VEC3' });
          j.meshes[0].primitives = [{ attributes: { POSITION: 3 } }];
          j.nodes = Array(9_000).fill({ mesh: 0 });
          j.scenes[0].nodes = j.nodes.map((_: unknown, i: number) => i);
        }, more);
      },
      '36,000,000 vertices; the limit is 32,000,000',
    ],
  ]);
});
