import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Scene } from '@babylonjs/core/scene.js';
import { expect, it } from 'vitest';
import { loadContainer } from '../../../plugin/scene/load-container.ts';
import { disposeContainer } from '../../../plugin/scene/dispose-container.ts';
import { BOMB_CASES, meshOf } from '../../security/corpus/glb-bomb-cases.ts';
import { DATA_START, quadWith, quadWithImage } from '../../security/corpus/quad-with.ts';
import { makePng } from '../../fixtures/make-image.ts';

const cases = {
  morph: () => meshOf(40_000, (j) => { j.meshes[0].primitives[0].targets = Array(200).fill({ POSITION: 3 }); }),
  morphNodes: () => meshOf(3_000, (json) => {
        json.meshes[0].primitives[0].targets = [{ POSITION: 3 }];
        json.nodes = Array(2_700).fill({ mesh: 0 });
        json.scenes[0].nodes = json.nodes.map((_: unknown, i: number) => i);
      }),
  keys: () => meshOf(4_000, (json) => {
        json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: 16_000 });
        json.accessors.push({ bufferView: 5, componentType: 5126, count: 4_000, type: 'SCALAR' });
        const channel = { sampler: 0, target: { node: 0, path: 'translation' } };
        json.animations = [{ channels: Array(250).fill(channel), samplers: [{ input: 4, output: 3 }] }];
      }),
  joints: () => quadWith((j) => { j.skins = Array(10).fill({ joints: Array(1000).fill(0) }); j.nodes=[...Array(10)].map((_, i)=>({mesh:0,skin:i})); j.scenes[0].nodes=j.nodes.map((_:unknown,i:number)=>i) }),
  nodes: () => quadWith((j) => { j.nodes = Array(10_000).fill({mesh:0}); j.scenes[0].nodes=j.nodes.map((_:unknown,i:number)=>i) }),
  nodesNotInstanced: () => quadWith((j) => { j.meshes[0].primitives[0].targets=[]; j.nodes = Array(10_000).fill({mesh:0}); j.scenes[0].nodes=j.nodes.map((_:unknown,i:number)=>i) }),
  meshes: () => quadWith((j) => { j.meshes=Array(1000).fill({primitives: Array(10).fill(j.meshes[0].primitives[0])}); j.nodes = [...Array(1000)].map((_, mesh)=>({mesh})); j.scenes[0].nodes=j.nodes.map((_:unknown,i:number)=>i) }),
  drawn32M: () => meshOf(4_000, (json) => { json.meshes[0].primitives[0].targets=[]; json.nodes = Array(8_000).fill({ mesh: 0 }); json.scenes[0].nodes = json.nodes.map((_: unknown, i: number) => i); }),
  big: () => meshOf(10_000_000, () => {}),
  ktxName: () => quadWithImage(makePng(4,4,()=>[255,0,0,255]), 'image/ktx2'),
} as const;
const extra = { big2: () => meshOf(2_000_000, () => {}) }; Object.assign(cases, extra);
const only = process.env.CASE ?? '';
for (const [name, make] of Object.entries(cases)) if (!only || only===name) it(name, { timeout: 100000 }, async () => {
  const bytes = make();
  const scene = new Scene(new NullEngine());
  global.gc?.();
  const rss = process.memoryUsage();
  const t = performance.now();
  let verdict = 'loaded';
  let peak = 0;
  const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss) }, 5);
  try { const c = await loadContainer(scene, bytes, { name: 'x' }); global.gc?.(); } catch (e) { verdict = String(e) }
  clearInterval(timer);
  const after = process.memoryUsage();
  console.log(name, bytes.length, verdict.slice(0,200), Math.round(performance.now()-t)+'ms', 'rss +', Math.round((after.rss-rss.rss)/1e6), 'peak +', Math.round((Math.max(peak,after.rss)-rss.rss)/1e6), 'heap+ab +', Math.round((after.heapUsed+after.arrayBuffers-rss.heapUsed-rss.arrayBuffers)/1e6));
  scene.getEngine().dispose();
});
