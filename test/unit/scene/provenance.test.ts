import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { expect, test } from 'vitest';
import {
  findPlacementNode,
  linkedHandle,
  linkHandle,
  type Provenance,
  readProvenance,
  writeProvenance,
} from '../../../plugin/scene/place/provenance.ts';

const scene = new Scene(new NullEngine());

const PROVENANCE: Provenance = {
  generator: 'babylon-image-to-3d 0.1.0',
  assetId: 'a1',
  versionId: 'v1',
  provider: 'fal-ai/trellis-2',
  requestId: 'r1',
  imageHash: '0'.repeat(64),
  imageName: 'chair.png',
  parameters: { seed: 7, remesh: true },
  isLocal: false,
  createdAt: '2026-11-22T10:00:00.000Z',
};

test('a record survives JSON, beside what the app keeps in metadata', () => {
  const node = new TransformNode('chair', scene);
  const metadata = { loot: 3 };
  node.metadata = metadata;
  writeProvenance(node, PROVENANCE);
  expect(node.metadata).toBe(metadata);
  expect(JSON.parse(JSON.stringify(node.metadata))).toEqual({ loot: 3, imageTo3D: PROVENANCE });
  expect(readProvenance(node)).toEqual(PROVENANCE);
});

test('a foreign or malformed record is not ours', () => {
  const node = new TransformNode('x', scene);
  expect(readProvenance(node)).toBeUndefined();
  for (const metadata of [
    'text',
    { imageTo3D: 5 },
    { imageTo3D: { ...PROVENANCE, createdAt: 'yesterday' } },
  ]) {
    node.metadata = metadata;
    expect(readProvenance(node)).toBeUndefined();
  }
});

test('what hangs beneath leads to its placement node and handle; a handle is not serialised nor cloned', () => {
  const root = new TransformNode('chair', scene);
  writeProvenance(root, PROVENANCE);
  const inner = new TransformNode('content', scene);
  inner.parent = root;
  const leaf = new TransformNode('mesh', scene);
  leaf.parent = inner;
  const handle: { self?: object } = {};
  handle.self = handle;
  linkHandle(root, handle);
  expect(findPlacementNode(leaf)).toBe(root);
  expect(findPlacementNode(new TransformNode('other', scene))).toBeUndefined();
  expect(linkedHandle(leaf)).toBe(handle);
  expect(JSON.stringify(root.serialize())).toContain('"assetId":"a1"');
  expect(linkedHandle(root.clone('copy', null)!)).toBeUndefined();
});
