import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { useLineStyles } from '../shared/styles.ts';
import type { Thumbnails } from '../thumbnails/thumbnails.ts';
import { useThumbnailUrl } from '../thumbnails/use-thumbnail-url.ts';
import type { ImageSample } from './image-reader.ts';

const useStyles = makeStyles({
  group: { flexWrap: 'nowrap', alignItems: 'center' },
  sample: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    minWidth: '44px',
    height: '44px',
    padding: tokens.spacingHorizontalXXS,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase200,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  image: { width: '38px', height: '38px', objectFit: 'contain' },
});

interface SampleButtonProps {
  readonly sample: ImageSample;
  readonly thumbnails: Thumbnails;
  readonly onPress: () => void;
}

const SampleButton: FunctionComponent<SampleButtonProps> = ({ sample, thumbnails, onPress }) => {
  const classes = useStyles();
  // Without its image the button shows the name.
  const address = useThumbnailUrl(thumbnails, `sample ${sample.name}`, async () => sample.thumbnail?.());
  return (
    // A plain button: a Fluent button cannot hold an image of this size.
    <button
      type="button"
      className={classes.sample}
      title={sample.name}
      aria-label={sample.name}
      onClick={onPress}
    >
      {address === undefined ? (
        sample.name
      ) : (
        <img className={classes.image} src={address} alt="" draggable={false} />
      )}
    </button>
  );
};

interface ImageSamplesProps {
  readonly thumbnails: Thumbnails;
  readonly samples: readonly ImageSample[];
  readonly onSample: (sample: ImageSample) => void;
}

/** Buttons for the sample images. */
export const ImageSamples: FunctionComponent<ImageSamplesProps> = ({ samples, thumbnails, onSample }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  if (samples.length === 0) return null;
  return (
    <fieldset className={mergeClasses(lines.group, classes.group)} aria-label="Sample images">
      {samples.map((sample) => (
        <SampleButton
          key={sample.name}
          sample={sample}
          thumbnails={thumbnails}
          onPress={() => onSample(sample)}
        />
      ))}
    </fieldset>
  );
};
