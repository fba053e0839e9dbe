import { expect, it } from 'vitest';
import { watchAssets } from '../../../plugin/inspector/extension/asset-watcher.ts';
import { imageOf } from './fixtures.ts';
import { createStage } from './stage.ts';

function watchStage() {
  const generator = createStage();
  const seen: string[] = [];
  const watch = () =>
    watchAssets(generator, {
      runEnded: (asset, { run }) => seen.push(`${asset.id} ended ${run?.phase}`),
      shownChanged: (asset) => seen.push(`${asset.id} shows ${asset.getSnapshot().shownVersionId}`),
    });
  return { generator, seen, watch };
}

it('tells each end and each swap once', () => {
  const { generator, seen, watch } = watchStage();
  watch();
  generator.generate(imageOf('Pot'));
  const asset = generator.scripted[0]!;
  asset.step({ phase: 'running' });
  asset.step({ logs: [{ message: 'step' }] });
  expect(seen).toEqual([]);
  asset.finish();
  expect(seen.toSorted()).toEqual(['asset-1 ended done', 'asset-1 shows asset-1-v1']);
});

it('is silent about what had ended before, and about everything after it stops', () => {
  const { generator, seen, watch } = watchStage();
  generator.generate(imageOf('Pot'));
  generator.scripted[0]?.finish();
  const stop = watch();
  expect(seen).toEqual([]);
  void generator.scripted[0]?.showAsync('asset-1-v1');
  stop();
  generator.generate(imageOf('Cup'));
  generator.scripted[1]?.finish();
  expect(seen).toEqual([]);
});
