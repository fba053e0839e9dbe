import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunPhase } from '../../../plugin/generation/run-snapshot.ts';
import { createFitStage, type FitStage, IMAGE } from '../../fixtures/fit-stage.ts';

let stage: FitStage;
beforeEach(() => {
  stage = createFitStage();
});
afterEach(() => stage.dispose());

const generate = () =>
  stage.generator.generate(IMAGE, { parameters: { decimationTarget: 12_000 }, placeholder: false });

test('onRunChangedObservable notifies with every state of the run that the snapshot has', async () => {
  const asset = generate();
  const phases: RunPhase[] = [];
  asset.onRunChangedObservable.add((run) => {
    expect(run).toBe(asset.getSnapshot().run);
    if (phases.at(-1) !== run.phase) phases.push(run.phase);
  });
  await asset.ready;
  expect(phases.at(-1)).toBe('done');
  expect(phases).toContain('importing');
  const ended = phases.length;
  asset.setView('wireframe');
  expect(phases.length).toBe(ended);
});

test('onVersionShownObservable notifies for a run, a fit, a swap and an undo, and for nothing else', async () => {
  const asset = generate();
  const shown: string[] = [];
  asset.onVersionShownObservable.add((version) => {
    expect(asset.container?.meshes.length).toBeGreaterThan(0);
    shown.push(`${version.number}: ${version.fit?.plan.triangles ?? 'master'}`);
  });
  await asset.ready;
  await asset.fitAsync({ plan: { triangles: 3000 } });
  await asset.regenerateAsync({ seed: 5 });
  await asset.showAsync(asset.versions[0]!.id);
  await asset.showAsync(asset.versions[0]!.id);
  for (let step = 0; step < 4; step++) await stage.generator.undoAsync();
  expect(asset.getSnapshot().isInScene).toBe(false);
  await stage.generator.redoAsync();
  expect(shown).toEqual([
    '1: master',
    '1: 3000',
    '2: master',
    '1: 3000',
    '2: master',
    '1: 3000',
    '1: master',
    '1: master',
  ]);
});

test('an observer that is added late is notified of later changes only', async () => {
  const asset = await generate().ready;
  const shown: (number | undefined)[] = [];
  asset.onVersionShownObservable.add(({ fit }) => shown.push(fit?.plan.triangles));
  asset.setView('wireframe');
  expect(shown).toEqual([]);
  await asset.fitAsync({ preset: 'mobile' });
  expect(shown).toEqual([10_000]);
});

test.each(['dispose', 'node deleted'])('onDisposeObservable notifies once: %s', async (how) => {
  const asset = await generate().ready;
  const disposals: unknown[] = [];
  asset.onDisposeObservable.add((disposed) => disposals.push(disposed));
  if (how === 'dispose') asset.dispose();
  else asset.root.dispose();
  asset.dispose();
  expect(disposals).toEqual([asset]);
  expect(disposals[0]).toMatchObject({ id: asset.id });
  expect(asset.onDisposeObservable.hasObservers()).toBe(false);
});
