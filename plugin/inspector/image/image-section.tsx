import { LineContainer, MessageBar } from '@babylonjs/inspector';
import { Caption1, Spinner } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { useCurrent } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { imageForRun } from '../pane/pane-state.ts';
import { ErrorMessage } from '../shared/error-message.tsx';
import { DropZone } from './drop-zone.tsx';
import { ImageAddress } from './image-address.tsx';
import { ImageCard } from './image-card.tsx';
import { ImageSamples } from './image-samples.tsx';

/** The image section: ways to choose an image, the chosen one, and its notes. */
export const ImageSection: FunctionComponent<{ controller: PaneController; isOver: boolean }> = (props) => {
  const { controller, isOver } = props;
  const { state, snapshot } = useCurrent(controller);
  const image = imageForRun(state, snapshot);
  return (
    <>
      {image && (
        <LineContainer uniqueId="Image" label="Image">
          <ImageCard image={image} thumbnails={controller.thumbnails} />
        </LineContainer>
      )}
      {state.readingName !== undefined && (
        <Spinner
          size="tiny"
          labelPosition="after"
          label={<Caption1>{`Reading ${state.readingName}`}</Caption1>}
        />
      )}
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
      <LineContainer uniqueId="Drop" label="Drop, paste or choose an image or a GLB">
        <DropZone
          isCompact={image !== undefined}
          isOver={isOver}
          onFile={(file) => void controller.input.take(file)}
        />
      </LineContainer>
      <ImageAddress onAddress={(address) => void controller.input.take(address)} />
      <ImageSamples
        samples={controller.samples}
        onSample={(sample) => void controller.input.takeSample(sample)}
      />
    </>
  );
};
