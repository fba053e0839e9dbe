import { AccordionSection } from '@babylonjs/inspector';
import type { ReactElement } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { groupTitle } from '../../recipe/parameter-spec.ts';
import { ExportSection } from '../fit/sections/export-section.tsx';
import { FitSection } from '../fit/sections/fit-section.tsx';
import { ImageSection } from '../image/image-section.tsx';
import { LibrarySection } from '../library/library-section.tsx';
import { BudgetSection } from '../parameters/budget-section.tsx';
import { ParameterGroup } from '../parameters/parameter-group.tsx';
import { AssetsSection } from '../versions/assets-section.tsx';
import { VersionsSection } from '../versions/versions-section.tsx';
import { useSnapshot } from './hooks.ts';
import type { PaneController } from './pane-controller.ts';

/** Parameter groups inside the model section. */
const IN_MODEL: ReadonlySet<string> = new Set(['budget', 'run']);

/**
 * The accordion's sections; their titles say whether they cost a run or are free. Their number never changes: adding
 * or removing one would make the Inspector's accordion remount all later ones.
 */
export function usePaneSections(
  controller: PaneController,
  isOver: boolean,
  onPickAsset: (asset: GeneratedAsset) => void,
): ReactElement[] {
  const { endpoint } = useSnapshot(controller.generator);
  const model = endpoint.isLocal ? 'Model · free run, local' : 'Model · paid run';
  const groups = [...new Set(controller.generator.provider.parameters.map(({ group }) => group))].filter(
    (group) => !IN_MODEL.has(group),
  );
  return [
    <AccordionSection key="image" title="Image">
      <ImageSection controller={controller} isOver={isOver} />
    </AccordionSection>,
    <AccordionSection key="fit" title="Fit · free">
      <FitSection controller={controller} />
    </AccordionSection>,
    <AccordionSection key="export" title="Export" collapseByDefault>
      <ExportSection controller={controller} />
    </AccordionSection>,
    <AccordionSection key="versions" title="Versions">
      <VersionsSection controller={controller} />
    </AccordionSection>,
    <AccordionSection key="model" title={model}>
      <BudgetSection controller={controller} />
    </AccordionSection>,
    ...groups.map((group) => (
      <AccordionSection key={group} title={groupTitle(group)} collapseByDefault>
        <ParameterGroup controller={controller} group={group} />
      </AccordionSection>
    )),
    <AccordionSection key="assets" title="Generated assets" collapseByDefault>
      <AssetsSection controller={controller} onPick={onPickAsset} />
    </AccordionSection>,
    <AccordionSection key="library" title="Library" collapseByDefault>
      <LibrarySection controller={controller} />
    </AccordionSection>,
  ];
}
