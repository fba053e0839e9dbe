import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../plugin/core/clock.ts';
import { createGeneration } from '../../../plugin/generation/generation.ts';
import type { RunSnapshot } from '../../../plugin/generation/run-snapshot.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { readProvenance } from '../../../plugin/scene/place/provenance.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { image } from '../fal/press.ts';

const IMAGE = await image();
const SMALL = { decimationTarget: 5000, seed: 1 };
/** In 2001: nothing that asks the machine for the time gets near it. */
const START_MS = 1_000_000_000_000;

/** A clock that advances by a second with every reading. */
function ownClock(): Clock {
  let nowMs = START_MS;
  return {
    now: () => {
      nowMs += 1000;
      return nowMs;
    },
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
const isOwn = (ms: number | undefined) => ms !== undefined && ms > START_MS && ms < START_MS + 86_400_000;

/** Every snapshot of a run. */
function follow(run: { subscribe(listener: () => void): () => void; getSnapshot(): RunSnapshot }) {
  const seen: RunSnapshot[] = [run.getSnapshot()];
  run.subscribe(() => seen.push(run.getSnapshot()));
  return seen;
}

describe('a run without a scene', () => {
  const generate = () => {
    const engine = createScriptedEngine();
    const generation = createGeneration({
      platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
      clock: ownClock(),
    });
    onTestFinished(() => generation.dispose());
    return { engine, generation };
  };

  test('ends as done, with the time of its end, before its result is returned', async () => {
    const { generation } = generate();
    const run = generation.run(IMAGE, { parameters: SMALL });
    const seen = follow(run);
    await run.result;
    const last = seen.at(-1);
    expect(last).toMatchObject({ phase: 'done' });
    expect(isOwn(last?.endedAtMs)).toBe(true);
    expect(last?.endedAtMs).toBeGreaterThan(last?.startedAtMs ?? Infinity);
    expect(seen.filter(({ endedAtMs }) => endedAtMs !== undefined)).toHaveLength(1);
    for (const { timestamp } of last?.logs ?? [])
      expect(timestamp && isOwn(Date.parse(timestamp))).toBe(true);
    expect(last?.logs.length).toBeGreaterThan(0);
  });

  test('ends as failed, with times of the same clock', async () => {
    const { engine, generation } = generate();
    engine.onRequest = () => Promise.reject(new Error('Out of paint.'));
    const run = generation.run(IMAGE, { parameters: SMALL });
    await run.result.catch(() => {});
    expect(run.getSnapshot()).toMatchObject({ phase: 'failed' });
    expect(isOwn(run.getSnapshot().endedAtMs)).toBe(true);
  });
});

describe('an asset of a scene', () => {
  const start = () => {
    const scene = new Scene(new NullEngine());
    new FreeCamera('camera', new Vector3(0, 1, -5), scene);
    onTestFinished(() => scene.getEngine().dispose());
    const engine = createScriptedEngine();
    const generator = createGenerator({
      scene,
      platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
      clock: ownClock(),
    });
    return { engine, generator };
  };

  test('is placed before its run is done, and all its times are of the given clock', async () => {
    const { generator } = start();
    const seen: RunSnapshot[] = [];
    const asset = generator.generate(IMAGE, {
      parameters: SMALL,
      placeholder: false,
      onProgress: (run) => seen.push(run),
    });
    await asset.ready;
    const phases = seen.map(({ phase }) => phase);
    expect(phases.slice(-2)).toEqual(['importing', 'done']);
    expect(phases.filter((phase) => phase === 'done')).toHaveLength(1);
    expect(seen.slice(0, -1).filter(({ endedAtMs }) => endedAtMs !== undefined)).toEqual([]);
    const { run, versions } = asset.getSnapshot();
    const times = [run?.startedAtMs, run?.endedAtMs, versions[0]?.startedAtMs, versions[0]?.endedAtMs];
    expect(times.map(isOwn)).toEqual([true, true, true, true]);
    expect(isOwn(Date.parse(readProvenance(asset.root)?.createdAt ?? ''))).toBe(true);
  });

  test('has times of that clock for a failed run and for an imported file', async () => {
    const { engine, generator } = start();
    const good = await generator.generate(IMAGE, { parameters: SMALL, placeholder: false }).ready;
    engine.onRequest = () => Promise.reject(new Error('Out of paint.'));
    const bad = generator.generate(IMAGE, { parameters: SMALL });
    await bad.ready.catch(() => {});
    expect(bad.getSnapshot().run).toMatchObject({ phase: 'failed' });
    expect(isOwn(bad.getSnapshot().run?.endedAtMs)).toBe(true);
    // The card that was shown during the run was tagged with the time, too.
    expect(isOwn(Date.parse(readProvenance(bad.root)?.createdAt ?? ''))).toBe(true);
    const adopted = await generator.importGlbAsync(good.versions[0]!.master);
    expect(isOwn(adopted.versions[0]?.endedAtMs)).toBe(true);
  });
});
