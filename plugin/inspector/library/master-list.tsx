import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles, SearchBox } from '@fluentui/react-components';
import { type FunctionComponent, useRef, useState } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import { CardList } from '../cards/card-list.tsx';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { MasterCard } from './master-card.tsx';

// Each card reads its model from the store.
const CARDS_AT_ONCE = 10;

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
  const [count, setCount] = useState(CARDS_AT_ONCE);
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = masters.filter(({ imageName }) => nameText(imageName).toLowerCase().includes(wanted));
  const list = useRef<HTMLUListElement>(null);
  const left = found.length - count;
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
      <CardList listRef={list} label="Library">
        {found.slice(0, count).map((master) => (
          <MasterCard
            key={master.hash}
            controller={controller}
            master={master}
            onCardRemoved={() => list.current?.focus()}
          />
        ))}
      </CardList>
      {left > 0 && (
        <Button
          appearance="subtle"
          label={`Show ${Math.min(left, CARDS_AT_ONCE)} more of ${found.length}`}
          onClick={() => setCount(count + CARDS_AT_ONCE)}
        />
      )}
    </>
  );
};
