import { ButtonLine, MessageBar, StringDropdown, Switch } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../../pane/pane-controller.ts';
import { shortCountText } from '../../run/run-text.ts';
import { downloadGlb, glbFileName } from '../../shared/download.ts';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { EXPORT_FORMATS, type ExportFormatId, exportFormat } from '../export-format.ts';
import { type FitView, useFit } from '../use-fit.ts';

const OPTIONS = EXPORT_FORMATS.map(({ id, label }) => ({ label, value: id }));

function fileName({ snapshot, version, settings }: FitView): string {
  const { suffix } = exportFormat(settings.exportFormat);
  const fitted = version.fit ? `-${shortCountText(version.fit.stats.triangles)}` : '';
  return glbFileName(snapshot.name, version.number, `${fitted}${suffix}`);
}

/** The shown version as a file for a game or for other tools. */
export const ExportSection: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const lines = useLineStyles();
  const view = useFit(controller);
  if (!view) return <MessageBar intent="info" message="No finished version is in the scene yet." />;
  const { fit, settings, state, plan } = view;
  const hasLods = plan.lodShares.length > 0;
  const save = async (document: Document) => {
    const glb = await fit.exportGlb();
    if (glb) downloadGlb(document, fileName(view), glb);
  };
  return (
    <>
      <NamedLine label="Format" uniqueId="exportFormat" accessibleName="Export format">
        <StringDropdown
          className={lines.wideField}
          value={settings.exportFormat}
          options={OPTIONS}
          onChange={(id) => controller.changeFitSettings({ exportFormat: id as ExportFormatId })}
        />
      </NamedLine>
      <Caption1 className={lines.quiet}>{exportFormat(settings.exportFormat).help}</Caption1>
      <NamedLine
        label="Include LODs"
        uniqueId="exportLods"
        description="As MSFT_lod in the same file. Switch the LODs on in the Fit section first."
      >
        <Switch
          value={settings.exportsLods && hasLods}
          disabled={!hasLods}
          onChange={(exportsLods) => controller.changeFitSettings({ exportsLods })}
        />
      </NamedLine>
      <ButtonLine
        uniqueId="export"
        label="Export GLB"
        icon={ArrowDownloadRegular}
        disabled={state.task !== undefined}
        onClick={(event) => save(event.currentTarget.ownerDocument)}
      />
    </>
  );
};
