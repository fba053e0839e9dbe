import { Button } from '@babylonjs/inspector';
import { Fragment, type FunctionComponent } from 'react';
import { ImageTo3DError } from '../../errors.ts';
import type { GeneratedAssetSnapshot, RunPhase } from '../../generated-asset.ts';
import type { PaneController } from '../pane-controller.ts';
import { ErrorMessage } from './error-message.tsx';

const TITLES: Partial<Record<RunPhase, string>> = {
  failed: 'The run failed',
  unconfirmed: 'Nobody knows whether this run was accepted',
  expired: 'The result is gone',
};

interface RunProblemProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly isConfirming: boolean;
}

/** Why the last run gave nothing, and what can be done: a plain retry only where it cannot charge twice. */
export const RunProblem: FunctionComponent<RunProblemProps> = ({ controller, asset, isConfirming }) => {
  const { run } = asset;
  const title = run && TITLES[run.phase];
  if (!run || title === undefined) return null;
  const error = run.error ?? new ImageTo3DError('internal', 'No reason was given.');
  const isUnconfirmed = run.phase === 'unconfirmed';
  return (
    <ErrorMessage title={title} error={error} intent={isUnconfirmed ? 'warning' : 'error'}>
      {isUnconfirmed && !isConfirming && (
        <Button appearance="secondary" label="Run again…" onClick={() => controller.askToConfirm(true)} />
      )}
      {isUnconfirmed && isConfirming && (
        <Fragment>
          <Button appearance="primary" label="I checked, run again" onClick={() => controller.runs.retry()} />
          <Button appearance="secondary" label="Not now" onClick={() => controller.askToConfirm(false)} />
        </Fragment>
      )}
      {!isUnconfirmed && error.retryable && (
        <Button appearance="secondary" label="Retry" onClick={() => controller.runs.retry()} />
      )}
    </ErrorMessage>
  );
};
