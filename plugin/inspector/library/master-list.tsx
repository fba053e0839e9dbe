import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles, SearchBox } from '@fluentui/react-components';
import { type FunctionComponent, useRef, useState } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { useLineStyles } from '../shared/styles.ts';
import { MasterRow } from './master-row.tsx';

// Each row reads its image from the store.
const ROWS_AT_ONCE = 10;

const useStyles = makeStyles({
  search: { width: '100%', maxWidth: 'none', boxSizing: 'border-box', flexShrink: 0 },
});

interface MasterListProps {
  readonly controller: PaneController;
  /** Newest use first. */
  readonly masters: readonly MasterRecord[];
}

/** The stored masters, a few at a time. */
export const MasterList: FunctionComponent<MasterListProps> = ({ controller, masters }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const [rows, setRows] = useState(ROWS_AT_ONCE);
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = masters.filter(({ imageName }) => nameText(imageName).toLowerCase().includes(wanted));
  const list = useRef<HTMLUListElement>(null);
  const left = found.length - rows;
  return (
    <>
      {masters.length > 1 && (
        <SearchBox
          className={classes.search}
          size="small"
          placeholder="Search by name"
          aria-label="Search the stored models by name"
          value={query}
          onChange={(_, { value }) => setQuery(value)}
        />
      )}
      {found.length === 0 && <Caption1 role="status">No stored model has this name.</Caption1>}
      {/* Takes the focus when the row that had it is deleted. */}
      <ul ref={list} tabIndex={-1} className={lines.cards} aria-label="Library">
        {found.slice(0, rows).map((master) => (
          <MasterRow
            key={master.hash}
            controller={controller}
            master={master}
            onRowRemoved={() => list.current?.focus()}
          />
        ))}
      </ul>
      {left > 0 && (
        <Button
          appearance="subtle"
          label={`Show ${Math.min(left, ROWS_AT_ONCE)} more of ${found.length}`}
          onClick={() => setRows(rows + ROWS_AT_ONCE)}
        />
      )}
    </>
  );
};
