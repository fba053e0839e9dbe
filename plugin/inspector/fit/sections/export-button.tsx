import { MenuDivider, MenuItemCheckbox, MenuItemRadio } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { EXPORT_FORMATS, type ExportFormatId, exportFormat } from '../../../budget/export-formats.ts';
import type { PaneController } from '../../pane/pane-controller.ts';
import { shortCountText } from '../../run/run-text.ts';
import { downloadGlb, glbFileName } from '../../shared/download.ts';
import { SplitButton } from '../../shared/split-button.tsx';
import type { FitPartProps, FitView } from '../use-fit.ts';

function fileName({ snapshot, version, settings }: FitView): string {
  const { suffix } = exportFormat(settings.exportFormat);
  const fitted = version.fit ? `-${shortCountText(version.fit.stats.triangles)}` : '';
  return glbFileName(snapshot.name, version.number, `${fitted}${suffix}`);
}

/** The shown version as a file; the menu holds the format. */
export const ExportButton: FunctionComponent<FitPartProps & { controller: PaneController }> = (props) => {
  const { controller, view } = props;
  const { fit, settings, state, plan } = view;
  const hasLods = plan.lodShares.length > 0;
  const { help, label } = exportFormat(settings.exportFormat);
  const save = async (document: Document) => {
    const glb = await fit.exportGlb();
    if (glb) downloadGlb(document, fileName(view), glb);
  };
  return (
    <SplitButton
      label="Export GLB"
      title={`Export as GLB. ${label}: ${help}`}
      icon={<ArrowDownloadRegular />}
      isDisabled={state.task !== undefined}
      menuName="Export format"
      onPress={(event) => void save(event.currentTarget.ownerDocument)}
      checkedValues={{
        format: [settings.exportFormat],
        lods: settings.exportsLods && hasLods ? ['lods'] : [],
      }}
      onCheckedValueChange={(_, { name, checkedItems }) =>
        controller.changeFitSettings(
          name === 'format'
            ? { exportFormat: checkedItems[0] as ExportFormatId }
            : { exportsLods: checkedItems.length > 0 },
        )
      }
    >
      {EXPORT_FORMATS.map((format) => (
        <MenuItemRadio
          key={format.id}
          name="format"
          value={format.id}
          title={format.help}
          subText={format.programs}
        >
          {format.label}
        </MenuItemRadio>
      ))}
      <MenuDivider />
      <MenuItemCheckbox name="lods" value="lods" disabled={!hasLods}>
        Include LODs
      </MenuItemCheckbox>
    </SplitButton>
  );
};
