import { LineContainer, MessageBar } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { useCurrent } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { useLineStyles } from '../shared/styles.ts';
import { VersionCard } from './version-card.tsx';

/** The current asset's versions, newest first. */
export const VersionsSection: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const lines = useLineStyles();
  const { snapshot } = useCurrent(controller);
  const versions = [...(snapshot?.versions ?? [])].reverse();
  if (!snapshot || versions.length === 0) return <MessageBar intent="info" message="No versions yet." />;
  return (
    <LineContainer uniqueId="versions" label="Versions">
      <ul className={lines.cards} aria-label={`Versions of ${snapshot.name}`}>
        {versions.map((version) => (
          <VersionCard key={version.id} controller={controller} asset={snapshot} version={version} />
        ))}
      </ul>
    </LineContainer>
  );
};
