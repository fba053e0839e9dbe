import { Caption1 } from '@fluentui/react-components';
import { type FunctionComponent, useMemo } from 'react';
import { useLineStyles } from '../../shared/styles.ts';
import { bindingText } from '../fit-expectation.ts';
import { measuredRows } from '../fit-numbers.ts';
import type { FitPartProps } from '../use-fit.ts';
import { NumberStrip } from './number-strip.tsx';

/** Measured numbers of the master and of the shown version, compared with the budget. */
export const FitNumbers: FunctionComponent<FitPartProps> = ({ view }) => {
  const { version, snapshot, limits } = view;
  const lines = useLineStyles();
  const { facts, plan } = snapshot.fitting;
  // Searches all plans, so not on every move of a slider.
  const binding = useMemo(() => facts && bindingText(facts, limits, plan), [facts, limits, plan]);
  const remarks = [...(binding === undefined ? [] : [binding]), ...(version.fit?.report.remarks ?? [])];
  return (
    <>
      <NumberStrip label="Measured" rows={measuredRows(version, limits)} />
      {remarks.map((remark) => (
        <Caption1 key={remark} className={lines.quiet}>
          {remark}
        </Caption1>
      ))}
    </>
  );
};
