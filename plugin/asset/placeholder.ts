import type { Serialize } from '../core/serialize.ts';
import type { Generation } from '../generation/generation.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { GeneratedAssetSnapshot } from './contract.ts';
import type { ShownContent } from './shown-content.ts';

/** Enough for a first impression within a second. */
const PLACEHOLDER_PARAMETERS = { maxVertices: 5000, textureSize: 1024 } as const;

interface PlaceholderOptions {
  readonly shownContent: ShownContent;
  readonly generation: Generation;
  readonly serialize: Serialize;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  readonly signal: AbortSignal;
}

/** Shows the image as a card immediately, then the local engine's model, until a version replaces it. Never throws. */
export async function showPlaceholder(
  image: PreparedImage,
  parameters: RunParameters,
  { shownContent, generation, serialize, update, signal }: PlaceholderOptions,
): Promise<void> {
  shownContent.showCard(image);
  update({});
  try {
    const engine = await generation.localEngineAsync();
    const wanted = { ...generation.provider.toLocal(parameters), ...PLACEHOLDER_PARAMETERS };
    const { glb } = await engine.generateAsync(
      { image: image.png, parameters: wanted, profile: 'placeholder' },
      { signal },
    );
    await serialize(() => shownContent.showPlaceholder(glb, signal));
    update({});
  } catch {
    // The placeholder is optional: if it fails, the card stays until the run ends.
  }
}
