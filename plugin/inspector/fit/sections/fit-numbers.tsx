import { LineContainer } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import { type FunctionComponent, useMemo } from 'react';
import { useLineStyles } from '../../shared/styles.ts';
import { bindingText } from '../fit-expectation.ts';
import { numberRows } from '../fit-numbers.ts';
import type { FitPartProps } from '../use-fit.ts';
import { NumbersTable } from './numbers-table.tsx';

/** Measured numbers of the master and of the shown version, compared with the budget. */
export const FitNumbers: FunctionComponent<FitPartProps> = ({ view }) => {
  const { version, snapshot, limits } = view;
  const lines = useLineStyles();
  const { facts, plan } = snapshot.fitting;
  // Searches all plans, so not on every move of a slider.
  const binding = useMemo(() => facts && bindingText(facts, limits, plan), [facts, limits, plan]);
  const shown = version.fit?.stats ?? version.stats;
  return (
    <LineContainer uniqueId="fitNumbers" label="Measured: triangles, vertices, texture, GPU memory, file">
      <div className={lines.stack}>
        <NumbersTable
          label="Measured"
          columns={['Master', version.fit ? 'Fitted' : 'Shown']}
          rows={numberRows(version.stats, shown, limits)}
        />
        {binding !== undefined && <Caption1 className={lines.quiet}>{binding}</Caption1>}
        {version.fit?.report.remarks.map((remark) => (
          <Caption1 key={remark} className={lines.quiet}>
            {remark}
          </Caption1>
        ))}
      </div>
    </LineContainer>
  );
};
