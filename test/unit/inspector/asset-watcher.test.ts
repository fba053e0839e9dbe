import { expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { watchAssets } from '../../../plugin/inspector/extension/asset-watcher.ts';
import { imageOf } from './fixtures.ts';
import { createStage } from './stage.ts';

function watchStage() {
  const stage = createStage();
  const seen: string[] = [];
  const watch = () =>
    watchAssets(stage.generator, {
      runEnded: (asset, { run }) => seen.push(`${asset.getSnapshot().name} ended ${run?.phase}`),
      shownChanged: (asset) => seen.push(`${asset.getSnapshot().name} shows ${asset.versions.length}`),
      fitFailed: (asset, error) => seen.push(`${asset.getSnapshot().name} fit failed: ${error.code}`),
    });
  return { stage, seen, watch };
}

it('tells each end and each swap once', async () => {
  const { stage, seen, watch } = watchStage();
  watch();
  const asset = stage.generator.generate(imageOf('Pot'));
  stage.fal.reach('run', { logs: [{ message: 'step' }] });
  await expect.poll(() => asset.getSnapshot().run?.logs).toMatchObject([{ message: 'step' }]);
  expect(seen).toEqual([]);
  await stage.finish();
  expect(seen.toSorted()).toEqual(['Pot ended done', 'Pot shows 1']);
});

it('is silent about what had ended before, and about everything after it stops', async () => {
  const { stage, seen, watch } = watchStage();
  const asset = stage.generator.generate(imageOf('Pot'));
  await stage.finish();
  const stop = watch();
  expect(seen).toEqual([]);
  void asset.showAsync(asset.versions[0]!.id);
  stop();
  stage.generator.generate(imageOf('Cup'));
  await stage.finish();
  expect(seen).toEqual([]);
});

it('tells once that a fit failed, and nothing of one that was cancelled', async () => {
  const { stage, seen, watch } = watchStage();
  const asset = stage.generator.generate(imageOf('Pot'));
  await stage.finish();
  watch();
  const stop = new AbortController();
  const cancelled = asset.fitAsync({ plan: { triangles: 900 } }, { signal: stop.signal });
  await expect.poll(() => stage.fits.calls).toContain('fit 900');
  stop.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
  const failed = asset.fitAsync({ plan: { triangles: 900 } });
  await stage.fits.end(new ImageTo3DError('unfittable', 'No.'));
  await expect(failed).rejects.toMatchObject({ code: 'unfittable' });
  expect(seen).toEqual(['Pot fit failed: unfittable']);
});
