import { Button, MessageBar } from '@babylonjs/inspector';
import { makeStyles, tokens } from '@fluentui/react-components';
import { LinkRegular } from '@fluentui/react-icons';
import { type FunctionComponent, useState } from 'react';
import { useCurrent } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { imageForRun } from '../pane/pane-state.ts';
import { ErrorMessage } from '../shared/error-message.tsx';
import { DropZone } from './drop-zone.tsx';
import { ImageAddress } from './image-address.tsx';
import { ImageRow } from './image-row.tsx';
import { ImageSamples } from './image-samples.tsx';
import { Reading } from './reading.tsx';

const useStyles = makeStyles({
  start: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** The chosen image; without one, the ways to choose one. */
export const ImageSection: FunctionComponent<{ controller: PaneController; isOver: boolean }> = (props) => {
  const { controller, isOver } = props;
  const classes = useStyles();
  const [isAddressShown, setIsAddressShown] = useState(false);
  const { state, snapshot } = useCurrent(controller);
  const image = imageForRun(state, snapshot);
  return (
    <>
      {state.imageError && (
        <ErrorMessage
          title="This file cannot be used"
          error={state.imageError}
          onDismiss={controller.dismissError}
        />
      )}
      {!image && snapshot && snapshot.versions.length > 0 && (
        <MessageBar
          intent="info"
          message="This model has no source image. Drop the image here to run it again."
        />
      )}
      {image ? (
        <ImageRow
          image={image}
          thumbnails={controller.thumbnails}
          onFiles={controller.take}
          onClear={() => controller.clearImage()}
        />
      ) : (
        <div className={classes.start}>
          <DropZone isOver={isOver} onFiles={controller.take} />
          <ImageSamples
            samples={controller.samples}
            thumbnails={controller.thumbnails}
            onSample={(sample) => void controller.input.takeSample(sample)}
          />
          <Button
            title="Image from a URL"
            appearance="subtle"
            icon={LinkRegular}
            onClick={() => setIsAddressShown(!isAddressShown)}
          />
        </div>
      )}
      {!image && isAddressShown && (
        <ImageAddress onAddress={(address) => void controller.input.take(address)} />
      )}
      {state.readingName !== undefined && <Reading what={state.readingName} />}
    </>
  );
};
