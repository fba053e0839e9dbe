import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GeneratedAsset, ImageTo3DError, RunSnapshot } from '../plugin/index.ts';
import { runText, spotInRows } from './runtime-text.ts';
import { SAMPLES, type Sample } from './samples.ts';
import { createStage } from './stage/stage.ts';
import { startGenerator } from './start-generator.ts';
import { followSystemTheme, markTheme } from './theme.ts';

const SAMPLE_PX = 768;
const TARGET = 20_000;
const REDUCED_TARGET = 5000;

const element = <Type extends HTMLElement>(id: string) => document.getElementById(id) as Type;
const progress = element('progress');
const reduce = element<HTMLButtonElement>('reduce');

const { scene, setDark } = createStage(element<HTMLCanvasElement>('canvas'));
followSystemTheme((isDark) => {
  markTheme(isDark);
  setDark(isDark);
});

// A game needs no undo: replaced versions are freed immediately.
const generator = await startGenerator(scene, { undoLimit: 0 });
let made = 0;
let latest: GeneratedAsset | undefined;

/** Shows a translucent placeholder at the next free position immediately; the result replaces it. */
async function make(sample: Sample): Promise<void> {
  progress.textContent = `${sample.label}: drawing the image`;
  const asset = generator.generate(await sample.draw(SAMPLE_PX), {
    name: sample.label,
    parameters: { decimationTarget: TARGET },
    position: Vector3.FromArray(spotInRows(made++)),
  });
  latest = asset;
  await follow(asset, asset.ready);
}

async function regenerate(asset: GeneratedAsset): Promise<void> {
  await follow(asset, asset.regenerateAsync({ decimationTarget: REDUCED_TARGET }));
}

/** Reports a run until it ends. */
async function follow(asset: GeneratedAsset, run: Promise<unknown>): Promise<void> {
  const say = (snapshot: RunSnapshot | undefined) => {
    if (snapshot && asset === latest) progress.textContent = `${asset.root.name}: ${runText(snapshot)}`;
  };
  reduce.disabled = true;
  const stop = asset.subscribe(() => say(asset.getSnapshot().run));
  try {
    await run;
    const triangles = asset.versions.at(-1)?.stats.triangles.toLocaleString('en');
    if (asset === latest) progress.textContent = `${asset.root.name}: ${triangles} triangles.`;
  } catch (thrown) {
    const { message, advice } = thrown as ImageTo3DError;
    progress.textContent = `${message} ${advice ?? ''}`;
  } finally {
    stop();
    reduce.disabled = latest?.versions.length === 0;
  }
}

const buttons = SAMPLES.map((sample, index) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = `${index + 1} ${sample.label}`;
  button.addEventListener('click', () => void make(sample));
  return button;
});
element('images').append(...buttons);
reduce.addEventListener('click', () => latest && void regenerate(latest));
window.addEventListener('keydown', ({ key, repeat }) => {
  if (!repeat) buttons[Number(key) - 1]?.click();
});

// Resume runs that a reload interrupted; the page does not wait for them.
void generator.resumeAsync().then((resumed) => {
  for (const asset of resumed) void follow(asset, asset.ready);
});
