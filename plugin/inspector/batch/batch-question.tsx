import { makeStyles, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useRef } from 'react';
import { useParameterIssues, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { refusalIn } from '../run/check-parameters.ts';
import { useCost } from '../run/use-cost.ts';
import { Question } from '../shared/question.tsx';
import { Thumbnail } from '../thumbnails/thumbnail.tsx';

const useStyles = makeStyles({
  images: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXXS },
});

/** Asks once before a run is started for each of several images: how many, and what they cost together. */
export const BatchQuestion: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { batches, thumbnails, generator } = controller;
  const { asked = [] } = useSnapshot(batches);
  const { parameters } = useSnapshot(controller).settings;
  const refusal = refusalIn(useParameterIssues(generator, parameters));
  const { price } = useCost(controller, asked.length);
  // There is no button to give the focus back to: files were dropped.
  const trigger = useRef<HTMLButtonElement>(null);
  if (asked.length === 0) return null;
  const models = asked.length === 1 ? '1 model' : `${asked.length} models`;
  const cost = price === undefined ? '' : price === 'free' ? ' Free.' : ` It costs ${price} in all.`;
  return (
    <Question
      text={`Generate ${models} with the settings below?${cost}`}
      yes={`Generate ${asked.length}${price === undefined ? '' : ` · ${price}`}`}
      no="Cancel"
      onYes={() => batches.confirm()}
      onNo={() => batches.decline()}
      trigger={trigger}
      {...(refusal === undefined ? {} : { blockedBy: refusal })}
    >
      <div className={classes.images}>
        {asked.map((image, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same image may be there twice, and none moves
          <Thumbnail key={at} image={image} thumbnails={thumbnails} size="medium" alt={image.name} />
        ))}
      </div>
    </Question>
  );
};
