import { ButtonLine, LineContainer, MessageBar, TextPropertyLine } from '@babylonjs/inspector';
import { ArrowSyncRegular, DataAreaRegular, HistoryRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { type GeneratedAsset, shownVersion } from '../../asset/contract.ts';
import { ImageCard } from '../image/image-card.tsx';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneContext } from './pane-context.ts';
import { changedParameters, provenanceRows } from './provenance.ts';

interface GeneratedPropertiesProps {
  readonly asset: GeneratedAsset;
  readonly paneContext: PaneContext;
}

/** Where a generated node comes from: image, engine, parameters, and measured numbers. */
export const GeneratedProperties: FunctionComponent<GeneratedPropertiesProps> = ({ asset, paneContext }) => {
  const snapshot = useSnapshot(asset);
  const { controller } = paneContext;
  const version = shownVersion(snapshot);
  const rows = version
    ? [...provenanceRows(version, controller.providers), ...changedParameters(version, controller.providers)]
    : [];
  return (
    <>
      {snapshot.image && (
        <LineContainer uniqueId="Source image" label="Source image">
          <ImageCard image={snapshot.image} thumbnails={controller.thumbnails} />
        </LineContainer>
      )}
      {!version && (
        <MessageBar
          intent="info"
          message={
            snapshot.hasPlaceholder ? 'A placeholder is shown until the run is done.' : 'No version yet.'
          }
        />
      )}
      {rows.map(({ label, value }) => (
        <TextPropertyLine key={label} label={label} value={value} />
      ))}
      <ButtonLine
        label="Regenerate…"
        icon={ArrowSyncRegular}
        onClick={() => paneContext.open('generate', asset)}
      />
      <ButtonLine label="Fit…" icon={DataAreaRegular} onClick={() => paneContext.open('fit', asset)} />
      <ButtonLine
        label={`Show versions (${snapshot.versions.length})`}
        uniqueId="Show versions"
        icon={HistoryRegular}
        onClick={() => paneContext.open('library', asset)}
      />
    </>
  );
};
