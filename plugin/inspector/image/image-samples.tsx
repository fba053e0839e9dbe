import { Button, LineContainer } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { useLineStyles } from '../shared/styles.ts';
import type { ImageSample } from './image-reader.ts';

interface ImageSamplesProps {
  readonly samples: readonly ImageSample[];
  readonly onSample: (sample: ImageSample) => void;
}

/** Buttons for the sample images. */
export const ImageSamples: FunctionComponent<ImageSamplesProps> = ({ samples, onSample }) => {
  const lines = useLineStyles();
  if (samples.length === 0) return null;
  return (
    <LineContainer uniqueId="Samples" label="Samples">
      <fieldset className={lines.group} aria-label="Sample images">
        {samples.map((sample) => (
          <Button
            key={sample.name}
            appearance="secondary"
            label={sample.name}
            onClick={() => onSample(sample)}
          />
        ))}
      </fieldset>
    </LineContainer>
  );
};
