import { describe, expect, it } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import type { AnyJson } from '../../fixtures/make-glb.ts';
import { GLB_CORPUS } from '../../security/corpus/glb-corpus.ts';
import { quadWith } from '../../security/corpus/quad-with.ts';
import { expectUntouched, load, loadMutants, stage } from './loader-stage.ts';

describe('what the pre-flight accepts', () => {
  it('of the corpus: loads or is refused, leaves nothing, asks for nothing', async () => {
    for (const { bytes, refusal, decoders } of Object.values(GLB_CORPUS).flat())
      if (refusal === undefined && !decoders) await load(bytes());
    await expectUntouched();
  });

  it('60 mutants: loaded, drawn and disposed, or refused; nothing is left, nothing asked for', () =>
    loadMutants(60, 61));
});

describe('names from a file', () => {
  it('are short plain text in the scene, whatever they were', async () => {
    const hostile = `<img src=x onerror="window.trapped=1">\u202egnp\u200b\n${'y'.repeat(9_000)}`;
    const name = (json: AnyJson) => {
      for (const list of ['nodes', 'meshes', 'materials', 'images', 'textures'])
        for (const entry of json[list]) entry.name = hostile;
      json.nodes = [
        { children: [1], name: hostile },
        { mesh: 0, name: hostile },
      ];
      json.meshes[0].extras = { targetNames: [hostile] };
      json.meshes[0].primitives[0].targets = [{ POSITION: 0 }];
    };
    const container = await loadContainer(stage.scene, quadWith(name), { name: 'chair' });
    const named = [...container.getNodes(), ...container.materials, ...container.textures];
    const names = named.map((entity) => entity.name);
    names.push(container.meshes.at(-1)!.morphTargetManager!.getTarget(0).name);
    expect(names.some((text) => text.includes('<img src=x onerror='))).toBe(true);
    for (const text of names) expect(text).toMatch(/^[^\p{C}]{1,100}$/u);
    expect('trapped' in globalThis).toBe(false);
    disposeContainer(container);
  });
});
