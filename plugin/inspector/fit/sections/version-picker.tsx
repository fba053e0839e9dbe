import { Dropdown, makeStyles, Option, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAsset } from '../../../asset/contract.ts';
import { useSnapshot } from '../../pane/hooks.ts';
import type { PaneController } from '../../pane/pane-controller.ts';
import { nameText } from '../../run/run-text.ts';
import { useLineStyles } from '../../shared/styles.ts';
import { VersionThumbnail } from '../../thumbnails/model-thumbnail.tsx';

const useStyles = makeStyles({
  // As high as the Inspector's own beside it.
  picker: { width: '100%', minWidth: 0, minHeight: '32px' },
  choice: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: 0 },
});

interface VersionPickerProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAsset;
  readonly version: AssetVersion;
}

const keyOf = (asset: GeneratedAsset, version: AssetVersion) => `${asset.id} ${version.id}`;

/** Chooses which version of which asset is fitted; all assets of the scene are offered. */
export const VersionPicker: FunctionComponent<VersionPickerProps> = ({ controller, asset, version }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { assets } = useSnapshot(controller.generator);
  const choices = assets.flatMap((listed) =>
    listed.versions.map((each) => ({ asset: listed, version: each })),
  );
  const nameOf = (of: GeneratedAsset) => nameText(of.getSnapshot().name);
  const textOf = (choice: { asset: GeneratedAsset; version: AssetVersion }) =>
    `${nameOf(choice.asset)} · v${choice.version.number}`;
  const contentOf = (choice: { asset: GeneratedAsset; version: AssetVersion }) => (
    <span className={classes.choice}>
      <VersionThumbnail
        controller={controller}
        assetId={choice.asset.id}
        image={choice.asset.getSnapshot().image}
        version={choice.version}
        size="tiny"
      />
      <span className={lines.name}>{textOf(choice)}</span>
    </span>
  );
  const choose = (value: string | undefined) => {
    const chosen = choices.find((choice) => keyOf(choice.asset, choice.version) === value);
    if (!chosen) return;
    controller.chooseAsset(chosen.asset);
    controller.runs.show(chosen.version.id);
  };
  return (
    // Fluent's own: the Inspector's shows texts only.
    <Dropdown
      className={classes.picker}
      size="small"
      aria-label="Asset and version"
      title={`${nameOf(asset)} · version ${version.number}`}
      value={textOf({ asset, version })}
      selectedOptions={[keyOf(asset, version)]}
      button={{ children: contentOf({ asset, version }) }}
      onOptionSelect={(_, { optionValue }) => choose(optionValue)}
    >
      {choices.map((choice) => (
        <Option
          key={keyOf(choice.asset, choice.version)}
          value={keyOf(choice.asset, choice.version)}
          text={textOf(choice)}
        >
          {contentOf(choice)}
        </Option>
      ))}
    </Dropdown>
  );
};
