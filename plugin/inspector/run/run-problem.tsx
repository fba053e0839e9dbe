import { Button } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { type ErrorCode, ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { RunPhase } from '../../generation/run-snapshot.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ErrorMessage } from '../shared/error-message.tsx';

const TITLES: Partial<Record<RunPhase, string>> = {
  failed: 'The run failed',
  unconfirmed: 'The outcome of this run is unknown',
  expired: 'The result no longer exists',
};

const CODE_TITLES: Partial<Record<ErrorCode, string>> = {
  storage: 'The run was not started',
  superseded: 'Another tab is working on this run',
};

const NOTES: Partial<Record<ErrorCode, string>> = {
  storage: 'A reload loses the run, even if it was charged.',
  superseded: 'Running it again here is a second run and is charged again.',
};

interface RunProblemProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly isConfirming: boolean;
}

/** Why the last run has no result, and what to do. A plain retry is offered only if it cannot be charged twice. */
export const RunProblem: FunctionComponent<RunProblemProps> = ({ controller, asset, isConfirming }) => {
  const { run } = asset;
  if (!run || TITLES[run.phase] === undefined) return null;
  const { runs } = controller;
  const error = run.error ?? new ImageTo3DError('internal', 'No reason was given.');
  const { code } = error;
  const title = CODE_TITLES[code] ?? TITLES[run.phase]!;
  const note = NOTES[code];
  const isUnconfirmed = run.phase === 'unconfirmed';
  const isWarning = isUnconfirmed || code in CODE_TITLES;
  return (
    <ErrorMessage
      title={title}
      error={error}
      intent={isWarning ? 'warning' : 'error'}
      {...omitUndefined({ note })}
    >
      {isUnconfirmed && !isConfirming && (
        <Button appearance="secondary" label="Run again…" onClick={() => controller.askToConfirm(true)} />
      )}
      {isUnconfirmed && isConfirming && (
        <>
          <Button appearance="primary" label="I checked, run again" onClick={() => runs.retry()} />
          <Button appearance="secondary" label="Not now" onClick={() => controller.askToConfirm(false)} />
        </>
      )}
      {!isUnconfirmed && error.retryable && (
        <Button appearance="secondary" label="Retry" onClick={() => runs.retry()} />
      )}
      {code === 'storage' && (
        <Button
          appearance="secondary"
          label="Generate without a record"
          onClick={() => runs.retry({ allowUnrecorded: true })}
        />
      )}
    </ErrorMessage>
  );
};
